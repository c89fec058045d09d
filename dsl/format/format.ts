import type { Diagnostic } from "../diagnostic.ts";
import { parse } from "../parse.ts";
import { align } from "./align.ts";
import { layOut } from "./lay-out.ts";
import { print } from "./print.ts";
import { readPieces } from "./read-pieces.ts";

/** The formatted text, or why a broken one was left as it is. */
export type FormatResult = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Lays a file out: indentation, blanks, aligned columns, at most one blank line. Line breaks stay where the writer put
 * them, and so does every comment; formatting twice changes nothing more. Line ends (LF or CRLF) and a byte order mark
 * stay as they were. A text with syntax errors is refused. `path` is only for the diagnostics.
 */
export function format(text: string, path = "file.dag"): FormatResult {
	const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
	const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
	const unified = text.slice(mark.length).replace(/\r\n?/g, "\n");
	const { ast, syntaxDiagnostics } = parse(unified, path);
	if (syntaxDiagnostics.length > 0) return { diagnostics: syntaxDiagnostics };
	const lines = layOut(readPieces(ast));
	align(lines);
	const printed = print(lines, unified);
	return { text: mark + (lineEnd === "\n" ? printed : printed.replaceAll("\n", lineEnd)) };
}
