import type { RunState } from "@dagwright/core";
import { expect, test } from "vitest";
import { manualFrames, node, shellPlan, view } from "../testing/views.ts";
import { GraphStore } from "./graph-store.ts";
import { PanelStore } from "./panel-store.ts";

function setUp() {
	const frames = manualFrames();
	const nothing = { seq: 0 } as unknown as RunState;
	const shown = view([
		node("a"),
		node("ship", "pending", { kind: "call" }),
		node("ship/deep", "pending", { kind: "call", parent: "ship" }),
		node("ship/deep/x", "pending", { parent: "ship/deep" }),
	]);
	const core = { apply: () => nothing, emptyState: () => nothing, graphView: () => shown };
	const panel = new PanelStore({ graph: new GraphStore(), core, frames, post: () => undefined });
	panel.receive({ type: "plan", file: "a.dag", plan: shellPlan({}) as never, origins: {}, problems: [] });
	frames.next();
	const seen = () => ({ nodes: panel.graph.view.nodes.map(({ id }) => id), selected: panel.state.selected });
	return { panel, seen };
}

test("a call is opened, and left to its node", () => {
	const { panel, seen } = setUp();
	panel.select("ship", "keyboard");
	panel.open("ship");
	expect(seen()).toEqual({ nodes: ["ship/deep"], selected: undefined });
	panel.leave();
	expect(seen()).toEqual({ nodes: ["a", "ship"], selected: "ship" });
});

test("a job deep inside is found by opening what holds it", () => {
	const { panel, seen } = setUp();
	panel.find("ship/deep/x", "host");
	expect(seen()).toEqual({ nodes: ["ship/deep/x"], selected: "ship/deep/x" });
	expect(panel.state.path.map(({ id }) => id)).toEqual(["ship", "ship/deep"]);
	panel.find("a", "keyboard");
	expect(seen()).toEqual({ nodes: ["a", "ship"], selected: "a" });
});
