import { live } from "./live-run.ts";
import { stateAt } from "./node-at.ts";
import { outermostJob } from "./outermost-job.ts";
import type { RunState } from "./run-state.ts";

/**
 * The jobs of the workflow's own block that a run has begun to undo, be it only in part: what they did may not be there
 * any more, so a fork does it again.
 */
export function undoneJobs(state: RunState): ReadonlySet<string> {
	const { root, rollbacks } = live(state);
	const jobs = new Set<string>();
	for (const { path } of root?.workflow.recovery?.rollbacks ?? []) {
		const begun = rollbacks?.get(`${path}.rollback`);
		if (begun === undefined) continue;
		const own = stateAt(begun.frame, 0);
		// One that was cancelled before its first attempt has undone nothing.
		if (own.status === "cancelled" && own.attempt === 0) continue;
		jobs.add(outermostJob(path));
	}
	return jobs;
}
