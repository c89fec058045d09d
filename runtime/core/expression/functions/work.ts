import type { Json, JsonObject } from "../../json.ts";
import type { EvaluationErrorCode } from "../evaluation-error.ts";
import { meet } from "../placeholder.ts";

/** A lambda at run time. */
export type LambdaValue = (...values: Json[]) => Json;

/** What a function is called with; `undefined` where fewer arguments were given. */
export type Argument = Json | LambdaValue | undefined;

/** How a function pays for what it does, and how it fails. */
export interface Work {
	/** Charges steps; fails the evaluation when the budget is spent. */
	spend(steps: number): void;
	/** Ends the evaluation with an error; `message` continues the text of the call: `… of an empty list`. */
	fail(code: EvaluationErrorCode, message: string): never;
	/** Refuses a text that is too long, and charges for the others. */
	text(value: string): string;
	equal(a: Json, b: Json): boolean;
	/** Order of two values of one ordered type: negative, zero or positive. */
	compare(a: Json, b: Json): number;
}

/** The code of a function. Arguments have the checked types, unless a value from outside broke its promise. */
export type FunctionCode = (work: Work, first: Argument, second: Argument, third: Argument) => Json;

/** The argument as a list. */
export function asList(work: Work, value: Argument): readonly Json[] {
	return Array.isArray(value) ? value : wrong(work, value, "a list");
}

/** The argument as text. */
export function asText(work: Work, value: Argument): string {
	return typeof value === "string" ? value : wrong(work, value, "a string");
}

/** The argument as a number. */
export function asNumber(work: Work, value: Argument): number {
	return typeof value === "number" ? value : wrong(work, value, "a number");
}

/** The argument as an object. */
export function asObject(work: Work, value: Argument): JsonObject {
	return isObject(value) ? value : wrong(work, value, "a record");
}

/** The argument as a lambda. */
export function asLambda(work: Work, value: Argument): LambdaValue {
	return typeof value === "function" ? value : wrong(work, value, "a function");
}

/** Whether the value is a JSON object (no list, not null). */
export function isObject(value: Argument): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(work: Work, value: Argument, wanted: string): never {
	meet(value);
	return work.fail("wrong-type", `was given something that is not ${wanted}`);
}
