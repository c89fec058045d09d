import type { GraphView } from "./graph-view.ts";
import type { Plan } from "./plan.ts";
import type { RunState, RunSummary } from "./run-state.ts";

/** Counts, running instances and failures, for a progress display. */
export declare function summary(plan: Plan, state: RunState): RunSummary;
/** The nodes and edges of a plan, with the state of a run if there is one. */
export declare function graphView(plan: Plan, state?: RunState): GraphView;
/** Paths of the jobs on the longest path; weights are ms by job path, else 1 per job. */
export declare function criticalPath(plan: Plan, durations?: Readonly<Record<string, number>>): readonly string[];
/** The critical path of a run by recorded times: from the job that ended last back through what it waited for. */
export declare function actualCriticalPath(plan: Plan, state: RunState): readonly CriticalStep[];
export interface CriticalStep {
	readonly job: string;
	readonly started: number;
	readonly ended: number;
}
