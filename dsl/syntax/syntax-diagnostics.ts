import type { ParseResult } from "langium";
import type { Diagnostic } from "../diagnostic.ts";
import { LineTable } from "./line-table.ts";
import type { LexicalProblem } from "./token.ts";

/** What is wrong with the syntax of a text. */
export interface SyntaxFindings {
	/** In the order of the text. */
	readonly diagnostics: readonly Diagnostic[];
	/** Zero-based lines that could not be read as they stand, also where nothing more is said of them. */
	readonly brokenLines: ReadonlySet<number>;
}

/**
 * Finds what is wrong with the syntax. A mistake often makes the parser stumble over the rest of its line: only the first
 * problem of a line is told, and what the lexer knows comes before what the parser guesses. A mistyped word was read as
 * what it must mean, so each is told and breaks nothing.
 */
export function syntaxFindings(result: ParseResult, text: string, file: string): SyntaxFindings {
	const problems = [...result.lexerErrors.map(fromLexer), ...result.parserErrors.map(fromParser)];
	const taken = new Set<number>();
	const brokenLines = new Set<number>();
	if (problems.length === 0) return { diagnostics: [], brokenLines };
	const lines = new LineTable(text);
	const diagnostics: Diagnostic[] = [];
	for (const { code, message, start, end, suggestion } of problems) {
		const at = { file, start: lines.position(start), end: lines.position(end) };
		const isRead = suggestion !== undefined;
		if (!isRead) for (let line = at.start.line; line <= at.end.line; line++) brokenLines.add(line);
		if (taken.has(at.start.line) && !isRead) continue;
		for (let line = at.start.line; line <= at.end.line; line++) taken.add(line);
		const meant = isRead ? { suggestion } : {};
		diagnostics.push({ code, severity: "error", message, at, related: [], ...meant });
	}
	diagnostics.sort((a, b) => a.at.start.line - b.at.start.line || a.at.start.character - b.at.start.character);
	return { diagnostics, brokenLines };
}

interface Problem {
	readonly code: string;
	readonly message: string;
	readonly suggestion?: string | undefined;
	readonly start: number;
	readonly end: number;
}

function fromLexer(error: ParseResult["lexerErrors"][number]): Problem {
	// Every one was made by our own lexer (lexer.ts).
	const { code = "dag/syntax", suggestion } = error as Partial<LexicalProblem>;
	const { message, offset, length } = error;
	return { code, message: sentence(message), suggestion, start: offset, end: offset + length };
}

/** Where something is missing at the end of a line or a block, the place is right after what stands before. */
function fromParser(error: ParseResult["parserErrors"][number]): Problem {
	const { token, message } = error;
	const previous = "previousToken" in error ? (error.previousToken as typeof token | undefined) : undefined;
	const previousEnd = previous?.endOffset === undefined ? Number.NaN : previous.endOffset + 1;
	const missing = token.tokenType.name === "EOF" || token.image === "" || token.startLine !== previous?.endLine;
	if (missing && Number.isFinite(previousEnd) && message.startsWith("expected")) {
		return { code: "dag/syntax", message: sentence(message), start: previousEnd, end: previousEnd };
	}
	const start = Number.isFinite(token.startOffset) ? token.startOffset : 0;
	return { code: "dag/syntax", message: sentence(message), start, end: start + token.image.length };
}

/** Clauses are what parser and lexer say; a person reads sentences. */
function sentence(clause: string): string {
	const text = clause.charAt(0).toUpperCase() + clause.slice(1);
	return /[.?!…]$/.test(text) ? text : `${text}.`;
}
