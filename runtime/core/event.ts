import type { JobError, RunError } from "./job-error.ts";
import type { Json } from "./json.ts";
import type { CheckpointTrigger, ParamValues } from "./plan.ts";

/**
 * Facts of a run, append-only, numbered from 1 without gaps. Decisions are recorded with the values they rest on, so
 * a replay folds and never decides again. Only ever add: a changed meaning needs a new type and an upcaster.
 *
 * `job` and `instance` are paths: `clean`, `sweep[3]`, `prep.load`, `tune[2].fit`, `ship/deploy`.
 */
export type RunEvent = EventStamp & RunFact;

/** `at` is UTC milliseconds and never goes back within a run. */
export interface EventStamp {
	readonly seq: number;
	readonly at: number;
}

export type RunFact =
	| {
			readonly type: "run.created";
			readonly run: string;
			/** Identifies the run for idempotency keys, the same over resume. */
			readonly root: string;
			readonly plan: string;
			readonly workflow: string;
			readonly params: ParamValues;
			readonly options: RunOptions;
			readonly version: string;
			/** It goes on from another run as that stood at one of its events; `job.reused` says with what. */
			readonly forked_from?: ForkOrigin;
			/** So many `job.reused` follow at once; a run with fewer has not begun. */
			readonly reuses?: number;
	  }
	/** An engine took the run: at its start and at each resume. */
	| {
			readonly type: "run.attached";
			readonly engine: ProcessIdentity;
			/** The project's roles as the engine found them, for who is asked from now on; absent: it knows of none. */
			readonly roles?: Readonly<Record<string, readonly string[]>>;
	  }
	| { readonly type: "run.paused"; readonly by: string }
	| { readonly type: "run.resumed"; readonly by: string }
	| { readonly type: "run.cancel_requested"; readonly by: string; readonly rollback: boolean }
	/** The workflow's own `timeout` is over: what runs is stopped, the rest is not reached. */
	| { readonly type: "run.timed_out" }
	/**
	 * The jobs of a workflow have ended and it failed, or the run was cancelled with a rollback: these instances are undone
	 * one after the other, `x` by the job `x.rollback`. `frame` is the prefix of the workflow's paths: empty for the run's.
	 */
	| { readonly type: "rollback.started"; readonly frame: string; readonly instances: readonly string[] }
	/** A workflow's hooks of this event run, as `on_failure.x`, with the error that they see. `frame` as above. */
	| { readonly type: "hooks.started"; readonly frame: string; readonly event: HookEvent; readonly error?: RunError }
	| {
			readonly type: "run.finished";
			readonly result: RunResult;
			readonly outputs: Readonly<Record<string, Json>>;
			/** The first failure that was not absolved. */
			readonly error?: RunError;
			/** What could not be undone, by the paths of the instances that should have been. */
			readonly rollback_failures?: readonly RunError[];
	  }
	/** A position of the log got a name. `by` asked for it, where somebody did; `job` is what it comes after or before. */
	| {
			readonly type: "checkpoint.created";
			readonly name: string;
			readonly trigger: CheckpointTrigger["kind"];
			readonly job?: string;
			readonly by?: string;
	  }
	/** `keep` lets go of the name; what happened before it stays in the log. */
	| { readonly type: "checkpoint.dropped"; readonly name: string }
	/** A job of a run that has finished is to run again, as if it had only been waited for; what it is part of goes on. */
	| { readonly type: "job.reset"; readonly job: string }
	/** The same for one instance of a `for` job. */
	| { readonly type: "instance.reset"; readonly instance: string }
	/** A finished run goes on, with what was reset before. */
	| { readonly type: "run.reopened"; readonly by: string }
	/** Its dependencies ended and let it run. A `for` job is sized here: one set of bindings per instance. */
	| {
			readonly type: "job.ready";
			readonly job: string;
			readonly instances?: readonly Readonly<Record<string, Json>>[];
			/** Instances whose config could not be evaluated: no attempt of theirs is made. Index 0 is a job without `for`. */
			readonly errors?: readonly { readonly index: number; readonly error: JobError }[];
	  }
	| { readonly type: "job.skipped"; readonly job: string; readonly cause: SkipCause }
	/** A job of a fork that ended in the run that it goes on from, and counts as ended so here too: without an attempt. */
	| {
			readonly type: "job.reused";
			readonly job: string;
			/** The value of a `for` job is that of its instances. */
			readonly end: ReusedEnd;
			readonly instances?: readonly ReusedInstance[];
			readonly warnings?: true;
	  }
	/** The end of a whole job whose value the core makes: let, fan_in, group, and `for` jobs (whose value is derived). */
	| { readonly type: "job.succeeded"; readonly job: string; readonly value?: Json; readonly warnings?: true }
	| { readonly type: "job.failed"; readonly job: string; readonly error: JobError }
	| { readonly type: "job.cancelled"; readonly job: string }
	/** Written before the process is made (write-ahead), so a crash leaves no unknown attempt. */
	| { readonly type: "attempt.started"; readonly instance: string; readonly attempt: number }
	| {
			readonly type: "attempt.running";
			readonly instance: string;
			readonly attempt: number;
			readonly process: ProcessIdentity;
	  }
	| {
			readonly type: "attempt.succeeded";
			readonly instance: string;
			readonly attempt: number;
			readonly outputs: Json;
			readonly usage?: ResourceUsage;
			readonly warnings?: readonly string[];
	  }
	| {
			readonly type: "attempt.failed";
			readonly instance: string;
			readonly attempt: number;
			readonly error: JobError;
			readonly usage?: ResourceUsage;
	  }
	| {
			readonly type: "attempt.cancelled";
			readonly instance: string;
			readonly attempt: number;
			readonly usage?: ResourceUsage;
	  }
	/** Its `timeout` is over: it is told to stop, and its end, whatever it says, is a failure of kind `timeout`. */
	| { readonly type: "attempt.timed_out"; readonly instance: string; readonly attempt: number }
	/**
	 * It ended with its engine or worker; does not count against `retry`, has a budget of 3. `unbegun`: its host saw that no
	 * process was ever made for it, so that it counts for nothing, and is no unknown outcome.
	 */
	| { readonly type: "attempt.lost"; readonly instance: string; readonly attempt: number; readonly unbegun?: true }
	/** The next attempt may start at `due` (UTC ms). A group, loop or call has no failed attempt that would say why. */
	| {
			readonly type: "retry.scheduled";
			readonly instance: string;
			readonly attempt: number;
			readonly due: number;
			readonly error?: JobError;
	  }
	/** A group, loop or call is tried again: its block opens anew. */
	| { readonly type: "instance.opened"; readonly instance: string; readonly attempt: number }
	/** A round of a loop begins, zero-based, with the values that it carries: those of the round before are its result. */
	| {
			readonly type: "round.started";
			readonly instance: string;
			readonly round: number;
			readonly carries: Readonly<Record<string, Json>>;
	  }
	/** A called workflow begins, with its params: evaluated, checked, defaults included. */
	| { readonly type: "call.started"; readonly instance: string; readonly params: ParamValues }
	/** The `timeout` of a group, loop or call is over: what runs in it is stopped, the rest is not reached. */
	| { readonly type: "instance.timed_out"; readonly instance: string }
	/** Its own attempts are spent, for this error: from the next attempt on, `attempt`, its fallback runs and stands in. */
	| { readonly type: "fallback.started"; readonly instance: string; readonly attempt: number; readonly error: JobError }
	/** The value of an instance whose value the core makes: of a fan_in, group, loop or call with `for`. */
	| { readonly type: "instance.succeeded"; readonly instance: string; readonly value: Json; readonly warnings?: true }
	/** The instance's retries are spent, its fallback's too, or its error is not one that is retried. */
	| { readonly type: "instance.failed"; readonly instance: string; readonly error: JobError }
	/** An instance that never started and never will: `succeed` cannot be met any more, or the run was cancelled. */
	| { readonly type: "instance.skipped"; readonly instance: string; readonly cause: SkipCause }
	| { readonly type: "instance.cancelled"; readonly instance: string }
	/** People are asked, with all that they see evaluated; `attempt` counts the requests of an approval that asks again. */
	| {
			readonly type: "approval.requested";
			readonly instance: string;
			readonly attempt: number;
			readonly request: ApprovalRequest;
	  }
	/** One who may answer did. A rejection ends the approval; whether it has enough approvals is decided. */
	| {
			readonly type: "approval.answered";
			readonly instance: string;
			readonly attempt: number;
			readonly by: string;
			readonly decision: "approved" | "rejected";
			readonly comment?: string;
			/** The fields that were filled in, checked against their types. */
			readonly form?: Readonly<Record<string, Json>>;
	  }
	/** Its deadline is over, without enough answers. */
	| { readonly type: "approval.expired"; readonly instance: string; readonly attempt: number }
	/** An attempt of a `critical` job was lost: nobody knows its outcome, so people are asked what is to follow. */
	| { readonly type: "outcome.asked"; readonly instance: string; readonly attempt: number }
	| {
			readonly type: "outcome.answered";
			readonly instance: string;
			readonly attempt: number;
			readonly by: string;
			readonly decision: OutcomeDecision;
			readonly comment?: string;
			/** Of a job that succeeded as people saw, checked against its type. */
			readonly outputs?: Json;
	  }
	/** A message of an approval was taken by its channel, or never will be: it is not sent again. */
	| { readonly type: "notification.sent"; readonly instance: string; readonly channel: string; readonly id: string }
	| {
			readonly type: "notification.failed";
			readonly instance: string;
			readonly channel: string;
			readonly id: string;
			/** One sentence for people, without secrets. */
			readonly message: string;
	  };

/** What people are asked. */
export interface ApprovalRequest {
	/** As written: users, and roles as `role:NAME`. */
	readonly approvers: readonly string[];
	/** Who may answer: roles stand for their members. A role whose members nobody knows stands for itself. */
	readonly people: readonly string[];
	readonly policy: "any" | "all" | "quorum";
	/** How many of them have to approve. */
	readonly needed: number;
	readonly show: Readonly<Record<string, Json>>;
	/** First values of the fields; their types are in the plan. */
	readonly form: Readonly<Record<string, Json>>;
	readonly channels: readonly string[];
	/** UTC ms; absent: it waits forever. Pauses that follow put it off. */
	readonly deadline?: number;
	/** What the deadline means; absent: it fails. */
	readonly on_timeout?: "approve" | "reject";
}

/** What people say of a lost attempt of a `critical` job: do it again, it failed, or it did succeed. */
export type OutcomeDecision = "repeat" | "failed" | "succeeded";

/** A run, and the number of the last of its events that counts. */
export interface ForkOrigin {
	readonly run: string;
	readonly seq: number;
}

/** How a reused job or instance had ended. */
export type ReusedEnd =
	| { readonly status: "succeeded"; readonly value?: Json }
	| { readonly status: "failed"; readonly error: JobError }
	| { readonly status: "skipped"; readonly cause: SkipCause }
	| { readonly status: "cancelled" };

/** An instance of a reused `for` job. */
export interface ReusedInstance {
	readonly bindings: Readonly<Record<string, Json>>;
	readonly end: ReusedEnd;
	/** Why its config has no value, whatever its fallback then gave: tried again, it fails for that again. */
	readonly unfit?: JobError;
}

export type SkipCause = "condition" | "upstream" | "not_reached" | "not_selected";

export type HookEvent = "failure" | "success" | "done";

export type RunResult = "succeeded" | "succeeded_with_warnings" | "failed" | "cancelled";

export interface RunOptions {
	/** Job names: only these and what they need run. */
	readonly only?: readonly string[];
	readonly fail_fast?: boolean;
	readonly tags?: readonly string[];
	readonly durability: "default" | "strict";
	/** Concurrent attempts; absent: the host's capacity. */
	readonly max_parallel?: number;
	/** `needs` are not counted: slots alone limit what runs at once. */
	readonly ignore_needs?: true;
}

/** `started` is what the system says of the process's start (Linux: clock ticks since boot), to tell a reused pid. */
export interface ProcessIdentity {
	readonly pid: number;
	readonly started: string;
	readonly host: string;
}

/** CPU in ms; peak memory of the process tree in bytes, absent when it ended before the first sample. */
export interface ResourceUsage {
	readonly cpu_user?: number;
	readonly cpu_system?: number;
	readonly peak_memory?: number;
}
