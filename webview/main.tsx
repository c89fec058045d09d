import "./configure.ts";
import { apply, emptyState, graphView } from "@dagwright/core";
import { createRoot } from "react-dom/client";
import { connectHost } from "./host.ts";
import { startLayoutClient } from "./layout/layout-client.ts";
import { decodeMessage } from "./messages.ts";
import { App } from "./panel/app.tsx";
import { GraphStore } from "./store/graph-store.ts";
import { PanelStore } from "./store/panel-store.ts";
import { type Remembered, readRemembered } from "./store/remembered.ts";
import { browserFrames } from "./store/signal.ts";

const host = connectHost();
const panel = new PanelStore({
	graph: new GraphStore(),
	core: { apply, emptyState, graphView },
	frames: browserFrames(),
	post: (message) => host.post(message),
	remembered: readRemembered(host.memory.read()),
});
host.listen((data) => {
	const message = decodeMessage(data);
	if (message.ok) panel.receive(message.value);
	else console.error(`A message of the host was refused: ${message.problem}`);
});
let kept = panel.remembered;
const keep = (part: Partial<Remembered>): void => {
	kept = { ...kept, ...part };
	host.memory.write(kept);
};
panel.subscribe(() => {
	const { direction } = panel.state;
	if (direction !== kept.direction) keep({ direction });
});

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element with the id root.");
createRoot(root).render(<App panel={panel} client={startLayoutClient()} keep={keep} />);
host.post({ type: "ready" });
