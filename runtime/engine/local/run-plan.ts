import { join } from "node:path";
import type { Plan, RunEvent } from "@dagwright/core";
import { UserError } from "../user-error.ts";

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
