import { type PlannedRequest, plannedTasks } from "./planned-tasks.ts";

/** Names that are listed; the rest is counted. */
const LISTED = 3;

/** One sentence on the jobs that say `cache`, which this version does not keep; undefined if there is none. */
export function unusedCaches(request: PlannedRequest): string | undefined {
	const paths = plannedTasks(request).filter(({ task }) => task.policies.cache !== undefined);
	if (paths.length === 0) return undefined;
	const names = paths.slice(0, LISTED).map(({ path }) => path);
	const more = paths.length - names.length;
	const who = more === 0 ? names.join(", ") : `${names.join(", ")} and ${more} more`;
	const verb = paths.length === 1 ? "runs" : "run";
	return `this version keeps no cache yet: ${who} ${verb} anew each time`;
}
