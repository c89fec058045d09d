import type { ApprovalRequest, ProcessIdentity, SkipCause } from "./event.ts";
import type { JobError } from "./job-error.ts";
import type { Json } from "./json.ts";

/** How a node of a block stands; one that is active has instances. */
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
