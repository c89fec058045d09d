import type { JobTypeCatalog } from "@dagwright/core";
import { resolveJobType } from "../check/job-types.ts";
import type { Block, WorkflowModel } from "../check/model.ts";

/** The workflow and those it calls, in the order in which they are first called. */
export function reachable(main: WorkflowModel, catalog: JobTypeCatalog): readonly WorkflowModel[] {
	const found = new Set([main]);
	// A set is iterated in the order of insertion, also over what is added on the way.
	for (const workflow of found) for (const called of calledWorkflows(workflow, catalog)) found.add(called);
	return [...found];
}

/** The workflows that a workflow's jobs call, once for each job. */
export function* calledWorkflows(workflow: WorkflowModel, catalog: JobTypeCatalog): Iterable<WorkflowModel> {
	for (const block of [workflow.body, ...workflow.hooks.map((hook) => hook.body)]) yield* callsIn(block, catalog);
}

function* callsIn(block: Block, catalog: JobTypeCatalog): Iterable<WorkflowModel> {
	for (const node of block.nodes) {
		if (node.kind === "group" || node.kind === "loop") yield* callsIn(node.body, catalog);
		if (node.kind !== "job") continue;
		const type = resolveJobType(block.workflow.file, catalog, node.body.typeName);
		if (type?.kind === "workflow") yield type.workflow;
	}
}
