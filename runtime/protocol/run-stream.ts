import type { Origins, Plan, RunEvent } from "@dagwright/core";

/**
 * What `dag run --json` prints, one JSON object a line: first the plan and the run, then each event as it is recorded,
 * samples between them, and last the end. The extension and scripts read the same lines.
 */
export type RunStreamLine =
	| {
			readonly type: "run";
			readonly run: string;
			readonly plan: Plan;
			readonly origins: Origins;
			readonly folder: string;
	  }
	| { readonly type: "event"; readonly event: RunEvent }
	| {
			readonly type: "sample";
			readonly instance: string;
			readonly attempt: number;
			readonly progress?: number;
			readonly metric?: { readonly name: string; readonly value: number; readonly step?: number };
	  }
	| { readonly type: "end"; readonly result: string; readonly exit_code: number }
	| { readonly type: "error"; readonly code: string; readonly message: string }
	/** Alone: the engine that was about to let go of the run goes on with it instead. */
	| { readonly type: "resumed"; readonly run: string };
