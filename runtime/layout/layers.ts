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
	/** Items that lie on every longest path. */
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

/**
 * The items that lie on every longest path: they are drawn in one straight line. Where several paths are equally long
 * none of them is preferred, so that equal branches stay symmetrical.
 */
function findSpine(
	rank: readonly number[],
	down: readonly (readonly number[])[],
	up: readonly (readonly number[])[],
	items: number,
): Set<number> {
	const byRank = [...rank.keys()].sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0) || a - b);
	const cost = (vertex: number) => (vertex < items ? 1 : 0);
	const longest = (order: readonly number[], before: readonly (readonly number[])[]) => {
		const length = new Int32Array(rank.length);
		for (const vertex of order) {
			let most = 0;
			for (const other of before[vertex] ?? []) most = Math.max(most, length[other] ?? 0);
			length[vertex] = most + cost(vertex);
		}
		return length;
	};
	const above = longest(byRank, up);
	const below = longest([...byRank].reverse(), down);
	const whole = above.reduce((most, length) => Math.max(most, length), 0);
	const atLevel = new Map<number, number[]>();
	for (let item = 0; item < items; item++) {
		const level = above[item] ?? 0;
		if (level + (below[item] ?? 0) - 1 === whole) atLevel.set(level, [...(atLevel.get(level) ?? []), item]);
	}
	return new Set([...atLevel.values()].flatMap((level) => (level.length === 1 ? level : [])));
}
