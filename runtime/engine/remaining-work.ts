import { graphView, type Plan, type RunState } from "@dagwright/core";
import type { PlannedRequest } from "./planned-tasks.ts";

const over: ReadonlySet<string> = new Set(["succeeded", "failed", "skipped", "cancelled"]);

/** What of a run is still to come as it stands: all but the jobs that have ended for good. */
export function remainingWork(plan: Plan, state: RunState): PlannedRequest {
	const { nodes } = graphView(plan, state);
	const parents = new Map(nodes.map((node) => [node.id, node]));
	const inLoop = ({ parent }: { readonly parent?: string }): boolean => {
		const around = parent === undefined ? undefined : parents.get(parent);
		return around !== undefined && (around.kind === "loop" || inLoop(around));
	};
	// What ended in one round of a loop may come again in the next.
	const ended = nodes.filter((node) => over.has(node.status) && !inLoop(node)).map(({ id }) => id);
	const { only } = state.options;
	return { plan, params: state.params, ended: new Set(ended), ...(only === undefined ? {} : { only }) };
}
