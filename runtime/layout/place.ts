import type { Layers } from "./layers.ts";
import { GAP } from "./layout-request.ts";

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
 * nearest places that keep order and distance are found exactly (isotonic regression by pooling adjacent violators).
 * Returns the centre of each vertex. Yields between rounds.
 */
export function* placeAcross(layers: Layers, extents: readonly Extent[]): Generator<undefined, Float64Array> {
	const at = new Float64Array(layers.rank.length);
	const offsets = layers.order.map((row) => rowOffsets(row, layers.items, extents));
	layers.order.forEach((row, index) => {
		const middle = (offsets[index]?.at(-1) ?? 0) / 2;
		row.forEach((vertex, column) => {
			at[vertex] = (offsets[index]?.[column] ?? 0) - middle;
		});
	});
	const place = (index: number, sides: readonly (readonly (readonly number[])[])[]) => {
		const row = layers.order[index] ?? [];
		const wanted = row.map((vertex) => wantedPlace(vertex, sides, layers, at));
		const weights = row.map((vertex) => weightOf(vertex, layers));
		const places = nearestInOrder(wanted, weights, offsets[index] ?? []);
		row.forEach((vertex, column) => {
			at[vertex] = places[column] ?? 0;
		});
	};
	const last = layers.order.length - 1;
	for (let round = 0; round < ROUNDS; round++) {
		yield;
		for (let index = 1; index <= last; index++) place(index, [layers.up]);
		for (let index = last - 1; index >= 0; index--) place(index, [layers.down]);
	}
	for (let index = 0; index <= last; index++) place(index, [layers.up, layers.down]);
	for (let vertex = 0; vertex < at.length; vertex++) at[vertex] = Math.round(at[vertex] ?? 0);
	straightenLanes(layers, at, offsets);
	return at;
}

/** Moves whole lanes to one of the places that they pass, where their neighbours leave room in every rank. */
function straightenLanes(layers: Layers, at: Float64Array, offsets: readonly (readonly number[])[]): void {
	const column = new Int32Array(layers.rank.length);
	for (const row of layers.order) {
		row.forEach((vertex, index) => {
			column[vertex] = index;
		});
	}
	const fits = (vertex: number, place: number): boolean => {
		const rank = layers.rank[vertex] ?? 0;
		const row = layers.order[rank] ?? [];
		const own = column[vertex] ?? 0;
		const [left, right] = [row[own - 1], row[own + 1]];
		const least = (index: number) => (offsets[rank]?.[index] ?? 0) - (offsets[rank]?.[index - 1] ?? 0);
		if (left !== undefined && place - (at[left] ?? 0) < least(own)) return false;
		return right === undefined || (at[right] ?? 0) - place >= least(own + 1);
	};
	// Twice, as a lane that moved may make room for its neighbour.
	for (let round = 0; round < 2; round++) {
		for (const lane of lanesFromTop(layers)) {
			const places = [...new Set(lane.map((vertex) => at[vertex] ?? 0))];
			if (places.length === 1) continue;
			const possible = places.filter((place) => lane.every((vertex) => fits(vertex, place)));
			const moves = (place: number) => lane.reduce((sum, vertex) => sum + Math.abs((at[vertex] ?? 0) - place), 0);
			possible.sort((a, b) => moves(a) - moves(b));
			const [best] = possible;
			if (best !== undefined) for (const vertex of lane) at[vertex] = best;
		}
	}
}

function lanesFromTop({ items, rank, up, down }: Layers): number[][] {
	const lanes: number[][] = [];
	for (let vertex = items; vertex < rank.length; vertex++) {
		if ((up[vertex]?.[0] ?? 0) >= items) continue;
		const lane = [vertex];
		for (let next = down[vertex]?.find((to) => to >= items); next !== undefined; ) {
			lane.push(next);
			next = down[next]?.find((to) => to >= items);
		}
		lanes.push(lane);
	}
	return lanes;
}

/** Least centre of each vertex of a row if the first stands at 0. */
function rowOffsets(row: readonly number[], items: number, extents: readonly Extent[]): number[] {
	const offsets: number[] = [];
	let edge = 0;
	let previousIsLane = false;
	row.forEach((vertex, column) => {
		const lane = vertex >= items;
		const extent = lane ? { before: 0, after: 0 } : (extents[vertex] ?? { before: 0, after: 0 });
		const gap = lane && previousIsLane ? GAP.lane : lane || previousIsLane ? GAP.siblings * 0.75 : GAP.siblings;
		const centre = column === 0 ? 0 : edge + gap + extent.before;
		offsets.push(centre);
		edge = centre + extent.after;
		previousIsLane = lane;
	});
	return offsets;
}

function weightOf(vertex: number, layers: Layers): number {
	if (layers.spine.has(vertex)) return WEIGHT.spine;
	return vertex >= layers.items ? WEIGHT.lane : WEIGHT.item;
}

function wantedPlace(
	vertex: number,
	sides: readonly (readonly (readonly number[])[])[],
	layers: Layers,
	at: Float64Array,
): number {
	pulls.length = 0;
	for (const side of sides) {
		for (const other of side[vertex] ?? []) {
			const straight = layers.spine.has(vertex) && layers.spine.has(other);
			const lane = other >= layers.items;
			const weight = straight ? WEIGHT.spine : !lane ? WEIGHT.item : vertex >= layers.items ? WEIGHT.lane : 1;
			pulls.push({ place: at[other] ?? 0, weight });
		}
	}
	return weightedMedian() ?? at[vertex] ?? 0;
}

/** Filled anew for each vertex; kept, as a layout asks some hundred thousand times. */
const pulls: { readonly place: number; readonly weight: number }[] = [];

function weightedMedian(): number | undefined {
	if (pulls.length < 2) return pulls[0]?.place;
	pulls.sort((a, b) => a.place - b.place);
	let half = 0;
	for (const pull of pulls) half += pull.weight / 2;
	let sum = 0;
	for (const [index, pull] of pulls.entries()) {
		sum += pull.weight;
		if (sum > half) return pull.place;
		if (sum === half) return (pull.place + (pulls[index + 1]?.place ?? pull.place)) / 2;
	}
	return pulls.at(-1)?.place;
}

/** Places nearest to the wanted ones (weighted least squares) with `place[i+1] - place[i] >= offset[i+1] - offset[i]`. */
export function nearestInOrder(
	wanted: readonly number[],
	weights: readonly number[],
	offsets: readonly number[],
): number[] {
	const blocks: { mean: number; weight: number; size: number }[] = [];
	wanted.forEach((place, index) => {
		let block = { mean: place - (offsets[index] ?? 0), weight: weights[index] ?? 1, size: 1 };
		for (let before = blocks.at(-1); before !== undefined && before.mean > block.mean; before = blocks.at(-1)) {
			blocks.pop();
			const weight = before.weight + block.weight;
			const mean = (before.mean * before.weight + block.mean * block.weight) / weight;
			block = { mean, weight, size: before.size + block.size };
		}
		blocks.push(block);
	});
	const places: number[] = [];
	for (const block of blocks) {
		for (let count = 0; count < block.size; count++) places.push(block.mean + (offsets[places.length] ?? 0));
	}
	return places;
}
