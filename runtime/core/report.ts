import type { ProcessIdentity, ResourceUsage, RunFact } from "./event.ts";
import type { JobError } from "./job-error.ts";
import type { Json } from "./json.ts";
import type { TaskPlan } from "./plan.ts";

/** An unverified claim from outside. `accept` turns it into facts or refuses it (unknown, late, duplicate). */
export type Report =
	| { readonly type: "starting"; readonly instance: string; readonly attempt: number }
	| { readonly type: "running"; readonly instance: string; readonly attempt: number; readonly process: ProcessIdentity }
	| {
			readonly type: "succeeded";
			readonly instance: string;
			readonly attempt: number;
			readonly outputs: Json;
			readonly usage?: ResourceUsage;
			readonly warnings?: readonly string[];
	  }
	| {
			readonly type: "failed";
			readonly instance: string;
			readonly attempt: number;
			readonly error: JobError;
			readonly usage?: ResourceUsage;
	  }
	| { readonly type: "cancelled"; readonly instance: string; readonly attempt: number; readonly usage?: ResourceUsage }
	/** `unbegun` only where it is certain that nothing of the attempt ever ran, and nothing will. */
	| { readonly type: "lost"; readonly instance: string; readonly attempt: number; readonly unbegun?: true }
	| {
			readonly type: "attached";
			readonly engine: ProcessIdentity;
			readonly roles?: Readonly<Record<string, readonly string[]>>;
	  }
	/** A person answers an approval, or says what became of a lost attempt of a `critical` job. */
	| {
			readonly type: "answer";
			readonly instance: string;
			readonly by: string;
			/** Of a lost attempt, `approved` is to do it again, `rejected` that it failed, `succeeded` that it did not. */
			readonly decision: "approved" | "rejected" | "succeeded";
			readonly comment?: string;
			readonly form?: Readonly<Record<string, Json>>;
			readonly outputs?: Json;
			/** The request that it is meant for; absent: the present one. */
			readonly attempt?: number;
			/** UTC ms at which it was given, if that was before it is heard. */
			readonly at?: number;
	  }
	/** What became of a message to a channel; `problem` is one sentence without secrets. */
	| { readonly type: "notified"; readonly id: string; readonly problem?: string }
	| { readonly type: "pause"; readonly by: string }
	| { readonly type: "resume"; readonly by: string }
	/** Asks a run that has finished to try again: what failed, or the job or instance at a path; and what depends on it. */
	| { readonly type: "retry"; readonly by: string; readonly path?: string }
	/** Asks for a checkpoint here; without a name it gets one. */
	| { readonly type: "checkpoint"; readonly by: string; readonly name?: string }
	| { readonly type: "cancel"; readonly by: string; readonly rollback: boolean };

/** Why a report was not believed. `stale` and `duplicate` are normal after a crash and may be dropped quietly. */
export interface Rejection {
	readonly code:
		| "unknown_instance"
		| "stale"
		| "duplicate"
		| "not_running"
		| "run_finished"
		| "not_allowed"
		/** Nobody is asked about it, yet or any more. */
		| "not_asked"
		/** A field of the form, or an output. */
		| "wrong_value";
	readonly message: string;
}

/** An effect that is wanted now, derived from the state each time; `id` is `run/instance/attempt`. */
export type Command =
	| {
			readonly type: "start";
			readonly id: string;
			readonly instance: string;
			readonly attempt: number;
			readonly task: TaskPlan;
			/** The evaluated config. */
			readonly config: Readonly<Record<string, Json>>;
			/** Values of each script's interpolations, by config key, already text. */
			readonly scripts: Readonly<Record<string, readonly string[]>>;
			readonly environment: Readonly<Record<string, string>>;
			readonly bindings: Readonly<Record<string, Json>>;
			/** The folder of the `.dag`, relative to the project root. */
			readonly folder: string;
			/** `root/instance`: the same over attempts and resume. */
			readonly idempotency_key: string;
	  }
	| {
			readonly type: "stop";
			readonly id: string;
			readonly instance: string;
			readonly attempt: number;
			readonly reason: "timeout" | "cancel";
	  };

/** A fact before it is numbered and stamped. */
export type { RunFact };

/** What the host may run at once. Absent is unlimited. */
export interface Capacity {
	readonly slots: number;
	readonly cpu?: number;
	readonly memory?: number;
	readonly gpu?: number;
	readonly labels?: readonly string[];
}
