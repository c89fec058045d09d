import type { CheckpointWatch } from "./checkpoint-watch.ts";
import type { EndedNodes } from "./ended-nodes.ts";
import type {
	ApprovalRequest,
	ForkOrigin,
	HookEvent,
	JobError,
	ProcessIdentity,
	RunError,
	RunOptions,
	RunResult,
	SkipCause,
} from "./event.ts";
import { IndexedHeap } from "./indexed-heap.ts";
import type { Json } from "./json.ts";
import type { Notification } from "./notification.ts";
import type { JobPlan, NodePlan, ParamValues, Plan, TaskPlan } from "./plan.ts";
import { type BlockIndex, indexPlan, type WorkflowIndex } from "./plan-index.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { assertNever } from "./result.ts";
import type { Checkpoint, RunPhase, RunState, RunStatus } from "./run-state.ts";
import { RunningList } from "./running-list.ts";
import { StraightTasks } from "./straight-tasks.ts";

/**
 * What a run is doing. `timed_out` and `failing_fast` start nothing more, like `cancelling`, but what is left then counts
 * as not reached; only `cancelling` and `timed_out` stop what runs.
 */
export type RunMode = "created" | "running" | "paused" | "cancelling" | "timed_out" | "failing_fast" | "finished";

export type NodeState =
	| { readonly status: "waiting" }
	| { readonly status: "active"; readonly since: number }
	| EndedState;

export type InstanceState =
	/** Its job's `limit` holds it back. */
	| { readonly status: "pending" }
	| { readonly status: "ready" }
	| RunningState
	/** Its attempt ended without success, and what follows is not decided yet; `answer` is what people said of a lost one. */
	| {
			readonly status: "failing";
			readonly attempt: number;
			readonly error: JobError;
			readonly lost: boolean;
			/** Lost before it began. */
			readonly unbegun?: true;
			readonly answer?: "repeat" | "failed";
	  }
	| AskingState
	/** `attempt` is the next one, `due` in UTC ms. */
	| { readonly status: "retrying"; readonly attempt: number; readonly due: number; readonly error: JobError }
	| OpenState
	| EndedState;

/** How an instance or a whole job ended; `attempt` is the last one, 0 if there was none; times are UTC ms. */
export type EndedState =
	| {
			readonly status: "succeeded";
			readonly attempt: number;
			readonly value: Json;
			readonly started: number;
			readonly ended: number;
	  }
	| {
			readonly status: "failed";
			readonly attempt: number;
			readonly error: JobError;
			readonly started: number;
			readonly ended: number;
	  }
	| { readonly status: "skipped"; readonly cause: SkipCause; readonly ended: number }
	| { readonly status: "cancelled"; readonly attempt: number; readonly ended: number };

/** It waits for people: an approval, or a `critical` job whose attempt was lost. */
export interface AskingState {
	readonly status: "asking";
	/** That of the request, or the one that was lost. */
	readonly attempt: number;
	/** Undefined until the request of an approval is recorded. */
	readonly question: Question | undefined;
	/** UTC ms at which it was asked. */
	readonly since: number;
	/** UTC ms; Infinity without one. */
	readonly deadline: number;
	/** The approvals so far. */
	readonly answers: readonly Answer[];
	/** Its deadline is over, which counts as approved. */
	readonly expired: boolean;
	/** People said that the lost attempt did succeed, with these outputs. */
	readonly outputs?: Json;
}

export type Question =
	| { readonly about: "approval"; readonly request: ApprovalRequest }
	| { readonly about: "outcome"; readonly error: JobError };

/** An approval by one person; `at` in UTC ms. */
export interface Answer {
	readonly by: string;
	readonly at: number;
	readonly comment?: string;
	readonly form?: Readonly<Record<string, Json>>;
}

export interface RunningState {
	readonly status: "running";
	readonly attempt: number;
	readonly started: number;
	readonly process: ProcessIdentity | undefined;
	/** UTC ms; Infinity without a timeout. */
	readonly deadline: number;
	readonly timedOut: boolean;
}

/** Its value is made by the core: a fan_in, or a group, loop or call, whose block runs. */
export interface OpenState {
	readonly status: "open";
	/** How often its block was opened, this time included; 0 for a fan_in. */
	readonly attempt: number;
	/** UTC ms; Infinity without a timeout. */
	readonly deadline: number;
	readonly timedOut: boolean;
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

/** What a workflow has to undo if it fails, and how it comes to its end once its own jobs have ended. */
export interface Recovery {
	/** What can be undone, by the path of the instance, in the order of completion; empty once it is being undone. */
	readonly armed: Map<string, Armed>;
	/** What is undone, in this order; undefined before. */
	rollbacks: readonly Armed[] | undefined;
	/** How many of them are over. */
	undone: number;
	/** Paths of this workflow's instances that were undone. */
	readonly rolledBack: Set<string>;
	/** The hooks that were opened, in this order. */
	readonly hooks: Map<HookEvent, Frame>;
	/** The rollback or the hook that is under way, also one of a called workflow that left it to this one. */
	active: Frame | undefined;
	/** Bodies of called workflows that the end of the run kept from their hooks, in the order of their ends: they follow here. */
	readonly left: Frame[];
	/** The first of those hooks has begun. */
	follows: boolean;
}

/** An instance that is undone, in a block of its own. */
export interface Rollback {
	readonly armed: Armed;
	readonly frame: Frame;
}

/** An instance that can be undone. */
export interface Armed {
	readonly path: string;
	/** Of its job. */
	readonly name: string;
	/** The block of its job. */
	readonly frame: Frame;
	readonly bindings: Readonly<Record<string, Json>>;
	/** Its outputs. */
	readonly value: Json;
	/** Undefined: it has none of its own to run. */
	readonly task: TaskPlan | undefined;
	/** The workflow that it called, whose own come first. */
	readonly inner: WorkflowRun | undefined;
}

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
	/** Dependencies of each node that have not ended. Numbers of an array, for most blocks are small and many. */
	readonly waiting: number[];
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

/** A task that goes the straight way, by its position in the workflow's body. */
export type Straight = number;

/** Ready instances that need the same. */
export interface ReadyClass {
	readonly needs: Needs;
	readonly queue: ReadyQueue<Instance | Straight>;
}

export interface Needs {
	readonly cpu: number;
	readonly memory: number;
	readonly gpu: number;
	readonly labels: readonly string[];
}

/** The needs of a job that asks for none. */
export const noNeeds: Needs = { cpu: 0, memory: 0, gpu: 0, labels: [] };

/** Something to decide about. */
export type WorkItem = NodeRun | Instance | Frame | Straight;

/** The folded state as the core sees it; `apply` alone changes it. */
export class LiveRun implements RunState {
	/** Of the run's own workflow. */
	readonly index: WorkflowIndex;
	run = "";
	/** Before the path of an instance in the ids of its commands: `run/`. */
	idPrefix = "";
	/** Before the path of an instance in its idempotency key: `root/`. */
	keyPrefix = "";
	seq = 0;
	/** UTC ms of the last event. */
	at = 0;
	started = 0;
	ended?: number;
	mode: RunMode = "created";
	result?: RunResult;
	outputs: Readonly<Record<string, Json>> = {};
	error?: RunError;
	params: ParamValues = {};
	options: RunOptions = { durability: "default" };
	/** UTC ms at which the workflow's timeout is over. */
	deadline = Number.POSITIVE_INFINITY;
	root: Frame | undefined;
	/** Those of `root`. */
	readonly straight: StraightTasks;
	/** Positions of the body's nodes that `only` leaves in; undefined: all. */
	selected: Uint8Array | undefined;
	/** First in, first out from `workHead`; an item before it was dealt with, one after it may have been. */
	work: WorkItem[] = [];
	workHead = 0;
	/** The ready instances that need nothing but a slot; the first of `ready`. */
	readonly undemanding: ReadyClass = { needs: noNeeds, queue: new ReadyQueue() };
	/** By their needs. */
	readonly ready = new Map<string, ReadyClass>([["", this.undemanding]]);
	/** Ready instances that the limit of a called workflow holds back; made when needed. */
	parked: Map<Instance, Parked> | undefined;
	readonly retries = new IndexedHeap<Instance>(isDueBefore);
	/** Groups, loops and calls that are tried again. */
	readonly reopenings = new IndexedHeap<Instance>(isDueBefore);
	readonly deadlines = new IndexedHeap<Instance>(expiresBefore);
	/** Groups, loops and calls that ran out of time and have not ended. */
	readonly halts = new Set<Instance>();
	/** The last attempt of each path in blocks that were opened anew, so that no number comes twice; made when needed. */
	spentAttempts: Map<string, number> | undefined;
	readonly running = new RunningList<Instance | Straight>();
	/** Running attempts that were told that their time is over. */
	timedOut = 0;
	readonly used = { cpu: 0, memory: 0, gpu: 0 };
	/** Attempts started so far. */
	starts = 0;
	/** Instances made ready so far. */
	readied = 0;
	/** Instances that wait for people, in the order in which they were asked. */
	readonly asking = new Set<Instance>();
	/** Those of them that have a deadline. */
	readonly expiring = new IndexedHeap<Instance>(expiresBefore);
	/** UTC ms of the last pause. */
	pausedAt = 0;
	/** The project's roles, as the last engine that knows of them found them. */
	roles: Readonly<Record<string, readonly string[]>> | undefined;
	/** Messages that were not sent yet, by their ids; undefined until there is the first. */
	notifications: Map<string, Notification> | undefined;
	/** Waiting nodes, and instances that are pending, ready, retrying or asking: what a cancel has to end. */
	idle = 0;
	/** Whether a cancel was asked for while the run's own jobs ran, and whether with a rollback. */
	cancel: "plain" | "rollback" | undefined;
	/** The rollbacks that were begun, by their own path (`ship.rollback`), the later in place of the earlier. */
	rollbacks: Map<string, Rollback> | undefined;
	/** Of the workflows that undo what they did. */
	readonly undoing: Recovery[] = [];
	readonly rollbackFailures: RunError[] = [];
	/** It is certain that the run fails, and why. */
	doom: RunError | undefined;
	/** A failure since it began, or was reopened, keeps the run's own jobs from going on. */
	failsFast = false;
	cancelled = false;
	warned = false;
	/** Undefined as long as no checkpoint is wanted: most runs never look at it. */
	watch: CheckpointWatch | undefined;
	forkedFrom?: ForkOrigin;
	reopened = 0;
	/** Paths of the jobs that were reused; undefined in a run that is no fork. */
	reused: Set<string> | undefined;
	/** Paths of the instances whose attempt succeeded with warnings; undefined as long as there are none. */
	warnings: Set<string> | undefined;

	constructor(plan: Plan) {
		this.index = indexPlan(plan);
		this.straight = new StraightTasks(this.index.body.nodes.length);
	}

	/** The instance that was asked for last: what is accepted about it is applied next. No part of the state. */
	#recent: Instance | Straight | undefined;

	recent(): Instance | Straight | undefined {
		return this.#recent;
	}

	remember(instance: Instance | Straight | undefined): void {
		this.#recent = instance;
	}

	get checkpoints(): readonly Checkpoint[] {
		return this.watch?.made ?? [];
	}

	get phase(): RunPhase {
		const recovery = this.root?.workflow.recovery;
		if (recovery === undefined) return "jobs";
		const left = recovery.active?.role === "hook" ? recovery.active.recovers?.workflow.recovery : undefined;
		const hook = [...(left ?? recovery).hooks.keys()].at(-1);
		return hook ?? (recovery.rollbacks === undefined ? "jobs" : "rollback");
	}

	get status(): RunStatus {
		switch (this.mode) {
			case "paused":
				return this.running.size > 0 ? "pausing" : "paused";
			case "timed_out":
				return "cancelling";
			case "failing_fast":
				return "running";
			case "created":
			case "running":
			case "cancelling":
			case "finished":
				return this.mode;
			default:
				return assertNever(this.mode);
		}
	}
}

/** The inside of a state; every state comes from `emptyState`. */
export function live(state: RunState): LiveRun {
	if (state instanceof LiveRun) return state;
	throw new Error("this state was not made by emptyState");
}

/** Whether the run starts nothing more and ends what has not started. */
export function isDraining(run: LiveRun): boolean {
	return run.mode === "cancelling" || run.mode === "timed_out" || run.mode === "failing_fast";
}

/** Whether the limit of its job lets an instance go on, when `more` of the job's instances are about to. */
export function hasRoom({ node: { fan } }: Instance, more: ReadonlyMap<object, number>): boolean {
	return fan === undefined || fan.limit === 0 || fan.running + (more.get(fan) ?? 0) < fan.limit;
}

/** Whether nothing more starts in a block. */
export function startsNothing(run: LiveRun, frame: Frame): boolean {
	return frame.halted || isDraining(run);
}

/** Whether the workflow's timeout can still end the run. */
export function hasDeadline(run: LiveRun): boolean {
	return run.mode === "running" || run.mode === "paused" || run.mode === "failing_fast";
}

function isDueBefore(a: Instance, b: Instance): boolean {
	const difference = dueOf(a) - dueOf(b);
	return difference === 0 ? a.order < b.order : difference < 0;
}

function expiresBefore(a: Instance, b: Instance): boolean {
	const difference = deadlineOf(a) - deadlineOf(b);
	return difference === 0 ? a.order < b.order : difference < 0;
}

/** When a retrying instance may start again, UTC ms. */
export function dueOf(instance: Instance): number {
	return instance.state.status === "retrying" ? instance.state.due : Number.POSITIVE_INFINITY;
}

/** When the time of a running attempt or an open block, or of those who are asked, is over; UTC ms. */
export function deadlineOf({ state }: Instance): number {
	return "deadline" in state ? state.deadline : Number.POSITIVE_INFINITY;
}
