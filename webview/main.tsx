import "./configure.ts";
import { apply, emptyState, graphView } from "@dagwright/core";
import { createRoot } from "react-dom/client";
import { connectHost } from "./host.ts";
import { startLayoutClient } from "./layout/layout-client.ts";
import { decodeMessage } from "./messages.ts";
import { App } from "./panel/app.tsx";
import { GraphStore } from "./store/graph-store.ts";
import { PanelStore } from "./store/panel-store.ts";
import { browserFrames } from "./store/signal.ts";

const host = connectHost();
const panel = new PanelStore({
	graph: new GraphStore(),
	core: { apply, emptyState, graphView },
	frames: browserFrames(),
	post: (message) => host.post(message),
	remembered: rememberedDirection(host.memory.read()),
});
host.listen((data) => {
	const message = decodeMessage(data);
	if (message.ok) panel.receive(message.value);
	else console.error(`A message of the host was refused: ${message.problem}`);
});
panel.subscribe(() => host.memory.write({ direction: panel.state.direction }));

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element with the id root.");
createRoot(root).render(<App panel={panel} client={startLayoutClient()} />);
host.post({ type: "ready" });

function rememberedDirection(state: unknown): { readonly direction?: "down" | "right" } {
	if (typeof state !== "object" || state === null || !("direction" in state)) return {};
	return state.direction === "down" || state.direction === "right" ? { direction: state.direction } : {};
}
