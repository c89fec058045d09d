import type { JobTypeCatalog, Origins, Plan, TestOrigins, TestPlan } from "@dagwright/core";
import { checkProject } from "./check/check-project.ts";
import type { SourceFile, WorkflowModel } from "./check/model.ts";
import type { TestModel } from "./check/tests.ts";
import type { CompileInput } from "./compile-input.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { lowerPlan, originsOf } from "./lower/lower-plan.ts";
import { lowerTest } from "./lower/lower-test.ts";

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

/**
 * One version of a file, checked with all that it imports: plans (`planOf`) and answers about places in the text
 * (`analysisOf`) are made from it without checking again.
 */
export interface CheckedFile extends CheckResult {
	/** Absent where the file could not be read. */
	readonly main?: SourceFile;
	/** The main file and all that it imports. */
	readonly files: readonly SourceFile[];
	/** The tests of the main file, in order. */
	readonly tests: readonly TestModel[];
	readonly catalog: JobTypeCatalog;
}

/** Checks a file with all that it imports, for whatever is asked of it then. Never throws, whatever the text. */
export function check(input: CompileInput): CheckedFile {
	const { main, files, findings, tests } = checkProject(input);
	const workflows = main?.workflows.map((workflow) => workflow.name).filter((name) => name !== "") ?? [];
	return { ...(main && { main }), files, tests, catalog: input.catalog, diagnostics: findings.sorted(), workflows };
}

/** Lowers one workflow of a checked file to a plan: the named one, or the first. Never throws, whatever the text. */
export function planOf({ main, catalog, diagnostics, workflows }: CheckedFile, workflow?: string): CompileResult {
	const model =
		workflow === undefined
			? main?.workflows.find(({ name }) => name !== "")
			: main?.workflows.find(({ name }) => name === workflow);
	const hasErrors = diagnostics.some((diagnostic) => diagnostic.severity === "error");
	return {
		diagnostics,
		...(model && { plan: lowerPlan(model, catalog) }),
		origins: model ? originsOf(model, catalog) : {},
		runnable: model !== undefined && !hasErrors,
		workflows,
	};
}

/** A test with the plan of the workflow that it is about. */
export interface CompiledTest {
	readonly test: TestPlan;
	readonly origins: TestOrigins;
	/** Shared by the tests of one workflow. */
	readonly plan: Plan;
}

/** Lowers the tests of a checked file; none where it has errors. Never throws, whatever the text. */
export function testsOf({ tests, catalog, diagnostics }: CheckedFile): readonly CompiledTest[] {
	if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return [];
	const plans = new Map<WorkflowModel, Plan>();
	return tests.map((model) => {
		const plan = plans.get(model.workflow) ?? lowerPlan(model.workflow, catalog);
		plans.set(model.workflow, plan);
		return { ...lowerTest(model), plan };
	});
}

/** Checks a file with all that it imports: `compile` without the plan, which costs as much again. Never throws. */
export function diagnose(input: CompileInput): CheckResult {
	const { diagnostics, workflows } = check(input);
	return { diagnostics, workflows };
}

/** Checks a file with all that it imports, and lowers one of its workflows to a plan. Never throws, whatever the text. */
export function compile(input: CompileInput): CompileResult {
	return planOf(check(input), input.workflow);
}
