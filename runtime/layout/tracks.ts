import type { Layers } from "./layers.ts";
import type { Ports } from "./ports.ts";

/** The track of a step's crosswise part where it has none: the line runs straight. */
export const STRAIGHT = -1;

const CLEARANCE = 14;

/** The lines of one port between two ranks, which share a track. */
interface Net {
	low: number;
	high: number;
	readonly right: boolean;
	readonly start: number;
	readonly steps: number[];
}

/**
 * Gives the crosswise parts of the steps from one rank to the next tracks of their own, counted from the upper rank, so
 * that unrelated lines never lie on each other. Lines from one port, or to one port, share a track: the side with more
 * lines wins. Writes the tracks by step and returns their number.
 */
export function assignTracks(layers: Layers, rank: number, ports: Ports, tracks: Int32Array): number {
	const nets = [...netsBelow(layers, rank, ports)];
	// Of two lines to the right that overlap, the one that starts further right turns first, or they would cross.
	const rightward = nets.filter((net) => net.right).sort((a, b) => b.start - a.start);
	const leftward = nets.filter((net) => !net.right).sort((a, b) => a.start - b.start);
	const placed: { readonly low: number; readonly high: number; readonly track: number }[] = [];
	let count = 0;
	for (const net of [...rightward, ...leftward]) {
		let track = 0;
		for (const other of placed) {
			if (other.low < net.high + CLEARANCE && net.low < other.high + CLEARANCE && other.track >= track) {
				track = other.track + 1;
			}
		}
		placed.push({ low: net.low, high: net.high, track });
		count = Math.max(count, track + 1);
		for (const step of net.steps) tracks[step] = track;
	}
	return count;
}

function netsBelow({ order, down, from, to }: Layers, rank: number, ports: Ports): Iterable<Net> {
	const bent: number[] = [];
	for (const vertex of order[rank] ?? []) {
		for (let at = down.start[vertex] ?? 0; at < (down.start[vertex + 1] ?? 0); at++) {
			const step = down.step[at] ?? 0;
			if (Math.abs((ports.leaving[step] ?? 0) - (ports.reaching[step] ?? 0)) >= 1) bent.push(step);
		}
	}
	const sources = groupByPort(bent, from, ports.leaving);
	const targets = groupByPort(bent, to, ports.reaching);
	const nets = new Map<readonly number[], Net>();
	for (const step of bent) {
		const source = sources.get(step) ?? [];
		const target = targets.get(step) ?? [];
		const key = target.length > source.length ? target : source;
		const [start, end] = [ports.leaving[step] ?? 0, ports.reaching[step] ?? 0];
		const [low, high] = start < end ? [start, end] : [end, start];
		const net = nets.get(key);
		if (net === undefined) nets.set(key, { low, high, right: end > start, start, steps: [step] });
		else {
			net.low = Math.min(net.low, low);
			net.high = Math.max(net.high, high);
			net.steps.push(step);
		}
	}
	return nets.values();
}

/** For each step, all steps that share its port of a vertex. */
function groupByPort(
	steps: readonly number[],
	vertexOf: Int32Array,
	portOf: Float64Array,
): ReadonlyMap<number, readonly number[]> {
	const byVertex = new Map<number, number[][]>();
	const groups = new Map<number, readonly number[]>();
	for (const step of steps) {
		const vertex = vertexOf[step] ?? 0;
		let ports = byVertex.get(vertex);
		if (ports === undefined) {
			ports = [];
			byVertex.set(vertex, ports);
		}
		let group = ports.find(([first]) => portOf[first ?? 0] === portOf[step]);
		if (group === undefined) {
			group = [];
			ports.push(group);
		}
		group.push(step);
		groups.set(step, group);
	}
	return groups;
}
