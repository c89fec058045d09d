import type { Lexer, LexerResult } from "langium";

/** A token as the generated parser wants it. */
export type Token = LexerResult["tokens"][number];

/** The token types of the grammar, by name; a keyword's name is the keyword. */
export type TokenTypes = Lexer["definition"];

/** Something wrong with the characters, found before any grammar is applied. Offsets in UTF-16 units. */
export interface LexicalProblem {
	readonly code: "dag/syntax" | "dag/limit" | "dag/unknown-word" | "dag/script-interpolation";
	readonly message: string;
	/** What was meant instead of the text there. */
	readonly suggestion?: string;
	readonly offset: number;
	readonly length: number;
}

/** All that the lexer has to say about a text. */
export interface Scan {
	readonly tokens: Token[];
	/** Comments, in order. */
	readonly hidden: Token[];
	readonly problems: readonly LexicalProblem[];
}
