import type { RunFact } from "./event.ts";
import { evaluate } from "./expression/evaluate.ts";
import { valueFits } from "./expression/value-fits.ts";
import type { Json } from "./json.ts";
import type { Plan } from "./plan.ts";
import { indexPlan } from "./plan-index.ts";
import { ok, type Result, refused } from "./result.ts";
import type { NewRun, ParamProblem } from "./run-state.ts";

/** The first facts of a run: params with their defaults evaluated, and every value checked against its type. */
export function createRun(plan: Plan, run: NewRun): Result<readonly RunFact[], ParamProblem> {
	const { workflow } = indexPlan(plan);
	const values = new Map<string, Json>();
	for (const name of Object.keys(run.params)) {
		if (workflow.params.some((param) => param.name === name)) continue;
		return problem("unknown_param", name, `The workflow ${workflow.name} has no param ${name}.`);
	}
	for (const { name, type, default: fallback } of workflow.params) {
		const given = Object.hasOwn(run.params, name) ? run.params[name] : undefined;
		let value = given;
		if (value === undefined && fallback !== undefined) {
			const evaluated = evaluate(fallback, values);
			if (!evaluated.ok)
				return problem("bad_default", name, `The default of ${name} has no value: ${evaluated.problem.message}`);
			value = evaluated.value;
		}
		if (value === undefined && type.kind !== "optional") {
			return problem("missing_param", name, `The param ${name} is required: give it with --param ${name}=….`);
		}
		const misfit = value === undefined ? undefined : valueFits(value, type, name);
		if (misfit !== undefined) return problem("wrong_type", name, `The param ${misfit}`);
		values.set(name, value ?? null);
	}
	return ok([
		{
			type: "run.created",
			run: run.run,
			root: run.root ?? run.run,
			plan: plan.hash,
			workflow: workflow.name,
			params: Object.fromEntries(values),
			options: run.options,
			version: run.version,
		},
	]);
}

function problem(code: ParamProblem["code"], param: string, message: string): Result<never, ParamProblem> {
	return refused({ code, param, message });
}
