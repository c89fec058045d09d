import type { Json, JsonObject } from "../json.ts";
import type { EvaluationError, EvaluationErrorCode } from "./evaluation-error.ts";
import type { TypedExpression } from "./expression.ts";
import { isObject, type Work } from "./functions/work.ts";
import { meet } from "./placeholder.ts";
import { printShort } from "./print.ts";

/** What an evaluation may use. A step is one node, one element, or 16 characters of text. */
export interface EvaluationLimits {
	/** Default 5,000,000, well under a second. */
	readonly steps?: number;
	/** Nested nodes and nested values; default 600. */
	readonly depth?: number;
	/** Characters of one text; default 1,000,000. */
	readonly text?: number;
	/** Values and characters of the result, counted as if written out; default 16,000,000. */
	readonly size?: number;
}

/** Carries an evaluation error up to `evaluate`. */
export class EvaluationFailure extends Error {
	readonly error: EvaluationError;

	constructor(error: EvaluationError) {
		super(error.message);
		this.error = error;
	}
}

/** What is left of an evaluation's budget, and the work on values that draws on it. */
export class EvaluationBudget implements Work {
	#steps: number;
	readonly #size: number;
	/** Characters that one text may have. */
	readonly longest: number;
	/** The call or operation that is under way, for messages. */
	current: TypedExpression | undefined;

	constructor(limits: EvaluationLimits) {
		this.#size = limits.size ?? 16_000_000;
		this.longest = limits.text ?? 1_000_000;
		this.#steps = limits.steps ?? 5_000_000;
	}

	/** Pays for one node. */
	enter(node: TypedExpression): void {
		if (--this.#steps < 0) this.failAt("too-many-steps", "takes too many steps", node);
	}

	spend(steps: number): void {
		this.#steps -= steps;
		if (this.#steps < 0) this.fail("too-many-steps", "takes too many steps");
	}

	fail(code: EvaluationErrorCode, message: string): never {
		return this.failAt(code, message, this.current ?? { op: "literal", value: null });
	}

	text(value: string): string {
		if (value.length > this.longest) this.tooLong(this.current);
		this.spend(value.length >> 4);
		return value;
	}

	equal(a: Json, b: Json, depth = 0): boolean {
		if (--this.#steps < 0) this.fail("too-many-steps", "takes too many steps");
		if (a === b) return true;
		if (typeof a === "object") meet(a);
		if (typeof b === "object") meet(b);
		if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
		if (depth > 200) this.fail("too-deep", "compares values that are nested too deeply");
		if (Array.isArray(a) || Array.isArray(b)) {
			if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
			return a.every((item: Json, index) => this.equal(item, b[index], depth + 1));
		}
		if (!isObject(a) || !isObject(b)) return false;
		return this.#within(a, b, depth) && Object.keys(b).every((key) => Object.hasOwn(a, key) || b[key] === null);
	}

	/** A missing key and one that holds null are the same. */
	#within(a: JsonObject, b: JsonObject, depth: number): boolean {
		return Object.keys(a).every((key) =>
			this.equal(a[key] ?? null, Object.hasOwn(b, key) ? (b[key] ?? null) : null, depth + 1),
		);
	}

	compare(a: Json, b: Json): number {
		if (--this.#steps < 0) this.fail("too-many-steps", "takes too many steps");
		if (typeof a === "number" && typeof b === "number") return a - b;
		if (typeof a !== "string" || typeof b !== "string") {
			meet(a);
			meet(b);
			return this.fail("wrong-type", "compares what has no order");
		}
		this.spend(Math.min(a.length, b.length) >> 4);
		return a < b ? -1 : a > b ? 1 : 0;
	}

	/** Bounds what a value is when written out: parts may be shared, so a small value in memory can be huge as text. */
	measure(value: Json, node: TypedExpression): void {
		let left = this.#size;
		const visit = (part: Json, depth: number): void => {
			left -= typeof part === "string" ? part.length + 1 : 1;
			if (left < 0) this.failAt("too-large", "gives too large a value", node);
			if (typeof part !== "object" || part === null) return;
			if (depth > 200) this.failAt("too-deep", "gives a value that is nested too deeply", node);
			if (Array.isArray(part)) for (const item of part) visit(item, depth + 1);
			else
				for (const [key, item] of Object.entries(part)) {
					left -= key.length;
					visit(item, depth + 1);
				}
		};
		visit(value, 0);
	}

	tooLong(node: TypedExpression | undefined): never {
		return this.failAt("too-large", "makes too long a text", node ?? { op: "literal", value: null });
	}

	failAt(code: EvaluationErrorCode, message: string, node: TypedExpression): never {
		const expression = printShort(node);
		throw new EvaluationFailure({ code, message: `\`${expression}\` ${message}.`, expression });
	}
}
