import type { JobCoverage } from "@dagwright/engine/simulator";
import { SilentExit } from "../failure.ts";
import { collectSources } from "../project/collect-sources.ts";
import { createSourceReader, type SourceReader } from "../project/source-reader.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { writeCoverage } from "../test/coverage-report.ts";
import { HumanReport, hasErrors } from "../test/human-report.ts";
import { jsonReport } from "../test/json-report.ts";
import { junitReport } from "../test/junit-report.ts";
import { coverageOf, type TestedFile, testFile } from "../test/run-tests.ts";

export interface TestOptions {
	readonly filter?: string;
	readonly coverage?: true;
	readonly reporter: "human" | "json" | "junit";
	readonly fromRun?: string;
	readonly job?: readonly string[];
	readonly write?: string;
}

/** `dag test`: runs the tests of files in the simulator. */
export async function test(terminal: Terminal, given: readonly string[], options: TestOptions): Promise<void> {
	if (options.fromRun !== undefined) {
		await (await import("./test-from-run.ts")).testFromRun(terminal, options.fromRun, options);
		return;
	}
	const files = await runTests(terminal, given, options);
	if (files.some(isFailed)) throw new SilentExit("failed");
}

/** Runs the tests once and reports them. */
async function runTests(
	terminal: Terminal,
	given: readonly string[],
	options: TestOptions,
): Promise<readonly TestedFile[]> {
	const started = performance.now();
	const sources = collectSources(terminal.cwd, given);
	const readers = new Map<string, SourceReader>();
	const human = options.reporter === "human" ? new HumanReport(terminal) : undefined;
	const files: TestedFile[] = [];
	for (const source of sources) {
		const reader = readers.get(source.root) ?? createSourceReader(source.root);
		readers.set(source.root, reader);
		const tested = await testFile(source, reader, wanted(options.filter));
		files.push(tested);
		human?.file(tested, reader);
	}
	const coverage = options.coverage === true ? coverageOf(files) : undefined;
	report(terminal, files, performance.now() - started, { options, human, coverage });
	return files;
}

function report(
	terminal: Terminal,
	files: readonly TestedFile[],
	took: number,
	{
		options,
		human,
		coverage,
	}: {
		readonly options: TestOptions;
		readonly human: HumanReport | undefined;
		readonly coverage: readonly JobCoverage[] | undefined;
	},
): void {
	if (options.reporter === "json") terminal.out.write(jsonReport(files, took, coverage));
	else if (options.reporter === "junit") {
		terminal.out.write(junitReport(files, took));
		// The XML has no place for it, and stdout is the XML's.
		if (coverage !== undefined) writeCoverage({ ...terminal, out: terminal.err }, coverage);
	} else {
		if (coverage !== undefined) writeCoverage(terminal, coverage);
		human?.end(files, took);
	}
}

function isFailed(file: TestedFile): boolean {
	return hasErrors(file) || file.tests.some(({ result }) => result.failures.length > 0);
}

/** Which titles a filter takes: those with the text in them, however it is written. */
function wanted(filter: string | undefined): (title: string) => boolean {
	if (filter === undefined) return () => true;
	const text = filter.toLocaleLowerCase();
	return (title) => title.toLocaleLowerCase().includes(text);
}
