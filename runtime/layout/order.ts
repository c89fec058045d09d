import type { Layers } from "./layers.ts";

const SWEEPS = 8;

/**
 * Reduces crossings by the barycentre method (Sugiyama, Tagawa, Toda 1981): each rank is sorted by the mean position of
 * its neighbours in the rank before, down and up in turn; the best order seen is kept. Yields between sweeps.
 */
export function* reduceCrossings(layers: Layers): Generator<undefined> {
	const { order } = layers;
	const position = new Float64Array(layers.rank.length);
	const keys = new Float64Array(layers.rank.length);
	const setPositions = (row: readonly number[]) => {
		row.forEach((vertex, index) => {
			position[vertex] = index;
		});
	};
	for (const row of order) setPositions(row);
	let best = order.map((row) => [...row]);
	let fewest = countCrossings(order, layers.down, position);
	for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
		yield;
		const goesDown = sweep % 2 === 0;
		const neighbours = goesDown ? layers.up : layers.down;
		for (let step = 1; step < order.length; step++) {
			const row = order[goesDown ? step : order.length - 1 - step];
			if (row === undefined) continue;
			sortByBarycentre(row, neighbours, position, keys);
			setPositions(row);
		}
		const crossings = countCrossings(order, layers.down, position);
		if (crossings < fewest) {
			fewest = crossings;
			best = order.map((row) => [...row]);
		}
	}
	best.forEach((row, index) => {
		order[index] = row;
	});
}

function sortByBarycentre(
	row: number[],
	neighbours: readonly (readonly number[])[],
	position: Float64Array,
	keys: Float64Array,
): void {
	for (const [index, vertex] of row.entries()) {
		const near = neighbours[vertex] ?? [];
		let sum = 0;
		for (const other of near) sum += position[other] ?? 0;
		keys[vertex] = near.length === 0 ? index : sum / near.length;
	}
	row.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || (position[a] ?? 0) - (position[b] ?? 0));
}

/** Crossings between all neighbouring ranks, by an accumulator tree (Barth, Mutzel, Jünger 2004). */
export function countCrossings(
	order: readonly (readonly number[])[],
	down: readonly (readonly number[])[],
	position: Float64Array,
): number {
	let crossings = 0;
	const targets: number[] = [];
	for (let index = 0; index + 1 < order.length; index++) {
		const width = order[index + 1]?.length ?? 0;
		const tree = new Int32Array(width + 1);
		let seen = 0;
		for (const vertex of order[index] ?? []) {
			targets.length = 0;
			for (const to of down[vertex] ?? []) targets.push(position[to] ?? 0);
			if (targets.length > 1) targets.sort((a, b) => a - b);
			for (const target of targets) {
				let before = 0;
				for (let at = target + 1; at > 0; at -= at & -at) before += tree[at] ?? 0;
				crossings += seen - before;
			}
			for (const target of targets) {
				seen++;
				for (let at = target + 1; at <= width; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
			}
		}
	}
	return crossings;
}
