import { DefaultTokenBuilder, type LangiumCoreServices, type Lexer, type LexerResult } from "langium";
import { balanceBraces } from "./balance-braces.ts";
import { Scanner } from "./scanner.ts";
import type { Scan, TokenTypes } from "./token.ts";

/**
 * The lexer of `.dag` texts, written by hand: words are keywords only in their place, strings nest through `${…}`, and
 * an unfinished string or interpolation ends with its line.
 */
export class DagLexer implements Lexer {
	readonly definition: TokenTypes;
	#last: { readonly text: string; readonly scan: Scan } | undefined;

	constructor(services: LangiumCoreServices) {
		const definition: TokenTypes = {};
		for (const type of new NamedTokenBuilder().buildTokens(services.Grammar) as TokenTypes[string][]) {
			definition[type.name] = type;
		}
		this.definition = definition;
	}

	tokenize(text: string): LexerResult {
		const { tokens, hidden, problems } = this.scan(text);
		const errors = problems.map((problem) => ({ ...problem, line: undefined, column: undefined }));
		// The parser empties the list of hidden tokens as it goes.
		return { tokens, hidden: [...hidden], errors };
	}

	/** Reads a text, or hands back what was read of the same text just before (the guards and the parser both ask). */
	scan(text: string): Scan {
		if (this.#last?.text !== text) {
			const scan = new Scanner(text, this.definition).scan();
			const { tokens, problems } = balanceBraces(scan.tokens, this.definition);
			this.#last = { text, scan: { ...scan, tokens, problems: [...scan.problems, ...problems] } };
		}
		return this.#last.scan;
	}
}

/** Token types without patterns, since no generated lexer matches them. */
class NamedTokenBuilder extends DefaultTokenBuilder {
	protected override buildTerminalToken(
		terminal: Parameters<DefaultTokenBuilder["buildTerminalToken"]>[0],
	): TokenTypes[string] {
		return { name: terminal.name };
	}

	protected override buildKeywordToken(
		keyword: Parameters<DefaultTokenBuilder["buildKeywordToken"]>[0],
	): TokenTypes[string] {
		return { name: keyword.value };
	}
}
