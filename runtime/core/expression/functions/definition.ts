import type { FunctionCode } from "./work.ts";

/** A function as the table's files write it. */
export interface FunctionDefinition {
	/** The ways to call it, the first one that fits is taken. */
	readonly signatures: readonly string[];
	/** One or two sentences. */
	readonly documentation: string;
	/** `.dag` text and its result; the tests run it. */
	readonly example: readonly [expression: string, result: string];
	readonly code: FunctionCode;
	/** It computes a number, which may be too large: the result is checked like that of arithmetic. */
	readonly computes?: true;
}
