import type { RunEvent, RunFact, RunOptions } from "./event.ts";
import type { GraphView } from "./graph-view.ts";
import type { ParamValues, Plan } from "./plan.ts";
import type { Capacity, Command, Rejection, Report } from "./report.ts";
import type { Result } from "./result.ts";
import type {
	NeverFits,
	NewRun,
	ParamProblem,
	RunningAttempt,
	RunState,
	RunSummary,
	Unsupported,
} from "./run-state.ts";

/** The first facts of a run: params with their defaults evaluated and every value checked against its type. */
export declare function createRun(plan: Plan, run: NewRun): Result<readonly RunFact[], ParamProblem>;
/** The state before the first event. */
export declare function emptyState(plan: Plan): RunState;
/** Folds one event; total. Consumes the old state: only the returned one may be used afterwards. */
export declare function apply(plan: Plan, state: RunState, event: RunEvent): RunState;
/** Folds a whole log. */
export declare function fold(plan: Plan, events: Iterable<RunEvent>): RunState;
/** Turns an outside claim into facts, or refuses it. Does not change the state: the host appends and applies the facts. */
export declare function accept(
	plan: Plan,
	state: RunState,
	report: Report,
	now: number,
): Result<readonly RunFact[], Rejection>;
/**
 * The decisions that follow from the state as it stands. Does not change the state. The host appends and applies them
 * and asks again until there are none (the fixpoint); after a crash anywhere in between asking again gives the same.
 */
export declare function decide(plan: Plan, state: RunState, now: number): readonly RunFact[];
/**
 * What should be under way now and is not, and when to look again (UTC ms; absent: only after the next event).
 * A `start` stays due until its `starting` report was accepted and applied, a `stop` until the attempt ended: hosts
 * report `starting` for each start at once, and ignore a stop whose id they have seen.
 */
export declare function due(
	plan: Plan,
	state: RunState,
	now: number,
	capacity: Capacity,
): { readonly commands: readonly Command[]; readonly wakeAt?: number };
/** Constructs in the plan that this version cannot run; a host refuses the run if there is any. */
export declare function unsupported(plan: Plan): readonly Unsupported[];
/** Jobs whose `needs` are beyond the whole capacity. */
export declare function neverFits(plan: Plan, capacity: Capacity): readonly NeverFits[];
/** The attempts that were started and have not ended: after a crash each is ended and reported `lost`. */
export declare function runningAttempts(state: RunState): readonly RunningAttempt[];
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
export type { ParamValues, RunOptions };
