import type { Expression } from "./expression.ts";
import type { Type } from "./type.ts";

/** What may be wrong with an expression, in stable codes. */
export type ExpressionProblemCode =
	| "unknown-name"
	| "unknown-member"
	| "unknown-function"
	| "missing-field"
	| "duplicate-name"
	| "type-mismatch"
	| "out-of-range"
	| "argument-count"
	| "not-callable"
	| "lambda-position"
	| "secret-misuse"
	| "possibly-null"
	| "not-comparable"
	| "overflow"
	| "division-by-zero"
	| "empty-list"
	| "bad-argument"
	| "too-deep";

/** One mistake in an expression. */
export interface ExpressionProblem {
	readonly code: ExpressionProblemCode;
	/** The very node that is wrong, by identity, for the front end to find its text. */
	readonly at: Expression;
	/** The field or lambda parameter of `at` that is meant, where that is narrower than the node. */
	readonly field?: string;
	/** One sentence in the user's words. */
	readonly message: string;
	readonly expected?: Type;
	readonly actual?: Type;
	/** Names that could stand there, for completion-like help. */
	readonly candidates: readonly string[];
	/** What may have been meant: a name near the wrong one, or `.dag` text to put in the node's place. */
	readonly suggestion?: string;
}
