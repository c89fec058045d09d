import {
	asWritten,
	climb,
	type Edges,
	readEdges,
	sortTopologically,
	type TurnedEdges,
	turnEdges,
} from "./block-edges.ts";
import type { HookEvent } from "./event.ts";
import { reads } from "./expression/reads.ts";
import { NameTable } from "./name-table.ts";
import { isPlainTask } from "./plain-task.ts";
import type { Block, GroupPlan, LoopPlan, NodePlan, Plan, TaskPlan, WorkflowPlan } from "./plan.ts";

/** A block with names resolved to positions, made once per plan, so that a run never looks for a name or scans. */
export interface BlockIndex extends Pick<Edges, "sources" | "waits">, TurnedEdges {
	readonly nodes: readonly NodePlan[];
	readonly names: readonly string[];
	readonly position: NameTable;
	/** A let that nobody reads takes no part in a run. */
	readonly takesPart: Uint8Array;
	/** How many nodes take part. */
	readonly size: number;
	/** How many jobs there are, with those in the blocks within, each once. */
	readonly jobs: number;
	/** Tasks that are one instance, ask for nothing but a slot, and have nothing to undo. */
	readonly straight: readonly (TaskPlan | undefined)[];
	/**
	 * Those of them with nothing to evaluate before and nothing to check after. A run asks it at each step of a task:
	 * that the answer lies beside others, and not in the plan, is a tenth of what the core takes for 100,000 jobs.
	 */
	readonly isPlain: Uint8Array;
	/** The dependencies of node i are `sources[sourceStart[i] … sourceStart[i + 1]]`, in the order of its plan. */
	readonly sourceStart: Int32Array;
	/** Jobs on the longest path from node i to a sink, itself included. */
	readonly height: Int32Array;
	/** Jobs on the longest path through node i itself: 0 for a let, 1 for a job, more for a group. */
	readonly ownHeight: Int32Array;
	/** Positions so that sources come before dependents; a node on a cycle is missing. */
	readonly order: Int32Array;
	/** The blocks of groups, loops and called workflows, by position. */
	readonly bodies: readonly (BlockIndex | undefined)[];
	/** The workflows that nodes call, by position. A workflow that calls itself, over others or not, is left out. */
	readonly calls: ReadonlyMap<number, WorkflowIndex>;
}

/** A workflow of a plan, indexed. */
export interface WorkflowIndex {
	readonly plan: Plan;
	readonly workflow: WorkflowPlan;
	readonly body: BlockIndex;
	/** Of the `.dag` file, relative to the project root; empty for the root itself. */
	readonly folder: string;
}

const rollbacks = new WeakMap<TaskPlan, BlockIndex>();
const hooks = new WeakMap<Block, BlockIndex>();

/** The block with a rollback as its only node, called `rollback`, made at the first call. */
export function indexRollback({ plan }: WorkflowIndex, task: TaskPlan): BlockIndex {
	const known = rollbacks.get(task);
	if (known !== undefined) return known;
	const block = indexBlock(plan, { nodes: [{ ...task, name: "rollback" }] }, new Set());
	// It hides no node of the workflow that bears this name.
	const index = { ...block, position: new NameTable([""]) };
	rollbacks.set(task, index);
	return index;
}

/** The block of a workflow's hook, made at the first call; undefined if it has no such hook, or nothing to run there. */
export function indexHook({ plan, workflow }: WorkflowIndex, event: HookEvent): BlockIndex | undefined {
	const block = workflow.hooks[event];
	if (block === undefined) return undefined;
	const index = hooks.get(block) ?? indexBlock(plan, block, new Set());
	hooks.set(block, index);
	return index.size === 0 ? undefined : index;
}

/** Of each plan the workflows by their key; undefined for one that is being indexed. */
const indexes = new WeakMap<Plan, Map<string, WorkflowIndex | undefined>>();

/**
 * The index of a plan's main workflow, made at the first call and kept as long as the plan, with those of the workflows
 * that it calls, each once. Throws if the plan lacks its main workflow.
 */
export function indexPlan(plan: Plan): WorkflowIndex {
	const index = indexWorkflow(plan, plan.main);
	if (index === undefined) throw new Error(`the plan has no workflow ${plan.main}`);
	return index;
}

/** The index of a workflow by its key; undefined if the plan lacks it, or it is being indexed: it calls itself. */
function indexWorkflow(plan: Plan, key: string): WorkflowIndex | undefined {
	const known = indexes.get(plan) ?? new Map<string, WorkflowIndex | undefined>();
	if (known.size === 0) indexes.set(plan, known);
	if (known.has(key)) return known.get(key);
	const workflow = Object.hasOwn(plan.workflows, key) ? plan.workflows[key] : undefined;
	if (workflow === undefined) return undefined;
	known.set(key, undefined);
	const read = new Set(workflow.outputs.flatMap((output) => output.dependencies.map(({ on }) => on)));
	// A hook reads what it likes of the workflow; that is no edge.
	const hasHooks = Object.keys(workflow.hooks).length > 0;
	if (hasHooks) for (const { name } of workflow.body.nodes) read.add(name);
	const slash = workflow.file.lastIndexOf("/");
	const index: WorkflowIndex = {
		plan,
		workflow,
		body: indexBlock(plan, workflow.body, read),
		folder: slash < 0 ? "" : workflow.file.slice(0, slash),
	};
	known.set(key, index);
	return index;
}

/**
 * Reads each node and each dependency once, as they lie scattered in memory, and goes on with numbers. Each pass is a
 * function of its own: one with all the loops would be compiled anew for every loop.
 */
function indexBlock(plan: Plan, block: Block, readFromOutside: ReadonlySet<string>): BlockIndex {
	const { nodes } = block;
	const read = readNodes(plan, nodes, readFromOutside);
	const position = new NameTable(read.names);
	const edges = readEdges(nodes, position, read.sourceStart);
	const turned = turnEdges(edges, read.sourceStart);
	const order = edges.isSorted
		? asWritten(nodes.length)
		: sortTopologically(edges.waits.slice(), turned.dependents, turned.dependentStart);
	const { height, size } = climb(order, turned, read.ownHeight, read.takesPart);
	return {
		nodes,
		names: read.names,
		position,
		takesPart: read.takesPart,
		size,
		jobs: read.jobs,
		straight: read.straight,
		isPlain: read.isPlain,
		sources: edges.sources,
		sourceStart: read.sourceStart,
		waits: edges.waits,
		dependents: turned.dependents,
		demands: turned.demands,
		dependentStart: turned.dependentStart,
		height,
		ownHeight: read.ownHeight,
		order,
		bodies: read.bodies,
		calls: read.calls,
	};
}

const noCalls: ReadonlyMap<number, WorkflowIndex> = new Map();

function readNodes(plan: Plan, nodes: readonly NodePlan[], readFromOutside: ReadonlySet<string>) {
	const count = nodes.length;
	const names = new Array<string>(count).fill("");
	const bodies = new Array<BlockIndex | undefined>(count).fill(undefined);
	const sourceStart = new Int32Array(count + 1);
	const ownHeight = new Int32Array(count);
	/** Without the lets that are read only from inside, which `climb` finds. */
	const takesPart = new Uint8Array(count);
	const straight = new Array<TaskPlan | undefined>(count).fill(undefined);
	const isPlain = new Uint8Array(count);
	let calls: Map<number, WorkflowIndex> | undefined;
	let edges = 0;
	let jobs = 0;
	for (let at = 0; at < count; at++) {
		const node = nodes[at];
		if (node === undefined) continue;
		names[at] = node.name;
		edges += node.dependencies.length;
		sourceStart[at + 1] = edges;
		if (node.kind === "let") {
			takesPart[at] = readFromOutside.has(node.name) ? 1 : 0;
			continue;
		}
		takesPart[at] = 1;
		ownHeight[at] = 1;
		jobs++;
		if (node.kind === "task") {
			if (!mayGoStraight(node)) continue;
			straight[at] = node;
			if (node.when === undefined && !node.declared && isPlainTask(node)) isPlain[at] = 1;
			continue;
		}
		if (node.kind === "fan_in") continue;
		if (node.kind === "call") {
			const called = indexWorkflow(plan, node.workflow);
			if (called === undefined) continue;
			calls ??= new Map();
			calls.set(at, called);
		}
		const body = node.kind === "call" ? calls?.get(at)?.body : indexBody(plan, node);
		if (body === undefined) continue;
		bodies[at] = body;
		jobs += body.jobs;
		for (const height of body.height) ownHeight[at] = Math.max(ownHeight[at] ?? 1, height);
	}
	return { names, bodies, calls: calls ?? noCalls, jobs, sourceStart, ownHeight, takesPart, straight, isPlain };
}

function mayGoStraight({ type, for: loops, policies, rollback }: TaskPlan): boolean {
	if (type === "approval") return false;
	const { timeout, needs, critical } = policies;
	return (
		loops === undefined &&
		rollback === undefined &&
		timeout === undefined &&
		needs === undefined &&
		critical === undefined
	);
}

function indexBody(plan: Plan, node: GroupPlan | LoopPlan): BlockIndex {
	const results = node.kind === "group" ? node.results : node.next;
	const read = results.flatMap((output) => output.dependencies.map(({ on }) => on));
	if (node.kind === "loop" && node.until !== undefined) read.push(...reads(node.until).map(({ name }) => name));
	return indexBlock(plan, node.body, new Set(read));
}
