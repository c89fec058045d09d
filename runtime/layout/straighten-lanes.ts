import type { Layers } from "./layers.ts";

/** Moves whole lanes to one of the places that they pass, where their neighbours leave room in every rank. */
export function straightenLanes(
	layers: Layers,
	at: Float64Array,
	offsets: readonly Float64Array[],
	column: Int32Array,
): void {
	const fits = (vertex: number, place: number): boolean => {
		const rank = layers.rank[vertex] ?? 0;
		const row = layers.order[rank] ?? [];
		const own = column[vertex] ?? 0;
		const [left, right] = [row[own - 1], row[own + 1]];
		const least = (index: number) => (offsets[rank]?.[index] ?? 0) - (offsets[rank]?.[index - 1] ?? 0);
		if (left !== undefined && place - (at[left] ?? 0) < least(own)) return false;
		return right === undefined || (at[right] ?? 0) - place >= least(own + 1);
	};
	const moves = (lane: readonly number[], place: number) =>
		lane.reduce((sum, vertex) => sum + Math.abs((at[vertex] ?? 0) - place), 0);
	const lanes = lanesFromTop(layers).filter((lane) => lane.length > 1);
	// Twice, as a lane that moved may make room for its neighbour.
	for (let round = 0; round < 2; round++) {
		for (const lane of lanes) {
			const places = new Set(lane.map((vertex) => at[vertex] ?? 0));
			if (places.size === 1) continue;
			let best: number | undefined;
			let fewest = Number.POSITIVE_INFINITY;
			for (const place of places) {
				if (!lane.every((vertex) => fits(vertex, place))) continue;
				const moved = moves(lane, place);
				if (moved >= fewest) continue;
				fewest = moved;
				best = place;
			}
			if (best !== undefined) for (const vertex of lane) at[vertex] = best;
		}
	}
}

/** The lanes, each from its top: the vertices between two items. */
function lanesFromTop({ items, rank, up, down }: Layers): number[][] {
	const next = (vertex: number): number | undefined => {
		for (let at = down.start[vertex] ?? 0; at < (down.start[vertex + 1] ?? 0); at++) {
			const other = down.other[at] ?? 0;
			if (other >= items) return other;
		}
		return undefined;
	};
	const lanes: number[][] = [];
	for (let vertex = items; vertex < rank.length; vertex++) {
		if ((up.other[up.start[vertex] ?? 0] ?? 0) >= items) continue;
		const lane = [vertex];
		for (let below = next(vertex); below !== undefined; below = next(below)) lane.push(below);
		lanes.push(lane);
	}
	return lanes;
}
