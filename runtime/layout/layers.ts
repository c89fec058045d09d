import type { Link, Ranking } from "./rank.ts";

/**
 * The items of a block in layers. A link over several ranks passes through a lane vertex in each rank between; all
 * long links of an item share one chain of lanes, so that they are drawn as one trunk that branches late.
 */
export interface Layers {
	/** Vertices by rank, in order across. Vertices below `items` are the items; the others are lanes. */
	readonly order: number[][];
	readonly items: number;
	readonly rank: Int32Array;
	/** Steps between neighbouring ranks, each once; a step is known by its index here. */
	readonly from: Int32Array;
	readonly to: Int32Array;
	/** The steps that leave each vertex, and those that reach it. */
	readonly down: Adjacency;
	readonly up: Adjacency;
	/** The steps that a link takes, from low rank to high. */
	readonly chains: ReadonlyMap<Link, readonly number[]>;
	/** Whether a vertex is an item that lies on every longest path. */
	readonly spine: Uint8Array;
}

/** Neighbours in flat arrays: those of vertex v stand at `start[v]` up to `start[v + 1]`. */
export interface Adjacency {
	readonly start: Int32Array;
	readonly other: Int32Array;
	readonly step: Int32Array;
}

/** Builds the layers in the order of the source, before crossings are reduced. */
export function buildLayers(count: number, links: readonly Link[], ranking: Ranking): Layers {
	const ranks: number[] = [...ranking.ranks];
	const from: number[] = [];
	const to: number[] = [];
	const steps = new Map<number, number>();
	const step = (start: number, end: number): number => {
		const key = start * 0x4000000 + end;
		const known = steps.get(key);
		if (known !== undefined) return known;
		const index = from.length;
		from.push(start);
		to.push(end);
		steps.set(key, index);
		return index;
	};
	// The lanes of an item's long links, by how many ranks below it; a link that was turned has lanes of its own.
	const shared = new Map<number, number[]>();
	const laneOf = (lanes: number[], first: number, at: number): number => {
		const known = lanes[at - first];
		if (known !== undefined) return known;
		lanes[at - first] = ranks.length;
		ranks.push(at);
		return ranks.length - 1;
	};
	const chains = new Map<Link, readonly number[]>();
	for (const link of links) {
		if (link.from === link.to) continue;
		const turned = ranking.reversed.has(link);
		const [start, end] = turned ? [link.to, link.from] : [link.from, link.to];
		const first = (ranks[start] ?? 0) + 1;
		const last = ranks[end] ?? 0;
		const chain: number[] = [];
		let vertex = start;
		if (first < last) {
			const lanes = turned ? [] : (shared.get(start) ?? []);
			if (!turned) shared.set(start, lanes);
			for (let at = first; at < last; at++) {
				const lane = laneOf(lanes, first, at);
				chain.push(step(vertex, lane));
				vertex = lane;
			}
		}
		chain.push(step(vertex, end));
		chains.set(link, chain);
	}
	const rank = Int32Array.from(ranks);
	const [froms, tos] = [Int32Array.from(from), Int32Array.from(to)];
	const down = adjacency(rank.length, froms, tos);
	const up = adjacency(rank.length, tos, froms);
	const height = rank.reduce((most, each) => Math.max(most, each), -1) + 1;
	const order: number[][] = Array.from({ length: height }, () => []);
	for (const vertex of discover(rank, down, count)) order[rank[vertex] ?? 0]?.push(vertex);
	return { order, items: count, rank, from: froms, to: tos, down, up, chains, spine: findSpine(rank, down, up, count) };
}

/** The neighbours of each vertex, in the order of the steps. */
function adjacency(vertices: number, from: Int32Array, to: Int32Array): Adjacency {
	const start = new Int32Array(vertices + 1);
	for (const vertex of from) start[vertex + 1] = (start[vertex + 1] ?? 0) + 1;
	for (let vertex = 0; vertex < vertices; vertex++) start[vertex + 1] = (start[vertex + 1] ?? 0) + (start[vertex] ?? 0);
	const next = start.slice();
	const other = new Int32Array(from.length);
	const steps = new Int32Array(from.length);
	for (let step = 0; step < from.length; step++) {
		const vertex = from[step] ?? 0;
		const place = next[vertex] ?? 0;
		next[vertex] = place + 1;
		other[place] = to[step] ?? 0;
		steps[place] = step;
	}
	return { start, other, step: steps };
}

/** Depth first from the sources, so that what belongs together starts out side by side. */
function discover(rank: Int32Array, down: Adjacency, count: number): number[] {
	const roots = inRankOrder(rank).filter((vertex) => vertex < count);
	const seen = new Uint8Array(rank.length);
	const found: number[] = [];
	const stack = roots.reverse();
	while (stack.length > 0) {
		const vertex = stack.pop() ?? 0;
		if (seen[vertex] === 1) continue;
		seen[vertex] = 1;
		found.push(vertex);
		const first = down.start[vertex] ?? 0;
		for (let at = (down.start[vertex + 1] ?? 0) - 1; at >= first; at--) stack.push(down.other[at] ?? 0);
	}
	return found;
}

/** All vertices by rank, those of a rank by number. */
function inRankOrder(rank: Int32Array): number[] {
	const rows: number[][] = [];
	for (let vertex = 0; vertex < rank.length; vertex++) {
		const at = rank[vertex] ?? 0;
		const row = rows[at];
		if (row === undefined) rows[at] = [vertex];
		else row.push(vertex);
	}
	return rows.flat();
}

/**
 * The items that lie on every longest path: they are drawn in one straight line. Where several paths are equally long
 * none of them is preferred, so that equal branches stay symmetrical.
 */
function findSpine(rank: Int32Array, down: Adjacency, up: Adjacency, items: number): Uint8Array {
	const byRank = inRankOrder(rank);
	const longest = (order: readonly number[], { start, other }: Adjacency) => {
		const length = new Int32Array(rank.length);
		for (const vertex of order) {
			let most = 0;
			const end = start[vertex + 1] ?? 0;
			for (let at = start[vertex] ?? 0; at < end; at++) most = Math.max(most, length[other[at] ?? 0] ?? 0);
			length[vertex] = most + (vertex < items ? 1 : 0);
		}
		return length;
	};
	const above = longest(byRank, up);
	const below = longest(byRank.reverse(), down);
	const whole = above.reduce((most, length) => Math.max(most, length), 0);
	const onLongest = (item: number) => (above[item] ?? 0) + (below[item] ?? 0) - 1 === whole;
	const atLevel = new Int32Array(whole + 1);
	for (let item = 0; item < items; item++) {
		const level = above[item] ?? 0;
		if (onLongest(item)) atLevel[level] = (atLevel[level] ?? 0) + 1;
	}
	const spine = new Uint8Array(rank.length);
	for (let item = 0; item < items; item++) if (onLongest(item) && atLevel[above[item] ?? 0] === 1) spine[item] = 1;
	return spine;
}
