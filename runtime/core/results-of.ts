import { asEnd, demandOf } from "./demand.ts";
import { setOwn } from "./expression/own-property.ts";
import type { Frame, NodeRun } from "./frame.ts";
import type { RunError } from "./job-error.ts";
import type { Json } from "./json.ts";
import { nodeAt } from "./node-at.ts";
import type { Dependency, OutputPlan } from "./plan.ts";
import { ok, type Result, refused } from "./result.ts";
import { BlockScope, evaluateValue } from "./scope.ts";

/**
 * The values of a block's outputs, or the first that has none, with its name as `job`. One whose sources did not all end
 * as it asks is null, or left out.
 */
export function resultsOf(
	frame: Frame,
	outputs: readonly OutputPlan[],
	leaveOut = false,
): Result<Readonly<Record<string, Json>>, RunError> {
	const scope = new BlockScope(frame);
	const values: Record<string, Json> = {};
	for (const output of outputs) {
		if (!areMet(frame, output.dependencies)) {
			if (!leaveOut) setOwn(values, output.name, null);
			continue;
		}
		const value = evaluateValue(output.value, scope);
		if (!value.ok) return refused({ ...value.problem, job: output.name });
		setOwn(values, output.name, value.value);
	}
	return ok(values);
}

function areMet(frame: Frame, dependencies: readonly Dependency[]): boolean {
	for (const dependency of dependencies) {
		const source = nodeAt(frame, frame.index.position.get(dependency.on) ?? -1);
		if (source !== undefined && !hasMet(dependency, source)) return false;
	}
	return true;
}

function hasMet(dependency: Dependency, { state, plan }: NodeRun): boolean {
	if (state.status === "waiting" || state.status === "active") return false;
	const end = asEnd(state.status, plan.kind !== "let" && plan.policies.allow_failure === true);
	return (demandOf(dependency) & end) !== 0;
}
