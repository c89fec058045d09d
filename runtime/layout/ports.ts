import type { Adjacency, Layers } from "./layers.ts";

/** Where the line of each step leaves its upper vertex and reaches its lower one, across the rank. */
export interface Ports {
	readonly leaving: Float64Array;
	readonly reaching: Float64Array;
}

const MOST_OFFSET = 60;
const CORNER = 16;

/**
 * A line that runs straight takes the middle of its box; the others share one port left and one right of it, so that
 * they make a trunk. Without a straight one all share the middle.
 */
export function assignPorts(layers: Layers, at: Float64Array, half: readonly number[]): Ports {
	const leaving = sharePorts(layers, layers.down, at, half);
	const reaching = sharePorts(layers, layers.up, at, half);
	straighten(layers, at, half, leaving, reaching);
	return { leaving, reaching };
}

function sharePorts(
	{ from, rank, items }: Layers,
	{ start, other, step }: Adjacency,
	at: Float64Array,
	half: readonly number[],
): Float64Array {
	const ports = new Float64Array(from.length);
	for (let vertex = 0; vertex < rank.length; vertex++) {
		const centre = at[vertex] ?? 0;
		const [first, end] = [start[vertex] ?? 0, start[vertex + 1] ?? 0];
		// How far the nearest neighbour stands to either side.
		let [left, right] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
		let straight = false;
		for (let index = first; index < end; index++) {
			ports[step[index] ?? 0] = centre;
			const away = (at[other[index] ?? 0] ?? 0) - centre;
			if (Math.abs(away) < 1) straight = true;
			else if (away < 0) left = Math.min(left, -away);
			else right = Math.min(right, away);
		}
		if (vertex >= items || end - first < 2 || !straight) continue;
		const most = Math.max(6, Math.min(MOST_OFFSET, (half[vertex] ?? 0) - CORNER));
		for (let index = first; index < end; index++) {
			const away = (at[other[index] ?? 0] ?? 0) - centre;
			if (Math.abs(away) < 1) continue;
			const offset = Math.min(most, Math.max(12, away < 0 ? left : right));
			ports[step[index] ?? 0] = centre + Math.sign(away) * offset;
		}
	}
	return ports;
}

/** A line that misses by little is moved on the box that has no other line on that side, so it has no tiny step. */
function straighten(
	{ from, to, items, up, down }: Layers,
	at: Float64Array,
	half: readonly number[],
	leaving: Float64Array,
	reaching: Float64Array,
): void {
	const reach = (vertex: number) => (vertex < items ? (half[vertex] ?? 0) - CORNER : 0);
	const isOnly = ({ start }: Adjacency, vertex: number) => (start[vertex + 1] ?? 0) - (start[vertex] ?? 0) === 1;
	for (let step = 0; step < from.length; step++) {
		const [upper, lower] = [from[step] ?? 0, to[step] ?? 0];
		const [start, end] = [leaving[step] ?? 0, reaching[step] ?? 0];
		if (start === end) continue;
		if (isOnly(up, lower) && Math.abs(start - (at[lower] ?? 0)) <= reach(lower)) reaching[step] = start;
		else if (isOnly(down, upper) && Math.abs(end - (at[upper] ?? 0)) <= reach(upper)) leaving[step] = end;
	}
}
