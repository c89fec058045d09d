import type { JobCoverage } from "@dagwright/engine/simulator";
import { sharesOf } from "./coverage-report.ts";
import { hasErrors, placeOf } from "./human-report.ts";
import type { TestedFile } from "./run-tests.ts";
import { storyOf } from "./story.ts";

/**
 * What came of the tests, for scripts. Lines and columns count from 1; `took` is ms here, `simulated` and `after` ms on
 * the clock of the test's run.
 */
export function jsonReport(
	files: readonly TestedFile[],
	took: number,
	coverage: readonly JobCoverage[] | undefined,
): string {
	const tests = files.flatMap((file) => file.tests);
	const failed = tests.filter(({ result }) => result.failures.length > 0).length;
	const report = {
		type: "tests",
		version: 1,
		passed: tests.length - failed,
		failed,
		broken: files.filter(hasErrors).length,
		filtered: files.reduce((sum, file) => sum + file.leftOut.length, 0),
		took: Math.round(took),
		files: files.map((file) => ({
			file: file.source.file,
			path: file.source.absolute,
			diagnostics: file.diagnostics,
			tests: file.tests.map(({ result, origins, took: own }) => ({
				title: result.test.title,
				workflow: result.test.workflow,
				line: origins.test.start.line + 1,
				status: result.failures.length === 0 ? "passed" : "failed",
				...(result.result !== undefined && { result: result.result }),
				took: Math.round(own * 1000) / 1000,
				simulated: result.simulated,
				failures: result.failures.map((failure) => {
					const { file: where, start } = placeOf(failure, origins);
					return {
						kind: failure.kind,
						message: failure.message,
						actual: failure.kind === "expectation" ? failure.actual : [],
						file: where,
						line: start.line + 1,
						column: start.character + 1,
					};
				}),
				story: result.failures.length === 0 ? [] : storyOf(result),
			})),
		})),
		...(coverage && { coverage: { ...sharesOf(coverage), each: coverage } }),
	};
	return `${JSON.stringify(report)}\n`;
}
