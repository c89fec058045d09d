import type { BlockItem, BlockLayout } from "./block-layout.ts";
import { type Direction, GAP } from "./layout-request.ts";
import type { Link } from "./rank.ts";

/** What of a block is connected, by the indexes of its items in the block. */
export interface Part {
	readonly items: readonly number[];
	/** Their links, by their indexes in `items`. */
	readonly links: readonly Link[];
	/** All of them stand below everything else. */
	readonly last: boolean;
}

/** px; fewer are never broken into rows. */
const LEAST_ROW = { down: 1200, right: 480 } as const;
/** How much wider than high a graph is to be: a screen is. */
const SHAPE = 1.6;

/** Splits a block into the parts that no link connects, in the order of the source; items without a link are one part. */
export function partsOf(items: readonly BlockItem[], links: readonly Link[]): readonly Part[] {
	const root = Int32Array.from(items.keys());
	const find = (item: number): number => {
		let top = item;
		while (root[top] !== top) top = root[top] ?? top;
		for (let at = item; at !== top; ) {
			const next = root[at] ?? top;
			root[at] = top;
			at = next;
		}
		return top;
	};
	const linked = new Uint8Array(items.length);
	for (const { from, to } of links) {
		if (from === to) continue;
		linked[from] = 1;
		linked[to] = 1;
		root[Math.max(find(from), find(to))] = Math.min(find(from), find(to));
	}
	const members = new Map<string, number[]>();
	for (let item = 0; item < items.length; item++) {
		const key = linked[item] === 1 ? String(find(item)) : items[item]?.last === true ? "last" : "alone";
		const found = members.get(key);
		if (found === undefined) members.set(key, [item]);
		else found.push(item);
	}
	if (members.size === 1) return [{ items: [...items.keys()], links, last: false }];
	const partOf = new Int32Array(items.length);
	const place = new Int32Array(items.length);
	const parts = [...members.values()].map((inside, part) => {
		inside.forEach((item, index) => {
			partOf[item] = part;
			place[item] = index;
		});
		return { items: inside, links: [] as Link[], last: inside.every((item) => items[item]?.last === true) };
	});
	for (const link of links) {
		parts[partOf[link.from] ?? 0]?.links.push({ ...link, from: place[link.from] ?? 0, to: place[link.to] ?? 0 });
	}
	return parts;
}

/** Puts parts that were laid out each on its own side by side, in as many rows as show all of them largest on a screen. */
export function packParts(parts: readonly Part[], laid: readonly BlockLayout[], direction: Direction): BlockLayout {
	const inOrder = parts.flatMap((part, index) => (laid[index] === undefined ? [] : [{ part, block: laid[index] }]));
	const placed = [...inOrder.filter(({ part }) => !part.last), ...inOrder.filter(({ part }) => part.last)];
	let best = inRows(placed, Number.POSITIVE_INFINITY);
	const widest = Math.max(LEAST_ROW[direction], ...placed.map(({ block }) => block.across));
	for (let width = best.across; width > widest; ) {
		width = Math.max(widest, width * 0.8);
		const rows = inRows(placed, width);
		if (reach(rows, direction) < reach(best, direction)) best = rows;
	}
	return assemble(placed, best);
}

interface PlacedPart {
	readonly part: Part;
	readonly block: BlockLayout;
}

interface Rows {
	readonly across: number;
	readonly along: number;
	/** Of each part: its corner, and the rank of its first items. */
	readonly places: readonly { readonly across: number; readonly along: number; readonly rank: number }[];
}

/** The larger, the smaller it has to be drawn. */
function reach({ across, along }: Rows, direction: Direction): number {
	return direction === "down" ? Math.max(across / SHAPE, along) : Math.max(along / SHAPE, across);
}

function inRows(parts: readonly PlacedPart[], width: number): Rows {
	const places: { across: number; along: number; rank: number }[] = [];
	const row = { across: 0, along: 0, height: 0, rank: 0, ranks: 0, isLast: false };
	let widest = 0;
	for (const { part, block } of parts) {
		if (row.across > 0 && (row.across + block.across > width || row.isLast !== part.last)) {
			row.along += row.height + GAP.ranks * 2;
			row.rank += row.ranks;
			Object.assign(row, { across: 0, height: 0, ranks: 0 });
		}
		places.push({ across: row.across, along: row.along, rank: row.rank });
		row.isLast = part.last;
		widest = Math.max(widest, row.across + block.across);
		row.across += block.across + GAP.siblings * 2;
		row.height = Math.max(row.height, block.along);
		row.ranks = Math.max(row.ranks, ...block.ranks.map((rank) => rank + 1));
	}
	return { across: widest, along: row.along + row.height, places };
}

function assemble(parts: readonly PlacedPart[], { across, along, places }: Rows): BlockLayout {
	const count = parts.reduce((sum, { part }) => sum + part.items.length, 0);
	const corners = Array.from({ length: count }, () => ({ across: 0, along: 0 }));
	const ranks: number[] = new Array(count).fill(0);
	const routes = new Map<string, readonly number[]>();
	for (const [index, { part, block }] of parts.entries()) {
		const at = places[index] ?? { across: 0, along: 0, rank: 0 };
		for (const [place, item] of part.items.entries()) {
			const corner = block.corners[place];
			corners[item] = { across: at.across + (corner?.across ?? 0), along: at.along + (corner?.along ?? 0) };
			ranks[item] = at.rank + (block.ranks[place] ?? 0);
		}
		for (const [id, path] of block.routes) {
			routes.set(
				id,
				path.map((value, axis) => value + (axis % 2 === 0 ? at.across : at.along)),
			);
		}
	}
	return { across, along, corners, ranks, routes };
}
