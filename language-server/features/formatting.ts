import { format } from "@dagwright/dsl";
import type { DocumentFormattingParams, TextEdit } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Build } from "../builds.ts";

/**
 * The edit that lays the document out; none where it is laid out already, or is broken. Only the lines that differ are replaced, so
 * that the cursor and folded regions stay.
 */
export function formattingOf(_build: Build, _params: DocumentFormattingParams, document: TextDocument): TextEdit[] {
	const before = document.getText();
	const result = format(before);
	if (!("text" in result) || result.text === before) return [];
	const after = result.text;
	const old = linesOf(before);
	const lines = linesOf(after);
	const shorter = Math.min(old.length, lines.length);
	let start = 0;
	while (start < shorter && old[start] === lines[start]) start++;
	let same = 0;
	while (same < shorter - start && old.at(-1 - same) === lines.at(-1 - same)) same++;
	const offset = (upTo: number) => old.slice(0, upTo).join("").length;
	return [
		{
			range: { start: document.positionAt(offset(start)), end: document.positionAt(offset(old.length - same)) },
			newText: lines.slice(start, lines.length - same).join(""),
		},
	];
}

/** The lines, each with its end. */
function linesOf(text: string): readonly string[] {
	return text.split(/(?<=\n)/);
}
