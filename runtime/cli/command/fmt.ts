import { readFileSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { format } from "@dagwright/dsl";
import { CommandFailure, SilentExit } from "../failure.ts";
import { collectSources } from "../project/collect-sources.ts";
import { shownPath } from "../project/project.ts";
import { createSourceReader } from "../project/source-reader.ts";
import { writeTextFile } from "../project/write-text-file.ts";
import { count } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface FmtOptions {
	readonly check?: true;
	readonly json?: true;
}

type Outcome = "formatted" | "unchanged" | "unformatted" | "broken";

/** `dag fmt`: formats files in place, or with `--check` only says which are not formatted. */
export async function fmt(terminal: Terminal, given: readonly string[], options: FmtOptions): Promise<void> {
	if (given.length === 1 && given[0] === "-") return formatStdin(terminal, options);
	const results = collectSources(terminal.cwd, given).map(({ root, file, absolute }) => {
		// Read twice: once to refuse what is no text, once as it is, with its byte-order mark.
		const answer = createSourceReader(root).read(file);
		const path = shownPath(terminal.cwd, absolute);
		if ("problem" in answer)
			throw new CommandFailure(
				"input",
				`file-${answer.problem}`,
				`cannot format ${path}: it is ${words[answer.problem]}`,
				{
					where: absolute,
				},
			);
		return { path, outcome: formatFile(absolute, file, readFileSync(absolute, "utf8"), options.check === true) };
	});
	const of = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).map(({ path }) => path);
	const failed = of("broken").length > 0 || of("unformatted").length > 0;
	if (options.json === true)
		terminal.out.write(
			`${JSON.stringify({ files: results.length, formatted: of("formatted"), unformatted: of("unformatted"), broken: of("broken") })}\n`,
		);
	else report(terminal, results.length, of);
	if (failed) throw new SilentExit("failed");
}

const words = {
	missing: "missing",
	unreadable: "not readable",
	no_file: "not a file",
	binary: "not UTF-8 text",
	too_large: "larger than 1 MB",
	outside: "outside of the project",
} as const;

function formatFile(absolute: string, file: string, text: string, check: boolean): Outcome {
	const result = format(text, file);
	if (!("text" in result)) return "broken";
	if (result.text === text) return "unchanged";
	if (check) return "unformatted";
	replaceFile(absolute, result.text);
	return "formatted";
}

/** Writes beside and renames, so that a full disk never leaves half a file. */
function replaceFile(path: string, text: string): void {
	const draft = join(dirname(path), `.${process.pid}.dag-fmt`);
	writeTextFile(draft, text, { mode: statSync(path).mode });
	renameSync(draft, path);
}

function report(terminal: Terminal, files: number, of: (outcome: Outcome) => readonly string[]): void {
	const { style } = terminal.out;
	const { symbols } = terminal;
	for (const path of of("formatted")) terminal.out.write(`${style.ok(symbols.succeeded)} ${path}\n`);
	for (const path of of("unformatted")) terminal.out.write(`${style.fail(symbols.failed)} ${path} is not formatted\n`);
	for (const path of of("broken"))
		terminal.out.write(
			`${style.fail(symbols.failed)} ${path} has syntax errors and stays as it is; dag check ${path} shows them\n`,
		);
	terminal.out.write(`${summarise(files, of)}\n`);
}

function summarise(files: number, of: (outcome: Outcome) => readonly string[]): string {
	const [unformatted, formatted, broken] = [of("unformatted").length, of("formatted").length, of("broken").length];
	if (unformatted > 0) return `${unformatted} of ${count(files, "file")} to format; dag fmt does it.`;
	if (formatted > 0) return `Formatted ${formatted} of ${count(files, "file")}.`;
	if (broken > 0) return `${broken} of ${count(files, "file")} left as it is.`;
	return files === 1 ? "The file is formatted." : `All ${files} files are formatted.`;
}

async function formatStdin(terminal: Terminal, options: FmtOptions): Promise<void> {
	const text = await readAll(process.stdin);
	const result = format(text, "stdin.dag");
	if (!("text" in result))
		throw new CommandFailure("failed", "syntax", "the text has syntax errors and was not formatted", {
			next: "save it to a file and run dag check",
		});
	if (options.check !== true) terminal.out.write(result.text);
	else if (result.text !== text) throw new SilentExit("failed");
}
