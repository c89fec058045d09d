import type { ParseResult } from "langium";
import type { Diagnostic } from "../diagnostic.ts";
import { LineTable } from "./line-table.ts";

/**
 * What is wrong with the syntax, in the order of the text. A mistake often makes the parser stumble over the rest of
 * its line: only the first problem of a line is told, and what the lexer knows comes before what the parser guesses.
 */
export function syntaxDiagnostics(result: ParseResult, text: string, file: string): readonly Diagnostic[] {
	const problems = [...result.lexerErrors.map(fromLexer), ...result.parserErrors.map(fromParser)];
	if (problems.length === 0) return [];
	const lines = new LineTable(text);
	const taken = new Set<number>();
	const diagnostics: Diagnostic[] = [];
	for (const { code, message, start, end } of problems) {
		const at = { file, start: lines.position(start), end: lines.position(end) };
		if (taken.has(at.start.line)) continue;
		for (let line = at.start.line; line <= at.end.line; line++) taken.add(line);
		diagnostics.push({ code, severity: "error", message, at, related: [] });
	}
	return diagnostics.sort((a, b) => a.at.start.line - b.at.start.line || a.at.start.character - b.at.start.character);
}

interface Problem {
	readonly code: string;
	readonly message: string;
	readonly start: number;
	readonly end: number;
}

function fromLexer(error: ParseResult["lexerErrors"][number]): Problem {
	const code = "code" in error && error.code === "dag/limit" ? "dag/limit" : "dag/syntax";
	return { code, message: error.message, start: error.offset, end: error.offset + error.length };
}

/** Where something is missing at the end of a line or a block, the place is right after what stands before. */
function fromParser(error: ParseResult["parserErrors"][number]): Problem {
	const { token, message } = error;
	const previous = "previousToken" in error ? (error.previousToken as typeof token | undefined) : undefined;
	const previousEnd = previous?.endOffset === undefined ? Number.NaN : previous.endOffset + 1;
	const missing = token.tokenType.name === "EOF" || token.image === "" || token.startLine !== previous?.endLine;
	if (missing && Number.isFinite(previousEnd) && message.startsWith("expected")) {
		return { code: "dag/syntax", message, start: previousEnd, end: previousEnd };
	}
	const start = Number.isFinite(token.startOffset) ? token.startOffset : 0;
	return { code: "dag/syntax", message, start, end: start + token.image.length };
}
