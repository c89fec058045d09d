import type { Counts } from "./block-edges.ts";
import type { EndedNodes } from "./ended-nodes.ts";
import type { JobError, RunError } from "./job-error.ts";
import type { Json } from "./json.ts";
import type { InstanceState, NodeState } from "./node-state.ts";
import type { JobPlan, NodePlan, ParamValues, TaskPlan } from "./plan.ts";
import type { BlockIndex, WorkflowIndex } from "./plan-index.ts";
import type { ReadyQueue } from "./ready-queue.ts";
import type { Recovery } from "./recovery-state.ts";
import type { StraightTasks } from "./straight-tasks.ts";

/** A block that runs: a workflow's body, that of a group's instance, one round of a loop, a hook, or a rollback. */
export interface Frame {
	readonly kind: "frame";
	readonly role: "root" | "group" | "round" | "call" | "hook" | "rollback";
	readonly index: BlockIndex;
	/** The workflow that the block is part of: its params, folder, policies and secrets hold here. */
	readonly workflow: WorkflowRun;
	/** The block whose names are visible here too; none beyond the body of a workflow. */
	readonly outer: Frame | undefined;
	/** Names that have a value here beside the nodes: the carries of a round, `run` in a hook, what a rollback undoes. */
	readonly locals: Readonly<Record<string, Json>>;
	/** Zero-based; 0 for what is no round of a loop. */
	readonly round: number;
	/** UTC ms. */
	readonly openedAt: number;
	/**
	 * By position: nodes that are under way, and ended ones that instances or a block hang on. The others wait, or are
	 * in `straight` or `ended`; `nodeAt` and `stateAt` see all.
	 */
	readonly nodes: (NodeRun | undefined)[];
	readonly ended: EndedNodes;
	/** Of the run's own body; undefined for other blocks. */
	readonly straight: StraightTasks | undefined;
	/** Dependencies of each node that have not ended. */
	readonly waiting: Counts;
	/** Whether one of them ended in a way that the node does not accept; undefined as long as that is so of none. */
	unmet: Uint8Array | undefined;
	/** Jobs on the longest path from behind the block to the end of the run. */
	readonly priority: number;
	/** The instance of a group, loop or call that it is the block of. */
	readonly owner: Instance | undefined;
	/** The body of the workflow that a hook or a rollback follows. */
	readonly recovers: Frame | undefined;
	/** Before the names of its nodes: empty, `prep.`, `prep[2].`, `tune[3].`, `ship/`. */
	readonly prefix: string;
	/** Nodes that have not ended. */
	remaining: number;
	/** The first failure that was not absolved. */
	failure: RunError | undefined;
	/** A node was cancelled or not reached. */
	incomplete: boolean;
	/** Something around it, or itself, ran out of time: nothing more starts in it. */
	halted: boolean;
	queued: boolean;
}

/** A node in one instantiation of its block. */
export interface NodeRun {
	readonly kind: "node";
	readonly frame: Frame;
	/** Its position in the block. */
	readonly at: number;
	readonly plan: NodePlan;
	readonly path: string;
	/** Jobs on the longest path from here to the end of the run. */
	readonly priority: number;
	state: NodeState;
	/** A job without `for`. */
	single: Instance | undefined;
	/** A job with `for`. */
	fan: FanOut | undefined;
	/** Whether it stands in the run's work queue. */
	queued: boolean;
}

/** The instances of a `for` job, and how many there are of each kind. */
export interface FanOut {
	readonly instances: Instance[];
	/** How many must succeed. */
	readonly needed: number;
	/** How many may end without success before the rest is given up. */
	mayMiss: number;
	/** Why instances have no config, by their places; undefined if all have one. */
	readonly unfit?: ReadonlyMap<number, JobError>;
	/** 0: no limit. */
	readonly limit: number;
	succeeded: number;
	failed: number;
	ended: number;
	/** What counts towards the limit: running, open or asking. */
	running: number;
	/** Of these, how many wait for people. */
	asking: number;
	ready: number;
	/** Pending, ready, retrying or asking: what can be given up. */
	unstarted: number;
	/** The first that is still pending, as far as the limit goes. */
	next: number;
}

export interface Instance {
	readonly kind: "instance";
	readonly node: NodeRun;
	/** Its place in the fan-out; -1 without one. */
	readonly index: number;
	readonly path: string;
	readonly bindings: Readonly<Record<string, Json>>;
	/** Its node's. */
	readonly priority: number;
	/** Among equals the first that was ready comes first. */
	order: number;
	/** How many attempts of the run had started when this was ready. */
	startsBefore: number;
	/** Of a running attempt, which start of the run it was. */
	start: number;
	/** The number of its first attempt: 1, unless what encloses it was tried before. */
	first: number;
	/** UTC ms of its first start; undefined before. */
	startedAt: number | undefined;
	state: InstanceState;
	/** The block of a group, loop or call that is or was open last; kept after its end, for the graph. */
	frame: Frame | undefined;
	/** The blocks of a loop, one for each round so far, of which `frame` is the last. */
	rounds: Frame[] | undefined;
	/** The fallback of its job, once that stands in. */
	standIn: TaskPlan | undefined;
	/** Attempts that failed, those of the fallback alone once that stands in; and attempts that were lost. */
	failures: number;
	losses: number;
	slot: number;
	queued: boolean;
}

/** A workflow under way: the run's own, or one that a job calls. */
export interface WorkflowRun {
	readonly index: WorkflowIndex;
	/** Evaluated, with defaults. */
	readonly params: ParamValues;
	/** The one that calls it; undefined for the run's own. */
	readonly outer: WorkflowRun | undefined;
	/** How many calls lead to it: 0 for the run's own. */
	readonly depth: number;
	/** Of the innermost called workflow with a limit that it is or is called by; undefined: there is none. */
	readonly gate: Gate | undefined;
	/** Undefined as long as there is nothing to undo and nothing that follows its jobs. */
	recovery: Recovery | undefined;
}

/** What the `limit` of a called workflow lets through, in one call: the attempts of its jobs, and of those it calls. */
export interface Gate {
	readonly limit: number;
	/** That of the next workflow around it that has a limit. */
	readonly outer: Gate | undefined;
	running: number;
	/** Those in line for the host: they are let in already. */
	ready: number;
	/** Ready instances that it holds back. */
	readonly waiting: ReadyQueue<Instance>;
}

/** Where a ready instance is held back, and what it is to run. */
export interface Parked {
	readonly gate: Gate;
	readonly work: JobPlan;
}

/** Whether the limit of its job lets an instance go on, when `more` of the job's instances are about to. */
export function hasRoom({ node: { fan } }: Instance, more: ReadonlyMap<object, number>): boolean {
	return fan === undefined || fan.limit === 0 || fan.running + (more.get(fan) ?? 0) < fan.limit;
}

/** When a retrying instance may start again, UTC ms. */
export function dueOf(instance: Instance): number {
	return instance.state.status === "retrying" ? instance.state.due : Number.POSITIVE_INFINITY;
}

/** When the time of a running attempt or an open block, or of those who are asked, is over; UTC ms. */
export function deadlineOf({ state }: Instance): number {
	return "deadline" in state ? state.deadline : Number.POSITIVE_INFINITY;
}
