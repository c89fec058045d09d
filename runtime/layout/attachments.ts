import type { BlockLayout } from "./block-layout.ts";
import { type Box, GAP, type LayoutNode } from "./layout-request.ts";

/** The corners of a line, flat: x and y in turn. A big graph has thousands, which would be as many objects. */
export type Path = readonly number[];

/** Places a pill left of its box (below it where ranks go right) and the line to it. */
export function hangBeside(
	box: Box,
	pill: LayoutNode,
	down: boolean,
	boxes: Map<string, Box>,
	routes: Map<string, Path>,
): void {
	const size = { width: pill.width, height: pill.height };
	const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
	if (down) {
		const x = box.x - GAP.beside.down - pill.width;
		boxes.set(pill.id, { x, y: middle.y - pill.height / 2, ...size });
		routes.set(besideEdge(pill.id), [box.x, middle.y, x + pill.width, middle.y]);
	} else {
		const y = box.y + box.height + GAP.beside.right;
		boxes.set(pill.id, { x: middle.x - pill.width / 2, y, ...size });
		routes.set(besideEdge(pill.id), [middle.x, box.y + box.height, middle.x, y]);
	}
}

/** The id under which the layout gives the line from a job to the pill beside it. */
export function besideEdge(pill: string): string {
	return `${pill}#beside`;
}

/** The id under which the layout gives a loop's way back. */
export function returnEdge(loop: string): string {
	return `${loop}#return`;
}

/** px that the way back of a loop takes at the right of its children. */
export const RETURN_LANE = 18;

/** The way back of a loop, from its last child around the right to its first. */
export function addReturn(
	loop: string,
	children: readonly LayoutNode[],
	block: BlockLayout,
	boxes: ReadonlyMap<string, Box>,
	routes: Map<string, Path>,
): void {
	const byRank = children.map((child, index) => ({ rank: block.ranks[index] ?? 0, box: boxes.get(child.id) }));
	const start = byRank.reduce((a, b) => (b.rank > a.rank ? b : a), byRank[0] ?? { rank: 0, box: undefined }).box;
	const end = byRank.reduce((a, b) => (b.rank < a.rank ? b : a), byRank[0] ?? { rank: 0, box: undefined }).box;
	if (start === undefined || end === undefined) return;
	const right = Math.max(...[...boxes.values()].map((box) => box.x + box.width)) + RETURN_LANE - 6;
	const from = { x: start.x + start.width / 2, y: start.y + start.height };
	const to = { x: end.x + end.width / 2, y: end.y };
	const corners = [
		[from.x, from.y],
		[from.x, from.y + 9],
		[right, from.y + 9],
		[right, to.y - 10],
		[to.x, to.y - 10],
		[to.x, to.y],
	];
	routes.set(returnEdge(loop), corners.flat());
}
