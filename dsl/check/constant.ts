import type { Json } from "@dagwright/core";
import { foldConstants } from "@dagwright/core/expression";
import type { Site, WorkflowModel } from "./model.ts";
import { constantValues } from "./place.ts";

/** The value of an expression that needs nothing of the run. */
export function constantOf(site: Site, workflow: WorkflowModel): Json | undefined {
	if (site.typed === undefined) return undefined;
	const folded = foldConstants(site.typed, {
		get: (name) => {
			const symbol = workflow.names.get(name);
			return symbol && constantValues.get(symbol);
		},
	});
	return folded.op === "literal" ? folded.value : undefined;
}
