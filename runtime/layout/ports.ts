import type { Layers } from "./layers.ts";

/** Where lines leave and reach each vertex, across its rank. */
export interface Ports {
	leaving(from: number, to: number): number;
	reaching(from: number, to: number): number;
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
	return {
		leaving: (from, to) => leaving[from]?.get(to) ?? at[from] ?? 0,
		reaching: (from, to) => reaching[to]?.get(from) ?? at[to] ?? 0,
	};
}

function sharePorts(
	layers: Layers,
	neighbours: readonly (readonly number[])[],
	at: Float64Array,
	half: readonly number[],
): Map<number, number>[] {
	return layers.rank.map((_, vertex) => {
		const centre = at[vertex] ?? 0;
		const ports = new Map<number, number>();
		const others = neighbours[vertex] ?? [];
		for (const other of others) ports.set(other, centre);
		if (vertex >= layers.items || others.length < 2) return ports;
		if (!others.some((other) => Math.abs((at[other] ?? 0) - centre) < 1)) return ports;
		for (const side of [-1, 1]) {
			const group = others.filter((other) => ((at[other] ?? 0) - centre) * side >= 1);
			const nearest = Math.min(...group.map((other) => Math.abs((at[other] ?? 0) - centre)));
			const most = Math.max(6, Math.min(MOST_OFFSET, (half[vertex] ?? 0) - CORNER));
			const offset = Math.min(most, Math.max(12, nearest));
			for (const other of group) ports.set(other, centre + side * offset);
		}
		return ports;
	});
}

/** A line that misses by little is moved on the box that has no other line on that side, so it has no tiny step. */
function straighten(
	layers: Layers,
	at: Float64Array,
	half: readonly number[],
	leaving: readonly Map<number, number>[],
	reaching: readonly Map<number, number>[],
): void {
	for (let from = 0; from < layers.rank.length; from++) {
		for (const to of layers.down[from] ?? []) {
			const start = leaving[from]?.get(to) ?? 0;
			const end = reaching[to]?.get(from) ?? 0;
			if (start === end) continue;
			const reach = (vertex: number) => (vertex < layers.items ? (half[vertex] ?? 0) - CORNER : 0);
			if ((layers.up[to]?.length ?? 0) === 1 && Math.abs(start - (at[to] ?? 0)) <= reach(to)) {
				reaching[to]?.set(from, start);
			} else if ((layers.down[from]?.length ?? 0) === 1 && Math.abs(end - (at[from] ?? 0)) <= reach(from)) {
				leaving[from]?.set(to, end);
			}
		}
	}
}
