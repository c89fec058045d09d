import type { Box, Layout } from "../layout/layout-request.ts";
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
	const byEdge = nearest(along, layout, here, () => true);
	if (byEdge !== undefined) return byEdge;
	const parent = graph.node(from)?.parent;
	const siblings = graph.view.nodes.filter((node) => node.parent === parent && node.id !== from).map((node) => node.id);
	return nearest(siblings, layout, here, (box) => liesTowards(here, box, key));
}

function nearest(ids: readonly string[], layout: Layout, here: Box, fits: (box: Box) => boolean): string | undefined {
	let best: string | undefined;
	let least = Number.POSITIVE_INFINITY;
	for (const id of ids) {
		const box = layout.nodes[id];
		if (box === undefined || !fits(box)) continue;
		const [a, b] = [centre(here), centre(box)];
		const far = Math.hypot(a.x - b.x, a.y - b.y);
		if (far < least) {
			least = far;
			best = id;
		}
	}
	return best;
}

/** Mostly in that direction, not mostly beside it. */
function liesTowards(here: Box, box: Box, key: ArrowKey): boolean {
	const [a, b] = [centre(here), centre(box)];
	const [right, below] = [b.x - a.x, b.y - a.y];
	switch (key) {
		case "ArrowUp":
			return below < 0 && -below >= Math.abs(right) * 0.3;
		case "ArrowDown":
			return below > 0 && below >= Math.abs(right) * 0.3;
		case "ArrowLeft":
			return right < 0 && -right >= Math.abs(below);
		case "ArrowRight":
			return right > 0 && right >= Math.abs(below);
	}
}

function centre(box: Box): { readonly x: number; readonly y: number } {
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
