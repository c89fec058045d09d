import type { GraphNode, GraphView, InstanceView, NodeKind, NodeStatus } from "@dagwright/core";
import { SIZE } from "@dagwright/layout";
import { expect, test } from "vitest";
import { toDot } from "./dot.ts";
import { toMermaid } from "./mermaid.ts";
import { toSvg } from "./svg.ts";

function node(id: string, kind: NodeKind, status: NodeStatus, more: Partial<GraphNode> = {}): GraphNode {
	return { id, name: id.split(".").at(-1) ?? id, kind, status, ...more };
}

const instance = (index: number, status: NodeStatus): InstanceView => ({
	path: `sweep[${index}]`,
	bindings: { lr: 0.001 },
	status,
	started: 0,
});

const view: GraphView = {
	workflow: 'w "quoted" <b>',
	run: { id: "1", status: "running", started: 0, seq: 3 },
	critical: ["end", "sweep"],
	nodes: [
		node("end", "job", "succeeded", { type: "shell", started: 0, ended: 2000, critical: true }),
		node("sweep", "fan_out", "running", { instances: [instance(0, "succeeded"), instance(1, "failed")] }),
		node("prep", "group", "pending"),
		node("prep.load", "job", "skipped", { parent: "prep", type: "<script>&" }),
		node("pick", "fan_in", "pending", { detail: "best_metric" }),
		node("best", "let", "succeeded", { value: { path: "a/b.json", bytes: 3 } }),
		node("ask", "approval", "waiting"),
		node("ship", "call", "pending"),
		node("undo", "rollback", "pending"),
		node("alert", "hook", "pending"),
		node("out", "output", "pending"),
	],
	edges: [
		{ id: "1", from: "end", to: "sweep", kind: "data", labels: ["data"], critical: true },
		{ id: "2", from: "sweep", to: "prep", kind: "after", labels: [] },
		{ id: "3", from: "prep", to: "pick", kind: "data", labels: ['a"b'] },
		{ id: "4", from: "ship", to: "undo", kind: "rollback", labels: [] },
		{ id: "5", from: "ship", to: "alert", kind: "on_failure", labels: [] },
	],
};

test("writes Mermaid with subgraphs, statuses, and names that are not its own words", () => {
	const text = toMermaid(view);
	expect(text).toContain('  end_["end<br>shell"]:::succeeded');
	expect(text).toContain('  subgraph prep["prep · group"]');
	expect(text).toContain('    prep_load["load<br>#lt;script#gt;#amp;"]:::skipped');
	expect(text).toContain('  end_ ==>|"data"| sweep');
	expect(text).toContain('  prep -->|"a#quot;b"| pick');
});

test("writes DOT with clusters, and edges of clusters cut at their border", () => {
	const text = toDot(view);
	expect(text).toContain('digraph "w \\"quoted\\" <b>" {');
	expect(text).toContain('subgraph "cluster_prep" {');
	expect(text).toContain('"prep.load" -> "pick" [ltail="cluster_prep", label="a\\"b"];');
});

test.each(["light", "dark"] as const)(
	"draws every kind of node in a %s SVG, with nothing of the text as markup",
	(theme) => {
		const text = toSvg(view, { theme, now: 60_000 });
		for (const { name } of view.nodes) expect(text).toContain(`>${name}</text>`);
		expect(text).not.toContain("<script>");
		expect(text).toContain("if the run fails");
		expect(text).not.toMatch(/NaN|undefined/);
	},
);

test.each([1, 12, 40, 500])("draws a fan-out of %i instances inside its box", (count) => {
	const instances = Array.from({ length: count }, (_, index) =>
		instance(index, index % 7 === 0 ? "failed" : "succeeded"),
	);
	const text = toSvg(
		{ ...view, nodes: [node("sweep", "fan_out", "running", { instances })], edges: [] },
		{ theme: "light", now: 0 },
	);
	const right = [...text.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(
		([, x, width]) => Number(x) + Number(width),
	);
	expect(Math.max(...right)).toBeLessThanOrEqual(SIZE.fanOut.width + 6);
});
