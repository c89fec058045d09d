import type { Adjacency, Layers } from "./layers.ts";

const SWEEPS = 8;

/**
 * Reduces crossings by the barycentre method (Sugiyama, Tagawa, Toda 1981): each rank is sorted by the mean position of
 * its neighbours in the rank before, down and up in turn; the best order seen is kept. Yields between sweeps.
 */
export function* reduceCrossings(layers: Layers): Generator<undefined> {
	const { order } = layers;
	const position = positionsIn(order, layers.rank.length);
	const keys = new Float64Array(layers.rank.length);
	const counter = new CrossingCounter(layers);
	let best = order.map((row) => [...row]);
	let fewest = counter.count(order, position);
	for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
		yield;
		const goesDown = sweep % 2 === 0;
		const neighbours = goesDown ? layers.up : layers.down;
		for (let step = 1; step < order.length; step++) {
			const row = order[goesDown ? step : order.length - 1 - step];
			if (row !== undefined) sortByBarycentre(row, neighbours, position, keys);
		}
		const crossings = counter.count(order, position, fewest);
		if (crossings < fewest) {
			fewest = crossings;
			best = order.map((row) => [...row]);
		}
	}
	best.forEach((row, index) => {
		order[index] = row;
	});
}

/** The place of each vertex in its row. */
export function positionsIn(order: readonly (readonly number[])[], vertices: number): Int32Array {
	const position = new Int32Array(vertices);
	for (const row of order) for (let index = 0; index < row.length; index++) position[row[index] ?? 0] = index;
	return position;
}

function sortByBarycentre(row: number[], { start, other }: Adjacency, position: Int32Array, keys: Float64Array): void {
	let sorted = true;
	let before = Number.NEGATIVE_INFINITY;
	for (let index = 0; index < row.length; index++) {
		const vertex = row[index] ?? 0;
		const first = start[vertex] ?? 0;
		const end = start[vertex + 1] ?? 0;
		let sum = 0;
		for (let at = first; at < end; at++) sum += position[other[at] ?? 0] ?? 0;
		const key = end === first ? index : sum / (end - first);
		keys[vertex] = key;
		sorted &&= key >= before;
		before = key;
	}
	if (sorted) return;
	// The sort is stable: of equal ones the order stays.
	row.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
	for (let index = 0; index < row.length; index++) position[row[index] ?? 0] = index;
}

/** Counts crossings between all neighbouring ranks, by an accumulator tree (Barth, Mutzel, Jünger 2004). */
export class CrossingCounter {
	readonly #down: Adjacency;
	readonly #tree: Int32Array;

	constructor({ down, order }: Pick<Layers, "down" | "order">) {
		this.#down = down;
		this.#tree = new Int32Array(order.reduce((most, row) => Math.max(most, row.length), 0) + 1);
	}

	/** The number of crossings; where there are more than `most`, any number above it. */
	count(order: readonly (readonly number[])[], position: Int32Array, most = Number.POSITIVE_INFINITY): number {
		const { start, other } = this.#down;
		let crossings = 0;
		for (let index = 0; index + 1 < order.length && crossings <= most; index++) {
			const width = order[index + 1]?.length ?? 0;
			const tree = this.#tree.fill(0, 0, width + 1);
			let seen = 0;
			for (const vertex of order[index] ?? []) {
				const first = start[vertex] ?? 0;
				const end = start[vertex + 1] ?? 0;
				for (let at = first; at < end; at++) {
					let before = 0;
					for (let place = (position[other[at] ?? 0] ?? 0) + 1; place > 0; place -= place & -place) {
						before += tree[place] ?? 0;
					}
					crossings += seen - before;
				}
				for (let at = first; at < end; at++) {
					seen++;
					for (let place = (position[other[at] ?? 0] ?? 0) + 1; place <= width; place += place & -place) {
						tree[place] = (tree[place] ?? 0) + 1;
					}
				}
			}
		}
		return crossings;
	}
}
