import type { Adjacency, Layers } from "./layers.ts";
import { GAP } from "./layout-request.ts";
import { nearestInOrder } from "./nearest-in-order.ts";
import { positionsIn } from "./order.ts";
import { straightenLanes } from "./straighten-lanes.ts";

/** How far an item reaches to either side of its centre, with what hangs beside it. */
export interface Extent {
	readonly before: number;
	readonly after: number;
}

const ROUNDS = 6;
/** The spine is as good as immovable, so that it stays a straight line. */
const WEIGHT = { spine: 1e7, lane: 24, item: 4 };

/**
 * Places the vertices across their ranks: each wants the weighted median of its neighbours, and within a rank the
 * nearest places that keep order and distance are found exactly. Returns the centre of each vertex. Yields between rounds.
 */
export function* placeAcross(layers: Layers, extents: readonly Extent[]): Generator<undefined, Float64Array> {
	const { order, rank } = layers;
	const at = new Float64Array(rank.length);
	const column = positionsIn(order, rank.length);
	const offsets = order.map((row) => rowOffsets(row, layers.items, extents));
	const weights = order.map((row) => Float64Array.from(row, (vertex) => weightOf(vertex, layers)));
	order.forEach((row, index) => {
		const middle = (offsets[index]?.at(-1) ?? 0) / 2;
		for (let seat = 0; seat < row.length; seat++) at[row[seat] ?? 0] = (offsets[index]?.[seat] ?? 0) - middle;
	});
	const up = pullsOf(layers, layers.up, column);
	const down = pullsOf(layers, layers.down, column);
	const wanted = new Float64Array(order.reduce((most, row) => Math.max(most, row.length), 0));
	const place = (index: number, first: Pulls, second?: Pulls) => {
		const row = order[index] ?? [];
		for (let seat = 0; seat < row.length; seat++) {
			const vertex = row[seat] ?? 0;
			wanted[seat] = weightedMedian(vertex, at, first, second) ?? at[vertex] ?? 0;
		}
		nearestInOrder(wanted, weights[index] ?? NONE, offsets[index] ?? NONE);
		for (let seat = 0; seat < row.length; seat++) at[row[seat] ?? 0] = wanted[seat] ?? 0;
	};
	const last = order.length - 1;
	for (let round = 0; round < ROUNDS; round++) {
		yield;
		for (let index = 1; index <= last; index++) place(index, up);
		for (let index = last - 1; index >= 0; index--) place(index, down);
	}
	for (let index = 0; index <= last; index++) place(index, up, down);
	for (let vertex = 0; vertex < at.length; vertex++) at[vertex] = Math.round(at[vertex] ?? 0);
	straightenLanes(layers, at, offsets, column);
	return at;
}

const NONE = new Float64Array(0);

/** Least centre of each vertex of a row if the first stands at 0. */
function rowOffsets(row: readonly number[], items: number, extents: readonly Extent[]): Float64Array {
	const offsets = new Float64Array(row.length);
	let edge = 0;
	let previousIsLane = false;
	for (let column = 0; column < row.length; column++) {
		const vertex = row[column] ?? 0;
		const lane = vertex >= items;
		const extent = lane ? undefined : extents[vertex];
		const gap = lane && previousIsLane ? GAP.lane : lane || previousIsLane ? GAP.siblings * 0.75 : GAP.siblings;
		const centre = column === 0 ? 0 : edge + gap + (extent?.before ?? 0);
		offsets[column] = centre;
		edge = centre + (extent?.after ?? 0);
		previousIsLane = lane;
	}
	return offsets;
}

function weightOf(vertex: number, layers: Layers): number {
	if (layers.spine[vertex] === 1) return WEIGHT.spine;
	return vertex >= layers.items ? WEIGHT.lane : WEIGHT.item;
}

/**
 * What pulls at each vertex from one side, in flat arrays as in `Adjacency`. The neighbours stand in the order of their
 * rank, and places never leave that order, so that a median needs no sorting.
 */
interface Pulls {
	readonly start: Int32Array;
	readonly other: Int32Array;
	readonly weight: Float64Array;
}

function pullsOf(layers: Layers, { start, other }: Adjacency, column: Int32Array): Pulls {
	const sorted = new Int32Array(other.length);
	const weight = new Float64Array(other.length);
	for (let vertex = 0; vertex + 1 < start.length; vertex++) {
		const [first, end] = [start[vertex] ?? 0, start[vertex + 1] ?? 0];
		if (first === end) continue;
		const near = other.slice(first, end);
		if (near.length > 1) near.sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0));
		sorted.set(near, first);
		for (let at = first; at < end; at++) weight[at] = pullOf(vertex, sorted[at] ?? 0, layers);
	}
	return { start, other: sorted, weight };
}

function pullOf(vertex: number, other: number, { spine, items }: Layers): number {
	if (spine[vertex] === 1 && spine[other] === 1) return WEIGHT.spine;
	if (other < items) return WEIGHT.item;
	return vertex >= items ? WEIGHT.lane : 1;
}

/** The weighted median of the places of a vertex's neighbours, on one side or on both; undefined where it has none. */
function weightedMedian(vertex: number, at: Float64Array, first: Pulls, second: Pulls = NO_PULLS): number | undefined {
	let one = first.start[vertex] ?? 0;
	let two = second.start[vertex] ?? 0;
	const oneEnd = first.start[vertex + 1] ?? 0;
	const twoEnd = second.start[vertex + 1] ?? 0;
	let half = 0;
	for (let index = one; index < oneEnd; index++) half += (first.weight[index] ?? 0) / 2;
	for (let index = two; index < twoEnd; index++) half += (second.weight[index] ?? 0) / 2;
	let sum = 0;
	let before: number | undefined;
	while (one < oneEnd || two < twoEnd) {
		const a = one < oneEnd ? (at[first.other[one] ?? 0] ?? 0) : Number.POSITIVE_INFINITY;
		const b = two < twoEnd ? (at[second.other[two] ?? 0] ?? 0) : Number.POSITIVE_INFINITY;
		const place = Math.min(a, b);
		// Half the weight lies on either side: between the two in the middle.
		if (before !== undefined) return (before + place) / 2;
		sum += a <= b ? (first.weight[one++] ?? 0) : (second.weight[two++] ?? 0);
		if (sum > half) return place;
		if (sum === half) before = place;
	}
	return before;
}

const NO_PULLS: Pulls = { start: new Int32Array(0), other: new Int32Array(0), weight: NONE };
