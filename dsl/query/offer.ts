import type { ExpressionFunction } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type { Cursor } from "./analysis.ts";
import type { TextContext } from "./context.ts";
import { functionMarkdown } from "./hover.ts";
import type { Keyword } from "./keywords.ts";

/** Something that may be typed at a place. */
export interface Completion {
	readonly label: string;
	readonly kind:
		| "keyword"
		| "name"
		| "job"
		| "type"
		| "job type"
		| "config key"
		| "member"
		| "function"
		| "value"
		| "secret";
	readonly detail?: string;
	/** Markdown. */
	readonly documentation?: string;
	/** What to insert, with `$1` as stops; the label itself where absent. */
	readonly snippet?: string;
	/** Lower comes first; within a rank by name. */
	readonly rank: number;
}

/** Where something may be typed. */
export interface Place {
	readonly cursor: Cursor;
	readonly context: TextContext;
	/** The node whose names are visible. */
	readonly from: AstNode;
}

/** Words of the language. */
export function fromKeywords(words: readonly Keyword[], rank: number): readonly Completion[] {
	return words.map(({ word, documentation, snippet }) => ({
		label: word,
		kind: "keyword",
		documentation,
		...(snippet === undefined ? {} : { snippet }),
		rank,
	}));
}

/** A name, with its type. */
export function named(label: string, kind: Completion["kind"], detail: string, rank: number): Completion {
	return { label, kind, detail, rank };
}

/** A function; as a method its first argument is written already. */
export function fromFunction(known: ExpressionFunction, method: boolean): Completion {
	const takesMore = known.signatures.some(({ parameters }) => parameters.length > (method ? 1 : 0));
	return {
		label: known.name,
		kind: "function",
		detail: known.signatures[0]?.text ?? known.name,
		documentation: functionMarkdown(known),
		snippet: takesMore ? `${known.name}($1)` : `${known.name}()`,
		rank: 2,
	};
}
