import type { GraphEdge, GraphNode, GraphView } from "@dagwright/core";
import { nodeLabel } from "./node-label.ts";

/** Words that Mermaid would read as its own. */
const reserved = new Set([
	"end",
	"graph",
	"subgraph",
	"style",
	"class",
	"classDef",
	"click",
	"linkStyle",
	"default",
	"flowchart",
]);

const shapes: Readonly<Partial<Record<GraphNode["kind"], readonly [string, string]>>> = {
	fan_out: ["[[", "]]"],
	approval: ["([", "])"],
	fan_in: ["[\\", "/]"],
	let: ["([", "])"],
	output: ["([", "])"],
	call: ["[[", "]]"],
	rollback: ["([", "])"],
};

const classes: Readonly<Record<string, string>> = {
	succeeded: "stroke:#388a34,color:#388a34",
	running: "stroke:#0f6fdc,stroke-width:2px,color:#0f6fdc",
	retrying: "stroke:#b9690a,stroke-width:2px,color:#b9690a",
	failed: "stroke:#d3200d,stroke-width:2px,color:#d3200d",
	skipped: "stroke:#848484,stroke-dasharray:4 3,color:#848484",
	cancelled: "stroke:#848484,color:#848484",
};

/** The graph as a Mermaid flowchart, with a class per status where it shows a run. */
export function toMermaid(view: GraphView): string {
	const ids = mermaidIds(view.nodes);
	const children = Map.groupBy(view.nodes, (node) => node.parent ?? "");
	const lines = ["flowchart TD"];
	const draw = (parent: string, indent: string): void => {
		for (const node of children.get(parent) ?? []) {
			const id = ids.get(node.id) ?? node.id;
			if (children.has(node.id)) {
				lines.push(`${indent}subgraph ${id}["${escapeLabel(nodeLabel(node).join(" · "))}"]`);
				draw(node.id, `${indent}  `);
				lines.push(`${indent}end`);
				continue;
			}
			const [open, close] = shapes[node.kind] ?? ["[", "]"];
			lines.push(
				`${indent}${id}${open}"${nodeLabel(node).map(escapeLabel).join("<br>")}"${close}${statusClass(view, node)}`,
			);
		}
	};
	draw("", "  ");
	for (const edge of view.edges) lines.push(`  ${drawEdge(edge, ids)}`);
	if (view.run !== undefined) {
		const used = new Set(view.nodes.map((node) => node.status as string));
		for (const [name, style] of Object.entries(classes)) if (used.has(name)) lines.push(`  classDef ${name} ${style}`);
	}
	return `${lines.join("\n")}\n`;
}

function drawEdge(edge: GraphEdge, ids: ReadonlyMap<string, string>): string {
	const from = ids.get(edge.from) ?? edge.from;
	const to = ids.get(edge.to) ?? edge.to;
	const label =
		edge.kind === "on_failure" ? "if it fails" : edge.kind === "rollback" ? "if the run fails" : edge.labels.join(", ");
	const text = label === "" ? "" : `|"${escapeLabel(label)}"|`;
	if (edge.kind !== "data") return `${from} -.->${text} ${to}`;
	return edge.critical === true ? `${from} ==>${text} ${to}` : `${from} -->${text} ${to}`;
}

function statusClass(view: GraphView, node: GraphNode): string {
	return view.run !== undefined && node.status in classes ? `:::${node.status}` : "";
}

function mermaidIds(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
	const taken = new Set<string>();
	const ids = new Map<string, string>();
	for (const { id } of nodes) {
		let short = id.replace(/[^A-Za-z0-9_]/g, "_");
		if (reserved.has(short)) short += "_";
		while (taken.has(short)) short += "_";
		taken.add(short);
		ids.set(id, short);
	}
	return ids;
}

function escapeLabel(text: string): string {
	return text.replaceAll("&", "#amp;").replaceAll('"', "#quot;").replaceAll("<", "#lt;").replaceAll(">", "#gt;");
}
