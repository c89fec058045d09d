import type { ForkOrigin, HookEvent, ProcessIdentity, RunOptions, RunResult } from "./event.ts";
import type { ApprovalView, NodeStatus } from "./graph-view.ts";
import type { JobError, RunError } from "./job-error.ts";
import type { Json } from "./json.ts";
import type { CheckpointTrigger, ParamValues } from "./plan.ts";

/** Where a run is; `pausing` while attempts that started before the pause still run. */
export type RunStatus = "created" | "running" | "pausing" | "paused" | "cancelling" | "finished";

/** What a run is at: its own jobs, or what follows them: undoing what succeeded, or the hooks of an event. */
export type RunPhase = "jobs" | "rollback" | HookEvent;

/** The folded state of a run. Only `apply` makes one; everyone else reads. */
export interface RunState {
	readonly run: string;
	/** Of the last event applied; 0 before the first. */
	readonly seq: number;
	readonly status: RunStatus;
	readonly phase: RunPhase;
	readonly started: number;
	readonly ended?: number;
	readonly result?: RunResult;
	readonly outputs: Readonly<Record<string, Json>>;
	readonly error?: RunError;
	/** What could not be undone so far, by the paths of the instances that should have been. */
	readonly rollbackFailures: readonly RunError[];
	readonly params: ParamValues;
	readonly options: RunOptions;
	/** The named positions of the log, oldest first. */
	readonly checkpoints: readonly Checkpoint[];
	/** The run that it goes on from. */
	readonly forkedFrom?: ForkOrigin;
	/** How often it went on after it had finished. */
	readonly reopened: number;
}

/** A named position of a log: what happened up to `seq` counts. */
export interface Checkpoint {
	readonly name: string;
	readonly trigger: CheckpointTrigger["kind"];
	/** What it comes after or before. */
	readonly job?: string;
	readonly seq: number;
	/** UTC ms. */
	readonly at: number;
}

/** What a new run is made from. `params` were given by the user; the rest take their defaults. */
export interface NewRun {
	readonly run: string;
	/** Absent: the run itself. */
	readonly root?: string;
	readonly params: ParamValues;
	readonly options: RunOptions;
	/** Of the program that makes the run. */
	readonly version: string;
	readonly forkedFrom?: ForkOrigin;
}

/** Why a run cannot be made from these params. */
export interface ParamProblem {
	readonly code: "missing_param" | "unknown_param" | "wrong_type" | "bad_default";
	readonly param: string;
	readonly message: string;
}

/** A construct that this version cannot run, and the node that has it (path; for a hook `on failure`). */
export interface Unsupported {
	readonly construct: string;
	readonly path: string;
	/** One sentence for people. */
	readonly message: string;
}

/** A job whose needs the host can never meet. */
export interface NeverFits {
	readonly path: string;
	readonly message: string;
}

/** An attempt that was started and has not ended. */
export interface RunningAttempt {
	readonly instance: string;
	readonly job: string;
	readonly attempt: number;
	readonly started: number;
	/** Absent until the process was reported. */
	readonly process?: ProcessIdentity;
	/** UTC ms at which its timeout is over. */
	readonly deadline?: number;
}

/** An instance that waits for people. */
export interface PendingQuestion {
	readonly instance: string;
	readonly job: string;
	/** Which request it is: a person's answer names it. */
	readonly attempt: number;
	readonly bindings: Readonly<Record<string, Json>>;
	/** UTC ms at which people were asked. */
	readonly since: number;
	readonly approval: ApprovalView;
}

/** An instance whose retries are spent, or a job that failed as a whole. */
export interface RunFailure {
	readonly path: string;
	readonly at: number;
	readonly error: JobError;
	/** `allow failure` absolved it. */
	readonly allowed: boolean;
}

/** How far the run has undone what succeeded, called workflows included. */
export interface RollbackSummary {
	/** Instances that are undone, and how many of them are dealt with, be it in vain. */
	readonly total: number;
	readonly over: number;
	readonly failures: readonly RunError[];
}

/** What a progress display shows. Lets are not counted. */
export interface RunSummary {
	readonly status: RunStatus;
	readonly result?: RunResult;
	readonly started: number;
	readonly ended?: number;
	/** Jobs by status; a job inside a group instance counts for each instance. */
	readonly jobs: Readonly<Record<NodeStatus, number>>;
	readonly total: number;
	readonly running: readonly RunningAttempt[];
	readonly retrying: readonly { readonly instance: string; readonly attempt: number; readonly due: number }[];
	readonly failures: readonly RunFailure[];
	/** What waits for people. */
	readonly asking: readonly PendingQuestion[];
	/** Absent: nothing is undone. */
	readonly rollback?: RollbackSummary;
	/** One line per fan-out that is under way or has ended. */
	readonly fanOuts: readonly {
		readonly job: string;
		readonly total: number;
		readonly counts: Readonly<Record<NodeStatus, number>>;
	}[];
}
