import type { Link, Ranking } from "./rank.ts";

/**
 * The items of a block in layers. A link over several ranks passes through a lane vertex in each rank between; all
 * long links of an item share one chain of lanes, so that they are drawn as one trunk that branches late.
 */
export interface Layers {
	/** Vertices by rank, in order across. Vertices below `items` are the items; the others are lanes. */
	readonly order: number[][];
	readonly items: number;
	readonly rank: readonly number[];
	readonly down: readonly (readonly number[])[];
	readonly up: readonly (readonly number[])[];
	/** The vertices that a link passes, from low rank to high. */
	readonly chains: ReadonlyMap<Link, readonly number[]>;
	/** Vertices of one longest path; they are drawn in a straight line. */
	readonly spine: ReadonlySet<number>;
}

/** Builds the layers in the order of the source, before crossings are reduced. */
export function buildLayers(count: number, links: readonly Link[], ranking: Ranking): Layers {
	const rank: number[] = [...ranking.ranks];
	const down: number[][] = Array.from({ length: count }, () => []);
	const up: number[][] = Array.from({ length: count }, () => []);
	const lanes = new Map<string, number>();
	const chains = new Map<Link, number[]>();
	const joined = new Set<number>();
	const connect = (from: number, to: number) => {
		const key = from * 0x4000000 + to;
		if (joined.has(key)) return;
		joined.add(key);
		down[from]?.push(to);
		up[to]?.push(from);
	};
	const lane = (key: string, at: number): number => {
		const known = lanes.get(key);
		if (known !== undefined) return known;
		const vertex = rank.length;
		rank.push(at);
		down.push([]);
		up.push([]);
		lanes.set(key, vertex);
		return vertex;
	};
	for (const link of links) {
		if (link.from === link.to) continue;
		const turned = ranking.reversed.has(link);
		const [from, to] = turned ? [link.to, link.from] : [link.from, link.to];
		const chain = [from];
		for (let at = (rank[from] ?? 0) + 1; at < (rank[to] ?? 0); at++) {
			chain.push(lane(`${turned ? link.id : from}@${at}`, at));
		}
		chain.push(to);
		for (let index = 1; index < chain.length; index++) connect(chain[index - 1] ?? 0, chain[index] ?? 0);
		chains.set(link, chain);
	}
	const order: number[][] = Array.from({ length: Math.max(-1, ...rank) + 1 }, () => []);
	for (const vertex of discover(rank, down, count)) order[rank[vertex] ?? 0]?.push(vertex);
	return { order, items: count, rank, down, up, chains, spine: findSpine(rank, down, up, count) };
}

/** Depth first from the sources, so that what belongs together starts out side by side. */
function discover(rank: readonly number[], down: readonly (readonly number[])[], count: number): number[] {
	const roots = [...rank.keys()].slice(0, count).sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0) || a - b);
	const seen = new Uint8Array(rank.length);
	const found: number[] = [];
	const stack = roots.reverse();
	while (stack.length > 0) {
		const vertex = stack.pop() ?? 0;
		if (seen[vertex] === 1) continue;
		seen[vertex] = 1;
		found.push(vertex);
		const next = down[vertex] ?? [];
		for (let index = next.length - 1; index >= 0; index--) stack.push(next[index] ?? 0);
	}
	return found;
}

/** One path through as many items as possible; lanes count a little against it. */
function findSpine(
	rank: readonly number[],
	down: readonly (readonly number[])[],
	up: readonly (readonly number[])[],
	items: number,
): Set<number> {
	const length = new Float64Array(rank.length);
	const previous = new Int32Array(rank.length).fill(-1);
	const byRank = [...rank.keys()].sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0) || a - b);
	let end = -1;
	for (const vertex of byRank) {
		for (const from of up[vertex] ?? []) {
			if (previous[vertex] === -1 || (length[from] ?? 0) > (length[previous[vertex] ?? 0] ?? 0))
				previous[vertex] = from;
		}
		const before = previous[vertex] === -1 ? 0 : (length[previous[vertex] ?? 0] ?? 0);
		// An item with more behind it wins over an equally long dead end.
		length[vertex] = before + (vertex < items ? 1 + Math.min(down[vertex]?.length ?? 0, 9) * 0.001 : -0.01);
		if (end === -1 || (length[vertex] ?? 0) > (length[end] ?? 0)) end = vertex;
	}
	const spine = new Set<number>();
	for (let vertex = end; vertex !== -1 && vertex !== undefined; vertex = previous[vertex] ?? -1) spine.add(vertex);
	return spine;
}
