import { dirname, relative, sep } from "node:path";
import type { Plan, TestOrigins } from "@dagwright/core";
import type { CompiledTest, Diagnostic } from "@dagwright/dsl";
import { Coverage, type JobCoverage, type Roles, simulateTest, type TestResult } from "@dagwright/engine/simulator";
import { checkTests } from "../project/compile-file.ts";
import type { SourceFile } from "../project/project.ts";
import type { SourceReader } from "../project/source-reader.ts";

/** One test that ran, with where it stands. */
export interface RanTest {
	readonly source: SourceFile;
	readonly result: TestResult;
	readonly origins: TestOrigins;
	/** ms that it took here. */
	readonly took: number;
}

/** A file whose tests ran, or whose mistakes kept them from it. */
export interface TestedFile {
	readonly source: SourceFile;
	/** Project-relative paths of the file and all that it imports. */
	readonly sources: readonly string[];
	/** Errors and warnings; with an error no test of the file runs. */
	readonly diagnostics: readonly Diagnostic[];
	readonly tests: readonly RanTest[];
	/** The titles of the tests that the filter left out. */
	readonly leftOut: readonly string[];
	/** Of each of its workflows, tested or not; none where it has errors. */
	readonly plans: () => readonly Plan[];
}

/** Checks a file and runs those of its tests that are wanted. */
export async function testFile(
	source: SourceFile,
	reader: SourceReader,
	wanted: (title: string) => boolean,
): Promise<TestedFile> {
	const { root, file } = source;
	const { diagnostics, tests, roles, sources, plans } = await checkTests(root, file, reader);
	const chosen = tests.filter(({ test }) => wanted(test.title));
	return {
		source,
		sources,
		diagnostics: diagnostics.filter(({ severity }) => severity !== "hint"),
		tests: chosen.map((test) => runTest(source, test, roles)),
		leftOut: tests.map(({ test }) => test.title).filter((title) => !wanted(title)),
		plans,
	};
}

/** What the tests of all files came to, over all workflows of these files and those that they call. */
export function coverageOf(files: readonly TestedFile[]): readonly JobCoverage[] {
	const coverage = new Coverage();
	const base = commonFolder(files.map(({ source }) => source.root));
	const folderOf = ({ source }: TestedFile) => relative(base, source.root).replaceAll(sep, "/");
	for (const file of files) for (const plan of file.plans()) coverage.addPlan(plan, folderOf(file));
	for (const file of files) for (const { result } of file.tests) coverage.addTest(result, folderOf(file));
	return coverage.jobs();
}

/** The innermost folder that holds all of these: without a project, each file is relative to its own. */
function commonFolder(folders: readonly string[]): string {
	const [first = "", ...others] = folders;
	return others.reduce((common, folder) => {
		let shared = common;
		while (shared !== dirname(shared) && relative(shared, folder).startsWith("..")) shared = dirname(shared);
		return shared;
	}, first);
}

function runTest(source: SourceFile, { plan, test, origins }: CompiledTest, roles: Roles | undefined): RanTest {
	const started = performance.now();
	const result = simulateTest(plan, test, roles);
	return { source, result, origins, took: performance.now() - started };
}
