import type { CheckpointWatch } from "./checkpoint-watch.ts";
import type { ForkOrigin, RunOptions, RunResult } from "./event.ts";
import { deadlineOf, dueOf, type Frame, type Instance, type NodeRun, type Parked } from "./frame.ts";
import { IndexedHeap } from "./indexed-heap.ts";
import type { RunError } from "./job-error.ts";
import type { Json } from "./json.ts";
import type { Notification } from "./notification.ts";
import type { ParamValues, Plan } from "./plan.ts";
import { indexPlan, type WorkflowIndex } from "./plan-index.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { Recovery, Rollback } from "./recovery-state.ts";
import { assertNever } from "./result.ts";
import type { Checkpoint, RunPhase, RunState, RunStatus } from "./run-state.ts";
import { RunningList } from "./running-list.ts";
import { StraightTasks } from "./straight-tasks.ts";

/**
 * What a run is doing. `timed_out` and `failing_fast` start nothing more, like `cancelling`, but what is left then counts
 * as not reached; only `cancelling` and `timed_out` stop what runs.
 */
export type RunMode = "created" | "running" | "paused" | "cancelling" | "timed_out" | "failing_fast" | "finished";

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
