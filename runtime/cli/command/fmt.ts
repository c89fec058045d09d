import { readFileSync, realpathSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { format } from "@dagwright/dsl";
import { renderDiagnostic } from "../diagnostic/render-diagnostic.ts";
import { CommandFailure, SilentExit } from "../failure.ts";
import { collectSources } from "../project/collect-sources.ts";
import { shownPath } from "../project/project.ts";
import { createSourceReader } from "../project/source-reader.ts";
import { writeTextFile } from "../project/write-text-file.ts";
import { count } from "../terminal/quantity.ts";
import { shellWord } from "../terminal/shell-word.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface FmtOptions {
	readonly check?: true;
	readonly json?: true;
}

type Outcome = "formatted" | "unchanged" | "unformatted" | "broken" | "unreadable";

interface Result {
	readonly path: string;
	readonly outcome: Outcome;
	/** Why it could not be read. */
	readonly why?: string;
}

/** `dag fmt`: formats files in place, or with `--check` only says which are not formatted. */
export async function fmt(terminal: Terminal, given: readonly string[], options: FmtOptions): Promise<void> {
	if (given.length === 1 && given[0] === "-") return formatStdin(terminal, options);
	const sources = collectSources(terminal.cwd, given);
	const results = sources.map(({ root, file, absolute }): Result => {
		// Read twice: once to refuse what is no text, once as it is, with its byte-order mark.
		const answer = createSourceReader(root).read(file);
		const path = shownPath(terminal.cwd, absolute);
		if ("problem" in answer) {
			const why = `it is ${words[answer.problem]}`;
			// Alone it is the command's mistake; among others, these are formatted all the same.
			if (sources.length > 1) return { path, outcome: "unreadable", why };
			throw new CommandFailure("input", `file-${answer.problem}`, `cannot format ${path}: ${why}`, { where: absolute });
		}
		return { path, outcome: formatFile(absolute, file, readFileSync(absolute, "utf8"), options.check === true) };
	});
	const of = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).map(({ path }) => path);
	if (options.json === true)
		terminal.out.write(
			`${JSON.stringify({ files: results.length, formatted: of("formatted"), unformatted: of("unformatted"), broken: of("broken"), unreadable: of("unreadable") })}\n`,
		);
	else report(terminal, results, of);
	if (of("unreadable").length > 0) throw new SilentExit("input");
	if (of("broken").length > 0 || of("unformatted").length > 0) throw new SilentExit("failed");
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

/** Writes beside and renames, so that a full disk never leaves half a file; what is a link stays one. */
function replaceFile(link: string, text: string): void {
	const path = realpathSync(link);
	const draft = join(dirname(path), `.${process.pid}.dag-fmt`);
	writeTextFile(draft, text, { mode: statSync(path).mode });
	renameSync(draft, path);
}

function report(terminal: Terminal, results: readonly Result[], of: (outcome: Outcome) => readonly string[]): void {
	const { style } = terminal.out;
	const { symbols } = terminal;
	const bad = (text: string) => terminal.out.write(`${style.fail(symbols.failed)} ${text}\n`);
	for (const path of of("formatted")) terminal.out.write(`${style.ok(symbols.succeeded)} ${path}\n`);
	for (const path of of("unformatted")) bad(`${path} is not formatted`);
	for (const path of of("broken"))
		bad(`${path} has syntax errors and stays as it is; dag check ${shellWord(path)} shows them`);
	for (const { path, why } of results) if (why !== undefined) bad(`${path} stays as it is: ${why}`);
	terminal.out.write(`${summarise(results.length, of)}\n`);
}

function summarise(files: number, of: (outcome: Outcome) => readonly string[]): string {
	const [unformatted, formatted] = [of("unformatted").length, of("formatted").length];
	const left = of("broken").length + of("unreadable").length;
	if (unformatted > 0) return `${unformatted} of ${count(files, "file")} to format; dag fmt does it.`;
	if (formatted > 0) return `Formatted ${formatted} of ${count(files, "file")}.`;
	if (left > 0) return `${left} of ${count(files, "file")} left as ${left === 1 ? "it is" : "they are"}.`;
	return files === 1 ? "The file is formatted." : `All ${files} files are formatted.`;
}

async function formatStdin(terminal: Terminal, options: FmtOptions): Promise<void> {
	const text = await readAll(process.stdin);
	const result = format(text, "stdin");
	if (!("text" in result)) {
		const { style, size } = terminal.err;
		const render = { style, columns: size().columns, source: () => text, shown: (file: string) => file };
		for (const diagnostic of result.diagnostics) terminal.err.write(`${renderDiagnostic(diagnostic, render)}\n`);
		throw new CommandFailure("failed", "syntax", "the text has syntax errors and was not formatted");
	}
	if (options.check !== true) terminal.out.write(result.text);
	else if (result.text !== text) throw new SilentExit("failed");
}
