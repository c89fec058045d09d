import type { Origins, Plan } from "@dagwright/core";
import { checkProject } from "./check/check-project.ts";
import type { SourceFile } from "./check/model.ts";
import type { CompileInput } from "./compile-input.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { lowerPlan, originsOf } from "./lower/lower-plan.ts";

export type { CompileInput, ReadFile } from "./compile-input.ts";

export interface CompileResult {
	readonly diagnostics: readonly Diagnostic[];
	/** Of all that could be understood, also when there are errors. Absent if the file has no workflow. */
	readonly plan?: Plan;
	readonly origins: Origins;
	/** No errors: the plan may run. */
	readonly runnable: boolean;
	/** Names of the file's workflows, in order. */
	readonly workflows: readonly string[];
}

/** What a check alone tells. */
export type CheckResult = Pick<CompileResult, "diagnostics" | "workflows">;

/** Checks a file with all that it imports: `compile` without the plan, which costs as much again. Never throws. */
export function diagnose(input: CompileInput): CheckResult {
	const { diagnostics, workflows } = checked(input);
	return { diagnostics, workflows };
}

/** Checks a file with all that it imports, and lowers one of its workflows to a plan. Never throws, whatever the text. */
export function compile(input: CompileInput): CompileResult {
	const { main, diagnostics, workflows } = checked(input);
	const model =
		input.workflow === undefined
			? main?.workflows.find((workflow) => workflow.name !== "")
			: main?.workflows.find((workflow) => workflow.name === input.workflow);
	const hasErrors = diagnostics.some((diagnostic) => diagnostic.severity === "error");
	return {
		diagnostics,
		...(model && { plan: lowerPlan(model, input.catalog) }),
		origins: model ? originsOf(model, input.catalog) : {},
		runnable: model !== undefined && !hasErrors,
		workflows,
	};
}

function checked(input: CompileInput): CheckResult & { readonly main: SourceFile | undefined } {
	const { main, findings } = checkProject(input);
	const workflows = main?.workflows.map((workflow) => workflow.name).filter((name) => name !== "") ?? [];
	return { main, diagnostics: findings.sorted(), workflows };
}
