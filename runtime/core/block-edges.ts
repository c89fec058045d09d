import { demandOf } from "./demand.ts";
import type { NameTable } from "./name-table.ts";
import type { NodePlan } from "./plan.ts";
import { zeroed } from "./zeroed.ts";

/** A number for each node of a block. */
export type Counts = number[] | Int32Array;

/** From so many nodes on, a typed array takes less than another, of which a loop has one in each round. */
const MANY = 32;

/** What the nodes of a block wait for, as their dependencies are written. */
export interface Edges {
	/** Of each dependency the position that it names; -1 if unknown. */
	readonly sources: Int32Array;
	/** How many nodes i waits for, counted once per dependency. */
	readonly waits: Counts;
	/** Which end each dependency asks for (`demandOf`). */
	readonly demands: Uint8Array;
	/** As in `TurnedEdges`. */
	readonly dependentStart: Int32Array;
	/** Whether each node stands behind all that it waits for, as in most files. */
	readonly isSorted: boolean;
}

/** Reads all dependencies of a block; `sourceStart` says where those of each node begin. */
export function readEdges(nodes: readonly NodePlan[], position: NameTable, sourceStart: Int32Array): Edges {
	const count = sourceStart[nodes.length] ?? 0;
	const sources = new Int32Array(count);
	const demands = new Uint8Array(count);
	const waits = countsOf(nodes.length);
	const dependentStart = zeroed(new Int32Array(nodes.length + 1));
	let isSorted = true;
	for (let at = 0, edge = 0; at < nodes.length; at++) {
		const dependencies = nodes[at]?.dependencies ?? [];
		for (let d = 0; d < dependencies.length; d++) {
			const dependency = dependencies[d];
			if (dependency === undefined) continue;
			const source = position.get(dependency.on) ?? -1;
			sources[edge] = source;
			demands[edge++] = demandOf(dependency);
			if (source < 0) continue;
			waits[at] = (waits[at] ?? 0) + 1;
			// How many there are, for now.
			dependentStart[source + 1] = (dependentStart[source + 1] ?? 0) + 1;
			if (source >= at) isSorted = false;
		}
	}
	for (let at = 0; at < nodes.length; at++) {
		dependentStart[at + 1] = (dependentStart[at + 1] ?? 0) + (dependentStart[at] ?? 0);
	}
	return { sources, demands, waits, dependentStart, isSorted };
}

/** The same edges by what they come from: those of node i are `dependents[dependentStart[i] … dependentStart[i + 1]]`. */
export interface TurnedEdges {
	/** Who waits for node i, once per dependency, and which end of i each asks for (`demandOf`). */
	readonly dependents: Int32Array;
	readonly demands: Uint8Array;
	readonly dependentStart: Int32Array;
}

/** The edges seen from their sources; in the order of their targets. */
export function turnEdges({ sources, demands, waits, dependentStart }: Edges, sourceStart: Int32Array): TurnedEdges {
	const next = dependentStart.slice();
	const dependents = new Int32Array(dependentStart[waits.length] ?? 0);
	const turned = new Uint8Array(dependents.length);
	for (let at = 0, edge = 0; at < waits.length; at++) {
		for (const last = sourceStart[at + 1] ?? 0; edge < last; edge++) {
			const source = sources[edge] ?? -1;
			if (source < 0) continue;
			const slot = next[source] ?? 0;
			next[source] = slot + 1;
			dependents[slot] = at;
			turned[slot] = demands[edge] ?? 0;
		}
	}
	return { dependents, demands: turned, dependentStart };
}

/** From the sinks up: the height of each node, and the lets that take part because one that takes part reads them. */
export function climb(
	order: Int32Array,
	{ dependents, dependentStart }: TurnedEdges,
	ownHeight: Int32Array,
	takesPart: Uint8Array,
): { readonly height: Int32Array; readonly size: number } {
	const height = new Int32Array(ownHeight.length);
	let size = 0;
	for (let o = order.length - 1; o >= 0; o--) {
		const at = order[o] ?? 0;
		const last = dependentStart[at + 1] ?? 0;
		let highest = 0;
		let used = takesPart[at] ?? 0;
		for (let d = dependentStart[at] ?? 0; d < last; d++) {
			const dependent = dependents[d] ?? 0;
			const above = height[dependent] ?? 0;
			if (above > highest) highest = above;
			used |= takesPart[dependent] ?? 0;
		}
		height[at] = highest + (ownHeight[at] ?? 0);
		takesPart[at] = used;
		size += used;
	}
	return { height, size };
}

/** The order of a block whose nodes stand behind all that they wait for. */
export function asWritten(count: number): Int32Array {
	const order = new Int32Array(count);
	for (let at = 0; at < count; at++) order[at] = at;
	return order;
}

/** Positions so that sources come before dependents, by Kahn; a node on a cycle is missing. Uses up `waiting`. */
export function sortTopologically(waiting: Counts, dependents: Int32Array, dependentStart: Int32Array): Int32Array {
	const order = new Int32Array(waiting.length);
	let tail = 0;
	for (let at = 0; at < waiting.length; at++) if (waiting[at] === 0) order[tail++] = at;
	for (let head = 0; head < tail; head++) {
		const at = order[head] ?? 0;
		for (let d = dependentStart[at] ?? 0; d < (dependentStart[at + 1] ?? 0); d++) {
			const dependent = dependents[d] ?? 0;
			const left = (waiting[dependent] ?? 0) - 1;
			waiting[dependent] = left;
			if (left === 0) order[tail++] = dependent;
		}
	}
	return order.slice(0, tail);
}

function countsOf(nodes: number): Counts {
	return nodes < MANY ? new Array<number>(nodes).fill(0) : zeroed(new Int32Array(nodes));
}
