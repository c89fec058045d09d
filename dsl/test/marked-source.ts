import type { JobTypeCatalog, Origin } from "@dagwright/core";
import { type CompileResult, compile } from "../compile.ts";

/** A diagnostic that a test expects, by its code without `dag/` and its place. */
export interface ExpectedDiagnostic {
	readonly code: string;
	readonly at: Origin;
}

/** Files of a test, and what is marked in them. */
export interface MarkedFiles {
	readonly files: ReadonlyMap<string, string>;
	/** In the order of the text. */
	readonly expected: readonly ExpectedDiagnostic[];
}

/**
 * Reads test files in which `«code text»` marks text that must get the diagnostic `dag/code` (marks may nest and may be
 * empty). The first file is `main.dag`; a line `--- lib/other.dag` begins another.
 */
export function readMarked(source: string): MarkedFiles {
	const files = new Map<string, string>();
	const expected: ExpectedDiagnostic[] = [];
	let path = "main.dag";
	for (const part of source.split(/^\s*--- (?=\S+$)/m)) {
		let body = part;
		if (part !== source && files.size > 0) {
			const end = part.indexOf("\n");
			path = part.slice(0, end).trim();
			body = part.slice(end + 1);
		}
		const { text, found } = unmark(body, path);
		files.set(path, text);
		expected.push(...found);
	}
	return { files, expected };
}

/** Compiles marked files, `main.dag` first. */
export function compileMarked(
	{ files }: MarkedFiles,
	catalog: JobTypeCatalog,
	roles?: readonly string[],
): CompileResult {
	return compile({
		file: "main.dag",
		catalog,
		read: (path) => {
			const text = files.get(path);
			return text === undefined ? { problem: "missing" } : { text };
		},
		...(roles && { roles }),
	});
}

function unmark(source: string, file: string): { text: string; found: ExpectedDiagnostic[] } {
	const found: { code: string; start: Origin["start"]; end: Origin["start"] }[] = [];
	const open: number[] = [];
	let text = "";
	let line = 0;
	let character = 0;
	for (let at = 0; at < source.length; at++) {
		const next = source[at] ?? "";
		if (next === "«") {
			const code = /^«([\w-]+) ?/.exec(source.slice(at));
			if (code === null) throw new Error(`a mark without a code: ${source.slice(at, at + 30)}`);
			open.push(found.length);
			found.push({ code: code[1] ?? "", start: { line, character }, end: { line, character } });
			at += code[0].length - 1;
			continue;
		}
		if (next === "»") {
			const mark = found[open.pop() ?? -1];
			if (mark === undefined) throw new Error("a mark that was not opened");
			mark.end = { line, character };
			continue;
		}
		text += next;
		if (next === "\n") {
			line++;
			character = 0;
		} else character++;
	}
	return { text, found: found.map(({ code, start, end }) => ({ code, at: { file, start, end } })) };
}
