import { expect, test } from "vitest";
import { buildLayers, type Layers } from "./layers.ts";
import { CrossingCounter, positionsIn, reduceCrossings } from "./order.ts";
import { type Link, rankItems } from "./rank.ts";

/** A layered random DAG from a fixed seed. */
function randomLayers(seed: number, count: number, perRank: number): Layers {
	let state = seed;
	const random = (below: number) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return (state >>> 4) % below;
	};
	const links = Array.from({ length: 3 * (count - perRank) }, (_, index): Link => {
		const to = perRank + Math.floor(index / 3);
		return { id: String(index), from: random(to - (to % perRank)), to, labelled: false };
	});
	return buildLayers(count, links, rankItems(count, links, new Set()));
}

function crossingsOf(layers: Layers): number {
	return new CrossingCounter(layers).count(layers.order, positionsIn(layers.order, layers.rank.length));
}

/** Each pair of steps between the same ranks, one by one. */
function crossingsByPairs({ order, rank, from, to }: Layers): number {
	const position = positionsIn(order, rank.length);
	let count = 0;
	for (let a = 0; a < from.length; a++) {
		for (let b = a + 1; b < from.length; b++) {
			if (rank[from[a] ?? 0] !== rank[from[b] ?? 0]) continue;
			const above = (position[from[a] ?? 0] ?? 0) - (position[from[b] ?? 0] ?? 0);
			const below = (position[to[a] ?? 0] ?? 0) - (position[to[b] ?? 0] ?? 0);
			if (above * below < 0) count++;
		}
	}
	return count;
}

test.each([1, 2, 3])("crossings are counted as by looking at each pair of lines (graph %i)", (seed) => {
	const layers = randomLayers(seed, 80, 8);
	expect(crossingsOf(layers)).toBe(crossingsByPairs(layers));
});

test("the order that is kept has a quarter fewer crossings than that of the source, and loses no vertex", () => {
	for (const seed of [1, 2, 3]) {
		const layers = randomLayers(seed, 200, 10);
		const before = crossingsOf(layers);
		for (const _ of reduceCrossings(layers));
		expect(crossingsOf(layers)).toBeLessThan(0.75 * before);
		expect(layers.order.flat().sort((a, b) => a - b)).toEqual([...layers.rank.keys()]);
	}
});
