import type { GraphNode } from "@dagwright/core";

/** Whether a job is under way though nothing of it runs: some of its instances are over, and others have not begun. */
export function isBetweenInstances({ status, instances = [] }: Pick<GraphNode, "status" | "instances">): boolean {
	return status === "running" && instances.length > 0 && !instances.some((each) => underWay.has(each.status));
}

const underWay = new Set<GraphNode["status"]>(["running", "retrying", "waiting"]);
