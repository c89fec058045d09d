import type { Dependency, NodePlan } from "./plan.ts";

/** Which ends of a node meet a dependency on it, as a set of bits; `allowed` is a failure that `allow failure` absolves. */
const ends = { succeeded: 1, failed: 2, skipped: 4, cancelled: 8, allowed: 16 } as const;
const anyEnd = ends.succeeded | ends.failed | ends.skipped | ends.cancelled | ends.allowed;

const demands: Readonly<Record<Dependency["accepts"], number>> = {
	succeeded: ends.succeeded,
	failed: ends.failed | ends.allowed,
	skipped: ends.skipped,
	done: anyEnd,
};

/** The ends that meet the dependency. For order an allowed failure counts as success; for data there is nothing to read. */
export function demandOf({ accepts, kind }: Dependency): number {
	return kind === "order" && accepts === "succeeded" ? ends.succeeded | ends.allowed : demands[accepts];
}

/** The set with the one end that a node came to; it meets each demand that has a bit in common with it. */
export function asEnd(status: "succeeded" | "failed" | "skipped" | "cancelled", allowed: boolean): number {
	return status === "failed" && allowed ? ends.allowed : ends[status];
}

/** Whether an end meets a demand. */
export function isMet(demand: number, end: number): boolean {
	return (demand & end) !== 0;
}

/** Whether a failure of the node is absolved. */
export function isAllowedToFail(plan: NodePlan): boolean {
	return plan.kind !== "let" && plan.policies.allow_failure === true;
}
