import type { RunFact } from "./event.ts";
import { fillParams } from "./fill-params.ts";
import type { Plan } from "./plan.ts";
import { indexPlan } from "./plan-index.ts";
import { ok, type Result, refused } from "./result.ts";
import type { NewRun, ParamProblem } from "./run-state.ts";

/** The first facts of a run: params with their defaults evaluated, and every value checked against its type. */
export function createRun(plan: Plan, run: NewRun): Result<readonly RunFact[], ParamProblem> {
	const { workflow } = indexPlan(plan);
	const params = fillParams(workflow, run.params);
	if (!params.ok) {
		const { code, param } = params.problem;
		if (code !== "missing_param") return params;
		return refused({ code, param, message: `The param ${param} is required: give it with --param ${param}=….` });
	}
	return ok([
		{
			type: "run.created",
			run: run.run,
			root: run.root ?? run.run,
			plan: plan.hash,
			workflow: workflow.name,
			params: params.value,
			options: run.options,
			version: run.version,
			...(run.forkedFrom !== undefined && { forked_from: run.forkedFrom }),
		},
	]);
}
