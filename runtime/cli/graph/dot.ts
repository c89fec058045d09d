import type { GraphEdge, GraphNode, GraphView } from "@dagwright/core";
import { nodeLabel } from "./node-label.ts";
import { themes } from "./theme.ts";

/** The graph as DOT for Graphviz; groups and loops are clusters. */
export function toDot(view: GraphView): string {
	const children = Map.groupBy(view.nodes, (node) => node.parent ?? "");
	const lines = [
		`digraph ${quote(view.workflow)} {`,
		"  graph [rankdir=TB, compound=true, fontname=Helvetica, nodesep=0.4, ranksep=0.45];",
		'  node [shape=box, style="rounded,filled", fillcolor="#fbfbfb", color="#b8b8b8", fontname=Helvetica, fontsize=12];',
		'  edge [color="#8a8a8a", arrowsize=0.7, fontname=Helvetica, fontsize=10];',
	];
	const draw = (parent: string, indent: string): void => {
		for (const node of children.get(parent) ?? []) {
			if (children.has(node.id)) {
				lines.push(`${indent}subgraph ${quote(`cluster_${node.id}`)} {`);
				lines.push(`${indent}  label=${quote(nodeLabel(node).join("  "))}; style=rounded; color="#b8b8b8";`);
				draw(node.id, `${indent}  `);
				lines.push(`${indent}}`);
			} else lines.push(`${indent}${quote(node.id)} [${attributes(node).join(", ")}];`);
		}
	};
	draw("", "  ");
	for (const edge of view.edges) lines.push(`  ${drawEdge(edge, children)}`);
	lines.push("}");
	return `${lines.join("\n")}\n`;
}

function attributes(node: GraphNode): readonly string[] {
	const all = [`label=${quote(nodeLabel(node).join("\n"))}`];
	if (node.kind === "fan_out" || node.kind === "call") all.push("peripheries=2");
	if (node.kind === "let" || node.kind === "output" || node.kind === "approval") all.push("shape=oval");
	const color = themes.light.status[node.status];
	if (color !== undefined) all.push(`color=${quote(color)}`);
	if (node.status === "skipped") all.push('style="rounded,dashed"');
	return all;
}

/** Graphviz joins only nodes: an edge of a cluster is one of a node in it, cut at the cluster's border. */
function drawEdge(edge: GraphEdge, children: ReadonlyMap<string, readonly GraphNode[]>): string {
	const inside = (id: string, last: boolean): string => {
		const inner = children.get(id);
		const next = last ? inner?.at(-1) : inner?.[0];
		return next === undefined ? id : inside(next.id, last);
	};
	const from = inside(edge.from, true);
	const to = inside(edge.to, false);
	const all: string[] = [];
	if (from !== edge.from) all.push(`ltail=${quote(`cluster_${edge.from}`)}`);
	if (to !== edge.to) all.push(`lhead=${quote(`cluster_${edge.to}`)}`);
	if (edge.labels.length > 0) all.push(`label=${quote(edge.labels.join(", "))}`);
	if (edge.kind === "after") all.push("style=dashed");
	if (edge.kind === "on_failure") all.push('style=dotted, color="#d3200d"');
	if (edge.kind === "rollback") all.push("style=dotted");
	if (edge.critical === true) all.push('penwidth=2, color="#3b3b3b"');
	return `${quote(from)} -> ${quote(to)}${all.length > 0 ? ` [${all.join(", ")}]` : ""};`;
}

function quote(text: string): string {
	return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
