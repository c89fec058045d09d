import { join } from "node:path";
import type { Origin } from "@dagwright/core";
import type { Diagnostic } from "@dagwright/dsl";
import type { TestFailure } from "@dagwright/engine/simulator";
import { renderDiagnostic, summariseDiagnostics } from "../diagnostic/render-diagnostic.ts";
import { shownPath } from "../project/project.ts";
import type { SourceReader } from "../project/source-reader.ts";
import { count, formatDuration } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { printable, truncatePath, wrap } from "../terminal/width.ts";
import type { RanTest, TestedFile } from "./run-tests.ts";
import { type StoryLine, storyOf } from "./story.ts";

/** Writes for people what came of the tests: a line for each, and for one that failed where, why, and what happened. */
export class HumanReport {
	readonly #terminal: Terminal;

	constructor(terminal: Terminal) {
		this.#terminal = terminal;
	}

	file(tested: TestedFile, reader: SourceReader): void {
		const { out, cwd } = this.#terminal;
		if (tested.diagnostics.length === 0 && tested.tests.length === 0) return;
		out.write(`${out.style.bold(shownPath(cwd, tested.source.absolute))}\n`);
		for (const diagnostic of tested.diagnostics) out.write(`${this.#diagnostic(diagnostic, tested, reader)}\n`);
		for (const test of tested.tests) this.#test(test, tested, reader);
		// What was told at length ends with an empty line.
		if (tested.tests.at(-1)?.result.failures.length === 0) out.write("\n");
	}

	/** The last line: how many passed and failed. `took` is in ms. */
	end(files: readonly TestedFile[], took: number): void {
		const { out } = this.#terminal;
		const tests = files.flatMap((file) => file.tests);
		const failed = tests.filter(({ result }) => result.failures.length > 0).length;
		const broken = files.filter(hasErrors);
		const filtered = files.reduce((sum, file) => sum + file.leftOut.length, 0);
		if (broken.length > 0) {
			const all = broken.flatMap((file) => file.diagnostics);
			out.write(`${summariseDiagnostics(all, broken.length, out.style)} Their tests did not run.\n`);
		}
		if (tests.length === 0) {
			// That a filter takes none is told as what was called wrongly.
			if (broken.length === 0 && filtered === 0) out.write(noTests(files));
			return;
		}
		const passed = tests.length - failed;
		const parts = [
			...(failed > 0 ? [out.style.fail(out.style.bold(`${count(failed, "test")} failed`))] : []),
			...(passed > 0 || failed === 0 ? [out.style.ok(`${count(passed, "test")} passed`)] : []),
			...(filtered > 0 ? [out.style.dim(`${filtered} left out`)] : []),
		];
		out.write(`${parts.join(", ")} in ${count(files.length, "file")} (${formatDuration(took)}).\n`);
	}

	#test({ result, origins }: RanTest, tested: TestedFile, reader: SourceReader): void {
		const { out, symbols } = this.#terminal;
		const { style } = out;
		const title = printable(result.test.title);
		if (result.failures.length === 0) {
			const time = result.simulated > 0 ? style.dim(` (${formatDuration(result.simulated)} on its clock)`) : "";
			out.write(`  ${style.ok(symbols.succeeded)} ${title}${time}\n`);
			return;
		}
		out.write(`  ${style.fail(symbols.failed)} ${style.bold(title)}\n\n`);
		for (const failure of result.failures) {
			const at = placeOf(failure, origins);
			const diagnostic: Diagnostic = {
				code: `test/${failure.kind}`,
				severity: "error",
				message: failure.message,
				at,
				related: [],
			};
			out.write(this.#diagnostic(diagnostic, tested, reader));
			const gutter = " ".repeat(String(at.start.line + 1).length + 1);
			for (const actual of failure.kind === "expectation" ? failure.actual : []) {
				out.write(`${gutter}${style.hint("=")} ${printable(actual)}\n`);
			}
			out.write("\n");
		}
		const story = storyOf(result);
		if (story.length > 0) out.write(`${style.bold("What happened:")}\n${this.#story(story)}\n`);
	}

	#story(story: readonly StoryLine[]): string {
		const { out, symbols } = this.#terminal;
		const { style } = out;
		const { columns } = out.size();
		const most = columns < 64 ? 14 : 32;
		const widest = Math.min(most, Math.max(...story.map(({ path }) => path.length)));
		const paints = {
			succeeded: [style.ok, symbols.succeeded],
			failed: [style.fail, symbols.failed],
			skipped: [style.dim, symbols.skipped],
			cancelled: [style.warn, symbols.cancelled],
			told: [style.dim, symbols.dot],
		} as const;
		const lines = story.map(({ status, path, text, after }) => {
			const [paint, sign] = paints[status];
			const when = after > 0 ? style.dim(` after ${formatDuration(after)}`) : "";
			const [first = "", ...rest] = wrap(printable(text), columns - widest - 7);
			const more = rest.map((line) => `\n${" ".repeat(widest + 6)}${line}`).join("");
			return `  ${paint(sign)} ${truncatePath(printable(path), widest, symbols.ellipsis).padEnd(widest)}  ${first}${more}${when}\n`;
		});
		return lines.join("");
	}

	#diagnostic(diagnostic: Diagnostic, { source }: TestedFile, reader: SourceReader): string {
		const { out, cwd } = this.#terminal;
		return renderDiagnostic(diagnostic, {
			style: out.style,
			columns: out.size().columns,
			source: reader.text,
			shown: (file) => shownPath(cwd, join(source.root, file)),
		});
	}
}

function noTests(files: readonly TestedFile[]): string {
	const [workflow] = files.flatMap(({ plans }) => plans().map(({ workflows, main }) => workflows[main]?.name ?? ""));
	const where = files.length === 1 ? (files[0]?.source.file ?? "the file") : count(files.length, "file");
	return [
		`No tests in ${where}.`,
		`A test stands beside its workflow: test "…" of ${workflow ?? "NAME"} { … }`,
		"dag test --from-run last prints one that is made of a run.\n",
	].join("\n");
}

/** Whether mistakes kept the tests of the file from running. */
export function hasErrors({ diagnostics }: TestedFile): boolean {
	return diagnostics.some(({ severity }) => severity === "error");
}

/** Where in the text a failure is about. */
export function placeOf(failure: TestFailure, origins: RanTest["origins"]): Origin {
	if (failure.kind === "expectation") return origins.expectations[failure.expectation] ?? origins.test;
	if (failure.kind === "mock") return origins.mocks[failure.mock] ?? origins.test;
	return origins.test;
}
