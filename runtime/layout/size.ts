import type { GraphNode, GraphView } from "@dagwright/core";
import { besideEdge, RETURN_LANE } from "./attachments.ts";
import type { Direction, Insets, LayoutEdge, LayoutNode, LayoutRequest } from "./layout-request.ts";

/** px at 100% zoom, from the design. A fan-out has one size whatever its count, so that sizing it moves nothing. */
export const SIZE = {
	job: { width: 224, height: 48 },
	pill: { width: 200, height: 28 },
	fanOut: { width: 462, height: 110 },
	collapsed: { width: 224, height: 62 },
} as const;

const INSETS: Insets = { top: 44, right: 16, bottom: 16, left: 16 };
const LOOP_INSETS: Insets = { top: 54, right: 16 + RETURN_LANE, bottom: 24, left: 16 };

/** Turns a view into what the layout is asked. Containers in `collapsed` are drawn as one node. */
export function layoutRequest(view: GraphView, direction: Direction, collapsed: ReadonlySet<string>): LayoutRequest {
	const shown = visibleNodes(view.nodes, collapsed);
	const parents = new Set(shown.flatMap((node) => (node.parent === undefined ? [] : [node.parent])));
	const hosts = new Map(view.edges.filter((edge) => edge.kind === "rollback").map((edge) => [edge.to, edge.from]));
	const ids = new Set(shown.map((node) => node.id));
	const nodes = shown.map((node): LayoutNode => {
		const host = node.kind === "rollback" ? hosts.get(node.id) : undefined;
		return {
			id: node.id,
			...(node.parent !== undefined && { parent: node.parent }),
			...sizeOf(node, parents.has(node.id), collapsed.has(node.id)),
			...(host !== undefined && { beside: host }),
			...(node.kind === "hook" && { last: true }),
			...(node.kind === "loop" && parents.has(node.id) && { returns: true }),
		};
	});
	const edges = view.edges.flatMap((edge): LayoutEdge[] =>
		edge.kind !== "rollback" && ids.has(edge.from) && ids.has(edge.to)
			? [{ id: edge.id, from: edge.from, to: edge.to, ...(edge.kind === "on_failure" && { labelled: true }) }]
			: [],
	);
	return { direction, nodes, edges };
}

/** The nodes without those inside a collapsed container. Parents come before children. */
export function visibleNodes(nodes: readonly GraphNode[], collapsed: ReadonlySet<string>): readonly GraphNode[] {
	if (collapsed.size === 0) return nodes;
	const hidden = new Set<string>();
	return nodes.filter((node) => {
		if (node.parent === undefined || !(collapsed.has(node.parent) || hidden.has(node.parent))) return true;
		hidden.add(node.id);
		return false;
	});
}

/** The id under which the layout keeps an edge of the view. */
export function routeId(edge: { readonly id: string; readonly kind: string; readonly to: string }): string {
	return edge.kind === "rollback" ? besideEdge(edge.to) : edge.id;
}

function sizeOf(node: GraphNode, container: boolean, collapsed: boolean) {
	if (collapsed) return SIZE.collapsed;
	if (container) {
		const loop = node.kind === "loop";
		return { width: loop ? 340 : 256, height: 96, insets: loop ? LOOP_INSETS : INSETS };
	}
	switch (node.kind) {
		case "fan_out":
			return SIZE.fanOut;
		case "let":
		case "output":
			return { ...SIZE.pill, width: pillWidth(node, 18) };
		case "rollback":
			return { ...SIZE.pill, width: pillWidth(node, 8) };
		default:
			return SIZE.job;
	}
}

/** Wide enough for the name and `room` characters of value, which may only come later. */
function pillWidth(node: GraphNode, room: number): number {
	return Math.round(Math.min(264, Math.max(132, 44 + (node.name.length + room) * 7)) / 4) * 4;
}
