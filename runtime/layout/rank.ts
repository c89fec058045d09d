/** A link between two items of a block, by index. */
export interface Link {
	readonly id: string;
	readonly from: number;
	readonly to: number;
	readonly labelled: boolean;
}

/** Ranks from 0, and which links were turned around to break cycles. */
export interface Ranking {
	readonly ranks: readonly number[];
	readonly reversed: ReadonlySet<Link>;
}

/**
 * Gives each item a rank so that every link leads to a higher one: longest path from the sources, then sources are
 * pulled down to what they feed. Links that close a cycle (the text may be broken) are turned around.
 */
export function rankItems(count: number, links: readonly Link[], last: ReadonlySet<number>): Ranking {
	const outgoing: Link[][] = Array.from({ length: count }, () => []);
	for (const link of links) outgoing[link.from]?.push(link);
	const reversed = findBackLinks(count, outgoing);
	const successors: number[][] = Array.from({ length: count }, () => []);
	const indegree = new Int32Array(count);
	for (const link of links) {
		const [from, to] = reversed.has(link) ? [link.to, link.from] : [link.from, link.to];
		successors[from]?.push(to);
		indegree[to] = (indegree[to] ?? 0) + 1;
	}
	const sources = [...indegree.keys()].filter((item) => indegree[item] === 0);
	const first = longestPaths(successors, indegree, sources, () => 0);
	const below = first.reduce((most, rank, item) => (last.has(item) ? most : Math.max(most, rank)), -1) + 1;
	const ranks =
		last.size === 0 ? first : longestPaths(successors, indegree, sources, (item) => (last.has(item) ? below : 0));
	for (const item of sources) {
		const next = successors[item] ?? [];
		if (next.length > 0) ranks[item] = Math.min(...next.map((to) => ranks[to] ?? 0)) - 1;
	}
	spreadLoners(
		ranks,
		sources.filter((item) => successors[item]?.length === 0 && !last.has(item)),
	);
	return { ranks: closeGaps(ranks), reversed };
}

/** Depth first without recursion, in the order of the source, so the same text always turns the same links. */
function findBackLinks(count: number, outgoing: readonly (readonly Link[])[]): Set<Link> {
	const back = new Set<Link>();
	const state = new Uint8Array(count); // 0 new, 1 on the stack, 2 done
	const cursor = new Int32Array(count);
	for (let root = 0; root < count; root++) {
		if (state[root] !== 0) continue;
		const stack = [root];
		state[root] = 1;
		while (stack.length > 0) {
			const item = stack[stack.length - 1] ?? 0;
			const link = outgoing[item]?.[cursor[item] ?? 0];
			if (link === undefined) {
				state[item] = 2;
				stack.pop();
				continue;
			}
			cursor[item] = (cursor[item] ?? 0) + 1;
			if (state[link.to] === 1) back.add(link);
			else if (state[link.to] === 0) {
				state[link.to] = 1;
				stack.push(link.to);
			}
		}
	}
	return back;
}

function longestPaths(
	successors: readonly (readonly number[])[],
	indegree: Int32Array,
	sources: readonly number[],
	start: (item: number) => number,
): number[] {
	const ranks: number[] = new Array(successors.length).fill(0);
	for (const item of sources) ranks[item] = start(item);
	const waiting = Int32Array.from(indegree);
	const queue = [...sources];
	for (let head = 0; head < queue.length; head++) {
		const item = queue[head] ?? 0;
		for (const to of successors[item] ?? []) {
			ranks[to] = Math.max(ranks[to] ?? 0, (ranks[item] ?? 0) + 1);
			waiting[to] = (waiting[to] ?? 0) - 1;
			if (waiting[to] === 0) queue.push(to);
		}
	}
	return ranks;
}

/** Items without any link would make one endless row: they form a block of rows instead. */
function spreadLoners(ranks: number[], alone: readonly number[]): void {
	const columns = Math.max(4, Math.ceil(Math.sqrt(alone.length) / 1.4));
	alone.forEach((item, index) => {
		ranks[item] = Math.floor(index / columns);
	});
}

function closeGaps(ranks: readonly number[]): number[] {
	const used = [...new Set(ranks)].sort((a, b) => a - b);
	const index = new Map(used.map((rank, position) => [rank, position]));
	return ranks.map((rank) => index.get(rank) ?? 0);
}
