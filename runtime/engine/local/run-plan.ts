import { join } from "node:path";
import type { Plan, RunEvent } from "@dagwright/core";
import { UserError } from "../user-error.ts";

/**
 * Why a run never began and can't go on: nothing of it was recorded, or of a fork's first records only a part was kept, so
 * that it would do again what it was to take over, and without the outputs that were set. Undefined of one that began.
 */
export function whyNeverBegan(run: string, [created, ...rest]: readonly RunEvent[]): UserError | undefined {
	const refusal = (before: string, again: string) =>
		new UserError("engine/run-not-begun", `run ${run} never began: its engine died before ${before} was recorded`, {
			remedy: `${again}; \`dag clean ${run}\` removes what is left of it.`,
		});
	if (created?.type !== "run.created") return refusal("anything of it", "Start a new run with `dag run`");
	const { forked_from: origin, reuses } = created;
	if (reuses === undefined || rest.slice(0, reuses).filter(({ type }) => type === "job.reused").length === reuses)
		return undefined;
	if (origin === undefined) return refusal("all that it takes over", "Fork again with `dag fork`");
	return refusal(`all that it takes over from run ${origin.run}`, `Fork again with \`dag fork ${origin.run}\``);
}

/**
 * Refuses to go on with a run that never began.
 * @throws UserError `engine/run-not-begun`
 */
export function refuseNeverBegun(run: string, events: readonly RunEvent[]): void {
	const refusal = whyNeverBegan(run, events);
	if (refusal !== undefined) throw refusal;
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
