import type { ApprovalView, HookEvent, JobError, Json, SkipCause } from "@dagwright/core";
import type { LeafJob } from "./job-index.ts";
import type { Asked } from "./question-text.ts";

/** Something that ended or changed, worth a line of its own. Times are UTC ms. */
export type Notice =
	| {
			readonly type: "job";
			readonly job: string;
			readonly outcome: Outcome;
			readonly line: JobLine;
			readonly at: number;
	  }
	| {
			readonly type: "failure";
			readonly path: string;
			readonly error: JobError;
			readonly attempt: number;
			readonly attempts: number;
			/** One of many of a fan-out: said in one line, for the first ones have shown their logs. */
			readonly brief?: true;
			/** It has `allow failure`. */
			readonly allowed?: true;
			/** Set while another attempt follows. */
			readonly retryAt?: number;
			/** Its fallback follows, or was what failed. */
			readonly fallback?: "next" | "spent";
			/** ms that the whole job took, where this was its end. */
			readonly took?: number;
			readonly bindings?: Readonly<Record<string, Json>>;
	  }
	| { readonly type: "warning"; readonly path: string; readonly message: string }
	/** A loop, or an instance of one, used up its rounds. */
	| { readonly type: "unconverged"; readonly path: string; readonly text: string }
	/** People are asked; `run` and `path` are what `dag approve` takes. */
	| {
			readonly type: "asked";
			readonly run: string;
			readonly path: string;
			readonly lines: readonly string[];
			/** Lines with paths, which are there to be copied and so are not to be cut. */
			readonly files?: readonly string[];
	  }
	| { readonly type: "answered"; readonly path: string; readonly text: string }
	| { readonly type: "run"; readonly what: "paused" | "resumed" | "cancelling" }
	/** What follows the jobs begins: so many instances are undone, or the hooks of an event run. */
	| Phase;

/** `frame` is the prefix of the workflow's paths: empty for the run's own. */
export type Phase = { readonly type: "phase"; readonly frame: string } & (
	| { readonly phase: "rollback"; readonly total: number }
	| { readonly phase: HookEvent }
);

export type Outcome = "succeeded" | "failed" | "skipped" | "cancelled";

/** A job as the screen shows it; a fan-out is one line. */
export interface JobLine {
	readonly leaf: LeafJob;
	/** Instances known so far; 1 for a plain job. */
	total: number;
	succeeded: number;
	failed: number;
	skipped: number;
	/** Instances whose fallback stood in. */
	fallbacks: number;
	started: number | undefined;
	ended: number | undefined;
	/** ms in which one of its instances at least was under way; since when that is so, while it is. */
	busy: number;
	busySince: number | undefined;
	/** The instance that was started last. */
	newest: string | undefined;
	outcome: Outcome | undefined;
	error: JobError | undefined;
	skip: SkipCause | undefined;
	/** Attempts under way, by instance. */
	readonly active: Map<string, ActiveAttempt>;
	/** When the next attempt starts, by instance. */
	readonly retrying: Map<string, { readonly attempt: number; readonly due: number }>;
	/** What waits for people, by instance. */
	readonly asking: Map<string, Asking>;
}

/** Who is asked, and how many of them approved so far. */
export interface Asking {
	readonly approval: Asked & Pick<ApprovalView, "deadline" | "on_timeout">;
	readonly since: number;
	given: number;
}

export interface ActiveAttempt {
	readonly attempt: number;
	readonly started: number;
	progress: number | undefined;
	metric: { readonly name: string; readonly value: number; readonly step?: number } | undefined;
}

/** The line of a job that has not started. */
export function newJobLine(leaf: LeafJob): JobLine {
	return {
		leaf,
		total: leaf.fanOut ? 0 : 1,
		succeeded: 0,
		failed: 0,
		skipped: 0,
		fallbacks: 0,
		started: undefined,
		ended: undefined,
		busy: 0,
		busySince: undefined,
		newest: undefined,
		outcome: undefined,
		error: undefined,
		skip: undefined,
		active: new Map(),
		retrying: new Map(),
		asking: new Map(),
	};
}
