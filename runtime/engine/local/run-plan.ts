import { join } from "node:path";
import type { Plan, RunEvent } from "@dagwright/core";
import { UserError } from "../user-error.ts";

/**
 * Refuses to go on with a fork of whose first records only a part was kept: it would do again what it was to take over,
 * and without the outputs that were set.
 * @throws UserError `engine/run-not-begun`
 */
export function refuseHalfFork(run: string, [created, ...rest]: readonly RunEvent[]): void {
	if (created?.type !== "run.created" || created.reuses === undefined) return;
	const { forked_from: origin, reuses } = created;
	if (rest.slice(0, reuses).filter(({ type }) => type === "job.reused").length === reuses) return;
	const parent = origin === undefined ? "the other run" : `run ${origin.run}`;
	throw new UserError(
		"engine/run-not-begun",
		`run ${run} never began: its engine died before all that it takes over from ${parent} was recorded`,
		{ remedy: "Fork again with `dag fork`." },
	);
}

/**
 * Refuses to go on with a run whose folder holds another plan than the one it began with: its events are not about that.
 * @throws UserError `engine/plan-changed`
 */
export function refuseOtherPlan(folder: string, run: string, plan: Plan, [created]: readonly RunEvent[]): void {
	if (created?.type !== "run.created" || (created.plan === plan.hash && plan.version === 1)) return;
	throw new UserError(
		"engine/plan-changed",
		`run ${run} began with another plan than the one that lies in its folder`,
		{
			where: join(folder, "plan.json"),
			remedy: "Restore the file from a backup, or start a new run with `dag run`.",
		},
	);
}
