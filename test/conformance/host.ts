import type { ParamValues, Plan, RunEvent, RunOptions } from "@dagwright/core";

/** One run that a host is asked for. */
export interface ConformanceRun {
	readonly plan: Plan;
	readonly params: ParamValues;
	readonly options: RunOptions;
}

/** Anything that can run a plan to its end: the local engine, a runner on a database, a loop in memory. */
export interface ConformanceHost {
	readonly name: string;
	/** Resolves with all events of the run, in order, once it has finished. */
	run(request: ConformanceRun): Promise<readonly RunEvent[]>;
}
