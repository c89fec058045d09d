import { type ApprovalView, fold, type GraphNode, graphView, pendingQuestions } from "@dagwright/core";
import type { RunRecord } from "./run-record.ts";

/** What waits for people in a run. */
export interface Pending {
	/** The path of the instance. */
	readonly instance: string;
	readonly approval: ApprovalView;
}

/** What waits for people, also in loops and called workflows, in the order in which they were asked. */
export function pendingIn({ plan, events }: Pick<RunRecord, "plan" | "events">): readonly Pending[] {
	return pendingQuestions(fold(plan, events)).map(({ instance, approval }) => ({ instance, approval }));
}

/** The jobs of a run that a fork can begin with: they have begun. */
export function begunJobs(record: Pick<RunRecord, "plan" | "events">): readonly GraphNode[] {
	const notJobs: ReadonlySet<string> = new Set(["let", "output", "rollback", "hook"]);
	return nodesOf(record).filter(
		({ kind, parent, status }) =>
			!notJobs.has(kind) && parent === undefined && status !== "pending" && status !== "ready",
	);
}

function nodesOf({ plan, events }: Pick<RunRecord, "plan" | "events">): readonly GraphNode[] {
	return graphView(plan, fold(plan, events)).nodes;
}
