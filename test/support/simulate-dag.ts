import { type CompiledTest, check, testsOf } from "@dagwright/dsl";
import { type Roles, simulateTest, type TestResult } from "@dagwright/engine/simulator";
import { builtInCatalog } from "./engine-project.ts";

/** The tests of `.dag` text; other files of the project by their path. Mistakes in it throw. */
export function testsOfDag(text: string, files: Readonly<Record<string, string>> = {}): readonly CompiledTest[] {
	const checked = check({
		file: "main.dag",
		read: (path) => {
			const found = path === "main.dag" ? text : files[path];
			return found === undefined ? { problem: "missing" } : { text: found };
		},
		catalog: builtInCatalog,
	});
	const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
	if (errors.length > 0)
		throw new Error(errors.map(({ message, at }) => `${at.start.line + 1}: ${message}`).join("\n"));
	return testsOf(checked);
}

/** Runs the tests of `.dag` text, by their titles; `roles` as `dagwright.json` has them. */
export function simulateDag(
	text: string,
	files: Readonly<Record<string, string>> = {},
	roles?: Roles,
): Readonly<Record<string, TestResult>> {
	return Object.fromEntries(
		testsOfDag(text, files).map(({ test, plan }) => [test.title, simulateTest(plan, test, roles)]),
	);
}

/** What was wrong with each test: its messages, none where it passed. */
export function failuresOf(
	text: string,
	files: Readonly<Record<string, string>> = {},
	roles?: Roles,
): Readonly<Record<string, readonly string[]>> {
	const results = Object.entries(simulateDag(text, files, roles));
	return Object.fromEntries(results.map(([title, { failures }]) => [title, failures.map(({ message }) => message)]));
}
