import type { ApprovalRequest, JobError, Json, OutcomeDecision, SkipCause } from "@dagwright/core";
import type { Known } from "./evaluate.ts";

/** How a job or an instance ended, as the log tells it. */
export interface Ended {
	readonly how: "succeeded" | "failed" | "skipped" | "cancelled";
	readonly seq: number;
	readonly at: number;
	readonly cause?: SkipCause;
	readonly error?: JobError;
	/** Of a success. */
	readonly value: Known;
	/** It was taken over, with warnings. */
	readonly warned?: boolean;
	/** Something around it had run out of time: that is what it ended for, whatever happened in it. */
	readonly outOfTime?: boolean;
}

export interface RunningOne {
	readonly attempt: number;
	readonly at: number;
	readonly timedOut: boolean;
}

/** What happened to an instance since its block was opened. */
export interface Tries {
	failures: number;
	losses: number;
	/** The failures before its fallback began; undefined before. */
	fallbackAfter: number | undefined;
	/** How its last attempt ended; undefined while one runs, and before the first. */
	last: { readonly lost: boolean; readonly unbegun?: true | undefined; readonly error: JobError } | undefined;
	/** What people said of the attempt that was lost. */
	answer?: OutcomeDecision | undefined;
	/** Its outputs, if they said that it succeeded. */
	said?: Json | undefined;
	/** What was said of its next attempt. */
	scheduled: { readonly attempt: number; readonly due: number } | undefined;
}

/** What a workflow undoes: in this order, how much of it is over, and when each had succeeded. */
export interface Undoing {
	readonly instances: readonly string[];
	over: number;
	readonly armed: ReadonlyMap<string, number>;
}

/** What people are asked and have answered. */
export interface Asking {
	readonly attempt: number;
	readonly request: ApprovalRequest;
	/** UTC ms, with the pauses so far. */
	readonly deadline: number;
	readonly approved: readonly string[];
	readonly expired: boolean;
}
