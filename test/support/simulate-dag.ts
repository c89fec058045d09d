import { check, testsOf } from "@dagwright/dsl";
import { simulateTest, type TestResult } from "@dagwright/engine/simulator";
import { builtInCatalog } from "./engine-project.ts";

/** Runs the tests of `.dag` text, by their titles; other files of the project by their path. Mistakes in it throw. */
export function simulateDag(
	text: string,
	files: Readonly<Record<string, string>> = {},
): Readonly<Record<string, TestResult>> {
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
	return Object.fromEntries(testsOf(checked).map(({ test, plan }) => [test.title, simulateTest(plan, test)]));
}

/** What was wrong with each test: its messages, none where it passed. */
export function failuresOf(
	text: string,
	files: Readonly<Record<string, string>> = {},
): Readonly<Record<string, readonly string[]>> {
	const results = Object.entries(simulateDag(text, files));
	return Object.fromEntries(results.map(([title, { failures }]) => [title, failures.map(({ message }) => message)]));
}
