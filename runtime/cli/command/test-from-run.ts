import { join, resolve } from "node:path";
import type { Plan } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import { simulateTest, type TestFailure } from "@dagwright/engine/simulator";
import { CommandFailure } from "../failure.ts";
import { indexJobs, jobKey } from "../progress/job-index.ts";
import { checkTests } from "../project/compile-file.ts";
import { resolveSource, type SourceFile, shownPath } from "../project/project.ts";
import { createSourceReader, type SourceReader } from "../project/source-reader.ts";
import { writeTextFile } from "../project/write-text-file.ts";
import { findRun } from "../run/find-run.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type RecordedRun, runAsTest } from "../test/run-as-test.ts";

export interface FromRunOptions {
	readonly job?: readonly string[];
	readonly write?: string;
}

/** `dag test --from-run`: a real run as a test with its outputs as mocks, printed or written to the end of a file. */
export async function testFromRun(terminal: Terminal, name: string, options: FromRunOptions): Promise<void> {
	const { readRun } = await import("@dagwright/engine");
	const { root, run } = findRun(terminal, name);
	const recorded = readRun(root, run);
	if (recorded.state.status !== "finished")
		throw new CommandFailure("input", "run-not-finished", `run ${run} has not finished`, {
			next: "a test is made of a run that came to its end; dag status shows where it is",
		});
	const jobs = options.job?.map((job) => knownJob(recorded.plan, run, job));
	const file = recorded.plan.workflows[recorded.plan.main]?.file ?? "";
	const target: SourceFile =
		options.write === undefined
			? { root, file, absolute: join(root, file) }
			: resolveSource(terminal.cwd, options.write);
	const before = createSourceReader(target.root).text(target.file);
	if (before === undefined)
		throw new CommandFailure("input", "file-missing", `cannot read ${target.file}, which the run was made from`, {
			where: target.absolute,
			next: "name the file that has the workflow now: --write FILE",
		});
	const { text, problem } = await passing(recorded, target, before, jobs);
	if (problem !== undefined)
		terminal.err.write(`${terminal.err.style.warn("warning:")} as it is, the test fails: ${problem}\n`);
	if (options.write === undefined) {
		terminal.out.write(text);
		return;
	}
	writeTextFile(resolve(terminal.cwd, target.absolute), `${before.replace(/\s*$/, "\n\n")}${text}`);
	terminal.out.write(
		`${terminal.out.style.ok(terminal.symbols.succeeded)} ${shownPath(terminal.cwd, target.absolute)} has the test "as run ${run}"\n`,
	);
}

/** The name of a job as a test writes it, without instances and rounds: `ship.deploy` of `ship[1]/deploy`. */
function knownJob(plan: Plan, run: string, job: string): string {
	const { leaves, containers } = indexJobs(plan);
	const names = [...containers.keys(), ...leaves.keys()].map((key) => key.replaceAll("/", "."));
	const name = jobKey(job).replaceAll("/", ".");
	if (names.includes(name)) return name;
	const near = nearestName(name, names);
	throw new CommandFailure("usage", "unknown-job", `run ${run} has no job ${job} to mock`, {
		next: near === undefined ? `it has: ${names.slice(0, 12).join(", ")}` : `did you mean ${near}?`,
	});
}

/** The test, with as much left out as it can spare; what it fails by, if it does. */
async function passing(
	run: RecordedRun,
	target: SourceFile,
	before: string,
	jobs: readonly string[] | undefined,
): Promise<{ readonly text: string; readonly problem: string | undefined }> {
	const { format } = await import("@dagwright/dsl");
	const needed = new Set<string>();
	while (true) {
		const written = format(runAsTest(run, { needed, ...(jobs && { jobs }) }));
		if (!("text" in written)) throw new Error("the test that was written has syntax errors");
		const failures = await failuresOf(run, target, `${before}\n\n${written.text}`);
		const missing = failures.flatMap((failure) => missingIn(failure) ?? []).filter((each) => !needed.has(each));
		if (missing.length === 0) return { text: written.text, problem: failures[0]?.message };
		for (const each of missing) needed.add(each);
	}
}

function missingIn(failure: TestFailure): string | undefined {
	if (failure.kind === "placeholder") return failure.of;
	return failure.kind === "expectation" ? failure.missing : undefined;
}

/** What keeps the test, at the end of its file, from passing. */
async function failuresOf(run: RecordedRun, target: SourceFile, text: string): Promise<readonly TestFailure[]> {
	const disk = createSourceReader(target.root);
	const reader: SourceReader = { ...disk, read: (path) => (path === target.file ? { text } : disk.read(path)) };
	const { diagnostics, tests, roles } = await checkTests(target.root, target.file, reader);
	const [error] = diagnostics.filter(({ severity }) => severity === "error");
	if (error !== undefined)
		throw new CommandFailure(
			"failed",
			"workflow-changed",
			`the test of run ${run.run} does not fit the file: ${error.message}`,
			{
				where: `${target.absolute}:${error.at.start.line + 1}`,
				next: "the workflow may have changed since that run; run it again, and make the test of that run",
			},
		);
	const last = tests.at(-1);
	return last === undefined ? [] : simulateTest(last.plan, last.test, roles).failures;
}
