import type { ParamPlan, Plan, Type } from "@dagwright/core";

/** The params that a run of the plan must be given. */
export function requiredParams(plan: Plan): readonly ParamPlan[] {
	return plan.workflows[plan.main]?.params.filter((param) => param.default === undefined) ?? [];
}

/** What is plainly wrong with a text for a param of this type, or undefined. The engine checks all of it. */
export function inputProblem(type: Type, text: string): string | undefined {
	switch (type.kind) {
		case "int":
			return /^-?\d+$/.test(text) ? outOfRange(type, Number(text)) : "A whole number is needed.";
		case "float":
			return text.trim() !== "" && Number.isFinite(Number(text))
				? outOfRange(type, Number(text))
				: "A number is needed.";
		case "bool":
			return text === "true" || text === "false" ? undefined : "true or false is needed.";
		case "enum":
			return type.values.includes(text) ? undefined : `One of ${type.values.join(", ")} is needed.`;
		case "optional":
			return text === "" ? undefined : inputProblem(type.of, text);
		case "file":
		case "dir":
		case "dataset":
		case "model":
			return text === "" ? "A path is needed." : undefined;
		default:
			return undefined;
	}
}

/** The values to choose from, where there are only some. */
export function choices(type: Type): readonly string[] | undefined {
	if (type.kind === "enum") return type.values;
	return type.kind === "bool" ? ["true", "false"] : undefined;
}

function outOfRange({ min, max }: { readonly min?: number; readonly max?: number }, value: number): string | undefined {
	if (min !== undefined && value < min) return `At least ${min} is needed.`;
	return max !== undefined && value > max ? `At most ${max} is allowed.` : undefined;
}
