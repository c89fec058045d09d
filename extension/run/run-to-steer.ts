import type { RunRecord } from "./run-record.ts";

/** What is known of a run where one is to be paused or cancelled. */
export type SteerableRun = Pick<RunRecord, "run" | "isOver" | "standsStill">;

/**
 * The run that a pause or a cancel is meant for: the first that moves, else the first that is not over.
 * @param candidates The one that is shown first.
 */
export function runToSteer<Run extends SteerableRun>(candidates: readonly (Run | undefined)[]): Run | undefined {
	const open = candidates.filter((run): run is Run => run !== undefined && !run.isOver);
	return open.find(({ standsStill }) => !standsStill) ?? open[0];
}
