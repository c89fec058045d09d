import "../configure.ts";
import type { GraphView, RunState } from "@dagwright/core";
import { createRoot } from "react-dom/client";
import { startLayoutClient } from "../layout/layout-client.ts";
import { App } from "../panel/app.tsx";
import { GraphStore } from "../store/graph-store.ts";
import { PanelStore } from "../store/panel-store.ts";
import { browserFrames } from "../store/signal.ts";
import { bigView } from "./scenes/galleries.ts";
import { scenes } from "./scenes.ts";

/** Shows a scene of `scenes.ts`: `gallery.html?scene=failed&theme=light&direction=right`. `load` streams updates. */
const address = new URLSearchParams(window.location.search);
document.documentElement.dataset["theme"] = address.get("theme") ?? "dark";
const name = address.get("scene") ?? "ecg";
const scene = scenes[name] ?? { view: bigView(1000, 0) };
let view: GraphView = scene.view;
const nothing = { seq: 0 } as unknown as RunState;
const panel = new PanelStore({
	graph: new GraphStore(),
	core: { emptyState: () => nothing, apply: () => nothing, graphView: () => view },
	frames: browserFrames(),
	post: (message) => console.info("panel says", message),
	remembered: { direction: address.get("direction") === "right" ? "right" : "down" },
});

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App panel={panel} client={startLayoutClient()} />);

const lines = (from: number, to: number) => ({
	file: "ecg_nightly.dag",
	start: { line: from, character: 0 },
	end: { line: to, character: 0 },
});
const plan = { version: 1 as const, hash: "", main: "", workflows: {} };
panel.receive({
	type: "plan",
	file: `${view.workflow}.dag`,
	plan,
	origins: { clean: lines(10, 15), stats: lines(18, 22) },
	problems: [...(scene.problems ?? [])],
});
if (view.run !== undefined) panel.receive({ type: "snapshot", run: view.run.id, plan, events: [] });
for (const { instance, progress, metric } of scene.samples ?? []) {
	const measured = metric === undefined ? {} : { metric: { name: metric[0], value: metric[1] } };
	panel.receive({
		type: "sample",
		run: "214",
		samples: [{ instance, attempt: instance === "sweep[3]" ? 2 : 1, progress, ...measured }],
	});
}
if (scene.user !== undefined) panel.receive({ type: "user", name: scene.user });
const choice = scene.select;
if (choice !== undefined) setTimeout(() => panel.select(choice[0], "pointer", choice[1]), 300);
if (scene.disconnected) panel.receive({ type: "connection", connected: false, since: Date.now() - 60_000 });

if (name === "load") {
	// A hundred nodes change ten times a second.
	let step = 0;
	setInterval(() => {
		step = (step + 50) % 1000;
		view = bigView(1000, step);
		performance.mark("update");
		panel.receive({ type: "snapshot", run: "214", plan, events: [] });
	}, 100);
}
