import { demandOf } from "./demand.ts";
import { NameTable } from "./name-table.ts";
import type { Block, NodePlan, Plan, WorkflowPlan } from "./plan.ts";

/** A block with names resolved to positions, made once per plan, so that a run never looks for a name or scans. */
export interface BlockIndex {
	readonly nodes: readonly NodePlan[];
	readonly position: NameTable;
	/** A let that nobody reads takes no part in a run. */
	readonly takesPart: Uint8Array;
	/** How many nodes take part. */
	readonly size: number;
	/** Dependencies of node i, in the order of its plan: positions `sources[sourceStart[i] … sourceStart[i + 1]]`; -1 if unknown. */
	readonly sources: Int32Array;
	readonly sourceStart: Int32Array;
	/** How many nodes i waits for, counted once per dependency. */
	readonly waits: Int32Array;
	/** Who waits for node i, once per dependency, and which end of i each asks for (`demandOf`). */
	readonly dependents: Int32Array;
	readonly demands: Uint8Array;
	readonly dependentStart: Int32Array;
	/** Jobs on the longest path from node i to a sink, itself included. */
	readonly height: Int32Array;
	/** Jobs on the longest path through node i itself: 0 for a let, 1 for a job, more for a group. */
	readonly ownHeight: Int32Array;
	/** Positions so that sources come before dependents; a node on a cycle is missing. */
	readonly order: Int32Array;
	/** The blocks of groups and loops, by position. */
	readonly bodies: readonly (BlockIndex | undefined)[];
}

/** A plan's main workflow, indexed. */
export interface PlanIndex {
	readonly plan: Plan;
	readonly workflow: WorkflowPlan;
	readonly body: BlockIndex;
	/** Of the `.dag` file, relative to the project root; empty for the root itself. */
	readonly folder: string;
}

const indexes = new WeakMap<Plan, PlanIndex>();

/** The index of a plan, made at the first call and kept as long as the plan. Throws if the plan lacks its main workflow. */
export function indexPlan(plan: Plan): PlanIndex {
	const known = indexes.get(plan);
	if (known !== undefined) return known;
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) throw new Error(`the plan has no workflow ${plan.main}`);
	const read = new Set(workflow.outputs.flatMap((output) => output.dependencies.map(({ on }) => on)));
	const slash = workflow.file.lastIndexOf("/");
	const index: PlanIndex = {
		plan,
		workflow,
		body: indexBlock(workflow.body, read),
		folder: slash < 0 ? "" : workflow.file.slice(0, slash),
	};
	indexes.set(plan, index);
	return index;
}

function indexBlock(block: Block, readFromOutside: ReadonlySet<string>): BlockIndex {
	const { nodes } = block;
	const count = nodes.length;
	const position = new NameTable(nodes.map(({ name }) => name));
	const sourceStart = new Int32Array(count + 1);
	const bodies: (BlockIndex | undefined)[] = new Array<BlockIndex | undefined>(count).fill(undefined);
	const own = new Int32Array(count);
	const takesPart = new Uint8Array(count);
	let edges = 0;
	for (let at = 0; at < count; at++) {
		const node = nodeAt(nodes, at);
		edges += node.dependencies.length;
		sourceStart[at + 1] = edges;
		if (node.kind === "let") takesPart[at] = readFromOutside.has(node.name) ? 1 : 0;
		else {
			takesPart[at] = 1;
			const body = indexBody(node);
			if (body !== undefined) bodies[at] = body;
			own[at] = body === undefined ? 1 : highestOf(body);
		}
	}
	const sources = new Int32Array(edges);
	const edgeDemands = new Uint8Array(edges);
	for (let at = 0, edge = 0; at < count; at++) {
		for (const dependency of nodeAt(nodes, at).dependencies) {
			sources[edge] = position.get(dependency.on) ?? -1;
			edgeDemands[edge++] = demandOf(dependency);
		}
	}
	const waits = new Int32Array(count);
	const dependentStart = new Int32Array(count + 1);
	for (let at = 0; at < count; at++) {
		for (let e = sourceStart[at] ?? 0; e < (sourceStart[at + 1] ?? 0); e++) {
			const source = sources[e] ?? -1;
			if (source < 0) continue;
			dependentStart[source + 1] = (dependentStart[source + 1] ?? 0) + 1;
			waits[at] = (waits[at] ?? 0) + 1;
		}
	}
	for (let at = 0; at < count; at++) dependentStart[at + 1] = (dependentStart[at + 1] ?? 0) + (dependentStart[at] ?? 0);
	const dependents = new Int32Array(dependentStart[count] ?? 0);
	const demands = new Uint8Array(dependents.length);
	const fill = dependentStart.slice(0, count);
	for (let at = 0; at < count; at++) {
		for (let e = sourceStart[at] ?? 0; e < (sourceStart[at + 1] ?? 0); e++) {
			const source = sources[e] ?? -1;
			if (source < 0) continue;
			const slot = fill[source] ?? 0;
			dependents[slot] = at;
			demands[slot] = edgeDemands[e] ?? 0;
			fill[source] = slot + 1;
		}
	}

	const order = sortTopologically(waits.slice(), dependents, dependentStart);
	const height = new Int32Array(count);
	let size = 0;
	for (let o = order.length - 1; o >= 0; o--) {
		const at = order[o] ?? 0;
		let highest = 0;
		let used = takesPart[at] === 1;
		for (let d = dependentStart[at] ?? 0; d < (dependentStart[at + 1] ?? 0); d++) {
			const dependent = dependents[d] ?? 0;
			if ((height[dependent] ?? 0) > highest) highest = height[dependent] ?? 0;
			used ||= takesPart[dependent] === 1;
		}
		height[at] = highest + (own[at] ?? 0);
		if (!used) continue;
		takesPart[at] = 1;
		size++;
	}
	return {
		nodes,
		position,
		takesPart,
		size,
		sources,
		sourceStart,
		waits,
		dependents,
		demands,
		dependentStart,
		height,
		ownHeight: own,
		order,
		bodies,
	};
}

function indexBody(node: NodePlan): BlockIndex | undefined {
	if (node.kind !== "group" && node.kind !== "loop") return undefined;
	const results = node.kind === "group" ? node.results : node.next;
	return indexBlock(node.body, new Set(results.flatMap((output) => output.dependencies.map(({ on }) => on))));
}

function highestOf(body: BlockIndex): number {
	let highest = 1;
	for (const height of body.height) if (height > highest) highest = height;
	return highest;
}

function sortTopologically(waiting: Int32Array, dependents: Int32Array, dependentStart: Int32Array): Int32Array {
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

function nodeAt(nodes: readonly NodePlan[], at: number): NodePlan {
	const node = nodes[at];
	if (node === undefined) throw new Error(`no node at ${at}`);
	return node;
}
