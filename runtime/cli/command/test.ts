import { basename, join } from "node:path";
import { nearestName } from "@dagwright/core/expression";
import { CommandFailure, SilentExit } from "../failure.ts";
import { renderFailure } from "../failure-report.ts";
import { collectSources } from "../project/collect-sources.ts";
import { type SourceFile, shownPath } from "../project/project.ts";
import { createSourceReader, type SourceReader } from "../project/source-reader.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { writeCoverage } from "../test/coverage-report.ts";
import { HumanReport, hasErrors } from "../test/human-report.ts";
import { jsonReport } from "../test/json-report.ts";
import { junitReport } from "../test/junit-report.ts";
import { coverageOf, type TestedFile, testFile } from "../test/run-tests.ts";
import { SourceWatch } from "../test/source-watch.ts";

export interface TestOptions {
	readonly filter?: string;
	readonly coverage?: true;
	readonly reporter: "human" | "json" | "junit";
	readonly watch?: true;
	readonly fromRun?: string;
	readonly job?: readonly string[];
	readonly write?: string;
}

/** `dag test`: runs the tests of files in the simulator. */
export async function test(terminal: Terminal, given: readonly string[], options: TestOptions): Promise<void> {
	if (options.fromRun !== undefined) {
		if (given.length > 0)
			throw new CommandFailure("usage", "files-with-run", "--from-run takes no files", {
				next: "the test is for the file that the run was made from; --write FILE writes it there",
			});
		await (await import("./test-from-run.ts")).testFromRun(terminal, options.fromRun, options);
		return;
	}
	for (const [name, value] of [
		["--job", options.job],
		["--write", options.write],
	] as const)
		if (value !== undefined)
			throw new CommandFailure("usage", "without-run", `${name} belongs to --from-run`, {
				next: "dag test --from-run RUN makes a test of a run",
			});
	if (options.watch === true) return watchTests(terminal, given, options);
	const files = await runTests(terminal, collectSources(terminal.cwd, given), options);
	if (files.some(isFailed)) throw new SilentExit("failed");
	if (options.filter !== undefined) refuseIdleFilter(files, options.filter);
}

/** A filter that takes no test is a mistake: in CI nobody would see that nothing was tested. */
function refuseIdleFilter(files: readonly TestedFile[], filter: string): void {
	const titles = files.flatMap(({ leftOut }) => leftOut);
	if (titles.length === 0 || files.some(({ tests }) => tests.length > 0)) return;
	const near = nearestName(filter, titles);
	const some = titles.slice(0, 5).map((title) => `"${title}"`);
	throw new CommandFailure("input", "no-test", `no test has "${filter}" in its title`, {
		next:
			near === undefined
				? `the titles are: ${some.join(", ")}${titles.length > some.length ? ", …" : ""}`
				: `did you mean "${near}"?`,
	});
}

/** Runs all tests, and those of each file again when it changes or something that it imports; ends with the process. */
async function watchTests(terminal: Terminal, given: readonly string[], options: TestOptions): Promise<void> {
	using watch = new SourceWatch();
	const known = new Map<string, readonly string[]>();
	let changed: ReadonlySet<string> | undefined;
	while (true) {
		const readers = new Map<string, SourceReader>();
		try {
			const sources = collectSources(terminal.cwd, given);
			// Before anything is read, so that no change goes unseen while tests run.
			watch.follow(watched(sources, known));
			const affected = sources.filter((source) => changed === undefined || isAffected(source, known, changed));
			if (affected.length > 0) {
				if (changed !== undefined) announce(terminal, changed);
				const files = await runTests(terminal, affected, options, readers);
				for (const { source, sources: read } of files) {
					// What is missing counts too: a file that imports it waits for it.
					const missing = readers.get(source.root)?.missing() ?? [];
					const all = [...read, ...missing].map((file) => join(source.root, file));
					known.set(source.absolute, all);
				}
				if (options.filter !== undefined && changed === undefined) refuseIdleFilter(files, options.filter);
			}
			watch.follow(watched(sources, known));
			// What is imported is only known, and its folder only watched, once it was read.
			for (const [root, reader] of readers) for (const file of reader.changed()) watch.note(join(root, file));
		} catch (error) {
			if (!(error instanceof CommandFailure) || changed === undefined) throw error;
			terminal.err.write(renderFailure(error, terminal.err, error));
		}
		changed = await watch.changes();
	}
}

/** The files whose changes count: those with tests, what they were found to import, and the settings of their projects. */
function watched(sources: readonly SourceFile[], known: ReadonlyMap<string, readonly string[]>): readonly string[] {
	const roots = sources.map(({ root }) => join(root, "dagwright.json"));
	return [...sources.map(({ absolute }) => absolute), ...[...known.values()].flat(), ...roots];
}

/** A file is tested again when it, what it imports or the project's settings changed, or nothing is known of it yet. */
function isAffected(
	{ absolute, root }: SourceFile,
	known: ReadonlyMap<string, readonly string[]>,
	changed: ReadonlySet<string>,
): boolean {
	const read = known.get(absolute);
	if (read === undefined || changed.has(absolute) || changed.has(join(root, "dagwright.json"))) return true;
	return read.some((file) => changed.has(file));
}

function announce({ out, cwd }: Terminal, changed: ReadonlySet<string>): void {
	const names = [...changed].map((path) => shownPath(cwd, path));
	const shown = names.length > 3 ? `${names.length} files` : names.map((name) => basename(name)).join(", ");
	out.write(`${out.style.dim(`${shown} changed`)}\n\n`);
}

/** Runs the tests of files once and reports them. */
async function runTests(
	terminal: Terminal,
	sources: readonly SourceFile[],
	options: TestOptions,
	readers = new Map<string, SourceReader>(),
): Promise<readonly TestedFile[]> {
	const started = performance.now();
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
	const took = performance.now() - started;
	if (options.reporter === "json") terminal.out.write(jsonReport(files, took, coverage));
	else if (options.reporter === "junit") {
		terminal.out.write(junitReport(files, took));
		// The XML has no place for it, and stdout is the XML's.
		if (coverage !== undefined) writeCoverage({ ...terminal, out: terminal.err }, coverage);
	} else {
		if (coverage !== undefined) writeCoverage(terminal, coverage);
		human?.end(files, took);
	}
	return files;
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
