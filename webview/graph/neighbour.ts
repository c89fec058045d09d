import type { Box, Layout } from "@dagwright/layout";
import type { GraphStore } from "../store/graph-store.ts";

export type ArrowKey = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

/** Where an arrow key leads from a node: along an edge if one goes that way, else to the nearest node on that side. */
export function neighbour(graph: GraphStore, layout: Layout, from: string, key: ArrowKey): string | undefined {
	const here = layout.nodes[from];
	if (here === undefined) return undefined;
	const forward = layout.direction === "down" ? "ArrowDown" : "ArrowRight";
	const back = layout.direction === "down" ? "ArrowUp" : "ArrowLeft";
	const along =
		key === forward
			? graph.outgoing(from).map((edge) => edge.to)
			: key === back
				? graph.incoming(from).map((edge) => edge.from)
				: [];
	const byEdge = nearest(along, layout, here, key);
	if (byEdge !== undefined) return byEdge;
	const parent = graph.node(from)?.parent;
	const siblings = graph.view.nodes.filter((node) => node.parent === parent && node.id !== from).map((node) => node.id);
	return nearest(siblings, layout, here, key, true);
}

const SIDEWAYS_COST = 4;

/** The box that lies best in the direction of the key: px beside the way count more than px along it. */
function nearest(ids: readonly string[], layout: Layout, here: Box, key: ArrowKey, ahead = false): string | undefined {
	let best: string | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const id of ids) {
		const box = layout.nodes[id];
		if (box === undefined) continue;
		const { forward, sideways } = offset(here, box, key);
		if (ahead && forward <= 0) continue;
		const cost = forward + sideways * SIDEWAYS_COST;
		if (cost < least) {
			least = cost;
			best = id;
		}
	}
	return best;
}

function offset(here: Box, box: Box, key: ArrowKey): { readonly forward: number; readonly sideways: number } {
	const right = box.x + box.width / 2 - here.x - here.width / 2;
	const below = box.y + box.height / 2 - here.y - here.height / 2;
	switch (key) {
		case "ArrowUp":
			return { forward: -below, sideways: Math.abs(right) };
		case "ArrowDown":
			return { forward: below, sideways: Math.abs(right) };
		case "ArrowLeft":
			return { forward: -right, sideways: Math.abs(below) };
		case "ArrowRight":
			return { forward: right, sideways: Math.abs(below) };
	}
}
