import type { WorkflowModel } from "./model.ts";

/**
 * How many names are compared with unknown ones in a workflow, in all. A did-you-mean looks at every name, so a file that is
 * full of unknown names would otherwise cost the square of its size; by then nobody reads the suggestions one by one.
 */
const MOST_COMPARED = 300_000;

const compared = new WeakMap<WorkflowModel, number>();

/** The names to compare an unknown one with; none once too many were compared. */
export function* comparable(workflow: WorkflowModel, names: Iterable<string>): Iterable<string> {
	let count = compared.get(workflow) ?? 0;
	for (const name of names) {
		if (count >= MOST_COMPARED) break;
		count++;
		yield name;
	}
	compared.set(workflow, count);
}
