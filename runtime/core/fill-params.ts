import { evaluate } from "./expression/evaluate.ts";
import { valueFits } from "./expression/value-fits.ts";
import type { Json } from "./json.ts";
import type { ParamValues, WorkflowPlan } from "./plan.ts";
import { ok, type Result, refused } from "./result.ts";
import type { ParamProblem } from "./run-state.ts";

/** The params of a workflow: those given, defaults evaluated for the rest, and every value checked against its type. */
export function fillParams(workflow: WorkflowPlan, given: ParamValues): Result<ParamValues, ParamProblem> {
	const values = new Map<string, Json>();
	for (const name of Object.keys(given)) {
		if (workflow.params.some((param) => param.name === name)) continue;
		return problem("unknown_param", name, `The workflow ${workflow.name} has no param ${name}.`);
	}
	for (const { name, type, default: fallback } of workflow.params) {
		let value = Object.hasOwn(given, name) ? given[name] : undefined;
		if (value === undefined && fallback !== undefined) {
			const evaluated = evaluate(fallback, values);
			if (!evaluated.ok)
				return problem("bad_default", name, `The default of ${name} has no value: ${evaluated.problem.message}`);
			value = evaluated.value;
		}
		if (value === undefined && type.kind !== "optional") {
			return problem("missing_param", name, `The param ${name} is required.`);
		}
		const misfit = value === undefined ? undefined : valueFits(value, type, name);
		if (misfit !== undefined) return problem("wrong_type", name, `The param ${misfit}`);
		values.set(name, value ?? null);
	}
	return ok(Object.fromEntries(values));
}

function problem(code: ParamProblem["code"], param: string, message: string): Result<never, ParamProblem> {
	return refused({ code, param, message });
}
