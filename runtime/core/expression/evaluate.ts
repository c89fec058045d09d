import type { Json, JsonObject } from "../json.ts";
import { assertNever, ok, type Result, refused } from "../result.ts";
import type { EvaluationError, EvaluationErrorCode } from "./evaluation-error.ts";
import type { TypedExpression } from "./expression.ts";
import { formatValue } from "./format-value.ts";
import { functions } from "./functions/table.ts";
import { type Argument, isObject, type LambdaValue, type Work } from "./functions/work.ts";
import { printShort } from "./print.ts";

/**
 * The values of the names. Every name that a checked expression reads must have one, null for what was skipped.
 * `sweep.instances` of a `for` job is asked for by that text, so that a host builds it only where it is read.
 */
export interface Scope {
	get(name: string): Json | undefined;
}

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

/** The value of a checked expression; pure, bounded, and never touches what JavaScript objects inherit. */
export function evaluate(
	expression: TypedExpression,
	scope: Scope,
	limits: EvaluationLimits = {},
): Result<Json, EvaluationError> {
	const evaluation = new Evaluation(scope, limits);
	try {
		const value = evaluation.value(expression);
		if (typeof value === "object" && value !== null) evaluation.measure(value, expression);
		return ok(value);
	} catch (error) {
		if (error instanceof EvaluationFailure) return refused(error.error);
		throw error;
	}
}

class EvaluationFailure extends Error {
	readonly error: EvaluationError;

	constructor(error: EvaluationError) {
		super(error.message);
		this.error = error;
	}
}

/** One evaluation: what is left of the budget, and where it stands. */
class Evaluation implements Work {
	#steps: number;
	#depth: number;
	readonly #scope: Scope;
	readonly #limits: EvaluationLimits;
	/** Lambda parameters in force, innermost last. */
	readonly #names: string[] = [];
	readonly #values: Json[] = [];
	/** The call or operation that is under way, for messages. */
	#current: TypedExpression | undefined;

	constructor(scope: Scope, limits: EvaluationLimits) {
		this.#scope = scope;
		this.#limits = limits;
		this.#steps = limits.steps ?? 5_000_000;
		this.#depth = limits.depth ?? 600;
	}

	value(node: TypedExpression): Json {
		if (--this.#steps < 0) this.#fail("too-many-steps", "takes too many steps", node);
		switch (node.op) {
			case "literal":
				return node.value;
			case "name":
				return this.#name(node);
			case "member":
				return this.#member(this.#nested(node.target), node.name, node);
			case "binary":
				return this.#binary(node);
			case "call":
				return this.#call(node);
			case "index":
				return this.#index(this.#nested(node.target), this.#nested(node.index), node);
			case "template":
				return this.#template(node);
			case "list":
				return node.items.map((item) => this.#nested(item));
			case "object": {
				const result: Record<string, Json> = {};
				for (const field of node.fields) setOwn(result, field.name, this.#nested(field.value));
				return result;
			}
			case "unary": {
				const operand = this.#nested(node.operand);
				if (node.operator === "!") return !this.#bool(operand, node);
				return 0 - this.#number(operand, node);
			}
			case "conditional":
				return this.#nested(this.#bool(this.#nested(node.test), node) ? node.then : node.otherwise);
			case "lambda":
				return this.#fail("wrong-type", "is a function where a value is wanted", node);
			default:
				return assertNever(node);
		}
	}

	#nested(node: TypedExpression): Json {
		if (--this.#depth < 0) this.#fail("too-deep", "is nested too deeply", node);
		const value = this.value(node);
		this.#depth++;
		return value;
	}

	#name(node: Extract<TypedExpression, { op: "name" }>): Json {
		for (let index = this.#names.length - 1; index >= 0; index--) {
			if (this.#names[index] === node.name) return this.#values[index] ?? null;
		}
		const value = this.#scope.get(node.name);
		return value === undefined ? this.#fail("unknown-name", "has no value", node) : value;
	}

	#member(target: Json, name: string, node: TypedExpression): Json {
		if (target === null) return null;
		if (!isObject(target)) return this.#fail("wrong-type", "reads a member of what is no record", node);
		return Object.hasOwn(target, name) ? (target[name] ?? null) : null;
	}

	#index(target: Json, index: Json, node: TypedExpression): Json {
		if (target === null) return null;
		if (typeof index === "string") return this.#member(target, index, node);
		if (!Array.isArray(target) || typeof index !== "number") return this.#fail("wrong-type", "is no list", node);
		return target[index] ?? null;
	}

	#template(node: Extract<TypedExpression, { op: "template" }>): Json {
		let text = "";
		for (const part of node.parts) {
			if (typeof part === "string") text += part;
			else {
				const value = this.#nested(part.value);
				if (typeof value === "object" && value !== null) this.measure(value, node);
				text += formatValue(value, part.format);
			}
			if (text.length > (this.#limits.text ?? 1_000_000)) this.#tooLong(node);
		}
		this.spend(text.length >> 4);
		return text;
	}

	#binary(node: Extract<TypedExpression, { op: "binary" }>): Json {
		const left = this.#nested(node.left);
		switch (node.operator) {
			case "??":
				return left === null ? this.#nested(node.right) : left;
			case "&&":
				return this.#bool(left, node) && this.#bool(this.#nested(node.right), node);
			case "||":
				return this.#bool(left, node) || this.#bool(this.#nested(node.right), node);
			default:
		}
		const right = this.#nested(node.right);
		this.#current = node;
		switch (node.operator) {
			case "==":
				return this.equal(left, right);
			case "!=":
				return !this.equal(left, right);
			case "<":
				return this.compare(left, right) < 0;
			case "<=":
				return this.compare(left, right) <= 0;
			case ">":
				return this.compare(left, right) > 0;
			case ">=":
				return this.compare(left, right) >= 0;
			case "in":
				if (Array.isArray(right)) return right.some((item: Json) => this.equal(item, left));
				return isObject(right) && typeof left === "string" && Object.hasOwn(right, left);
			case "+":
				return this.#add(left, right, node);
			case "-":
				return this.#checked(this.#number(left, node) - this.#number(right, node), node.number, node);
			case "*":
				return this.#checked(this.#number(left, node) * this.#number(right, node), node.number, node);
			case "/":
			case "%": {
				const divisor = this.#number(right, node);
				if (divisor === 0) return this.#fail("division-by-zero", "divides by zero", node);
				const dividend = this.#number(left, node);
				return this.#checked(node.operator === "/" ? dividend / divisor : dividend % divisor, node.number, node);
			}
			default:
				return assertNever(node.operator);
		}
	}

	#add(left: Json, right: Json, node: Extract<TypedExpression, { op: "binary" }>): Json {
		if (node.number === "text") {
			if (typeof left !== "string" || typeof right !== "string")
				return this.#fail("wrong-type", "adds what is no text", node);
			if (left.length + right.length > (this.#limits.text ?? 1_000_000)) this.#tooLong(node);
			return this.text(left + right);
		}
		if (node.number === "list") {
			if (!Array.isArray(left) || !Array.isArray(right)) return this.#fail("wrong-type", "adds what is no list", node);
			this.spend(left.length + right.length);
			return [...left, ...right];
		}
		return this.#checked(this.#number(left, node) + this.#number(right, node), node.number, node);
	}

	#call(node: Extract<TypedExpression, { op: "call" }>): Json {
		const called = functions.get(node.function);
		if (!called) return this.#fail("unknown-name", "calls an unknown function", node);
		const [first, second, third] = node.arguments;
		const a = this.#argument(first);
		const b = this.#argument(second);
		const c = this.#argument(third);
		const outer = this.#current;
		this.#current = node;
		const result = called.code(this, a, b, c);
		this.#current = outer;
		return node.number && typeof result === "number" ? this.#checked(result, node.number, node) : result;
	}

	#argument(node: TypedExpression | undefined): Argument {
		if (node === undefined) return undefined;
		return node.op === "lambda" ? this.#lambda(node) : this.#nested(node);
	}

	#lambda(node: Extract<TypedExpression, { op: "lambda" }>): LambdaValue {
		return (...values) => {
			const outer = this.#current;
			this.#names.push(...node.parameters);
			for (let index = 0; index < node.parameters.length; index++) this.#values.push(values[index] ?? null);
			const result = this.#nested(node.body);
			this.#names.length -= node.parameters.length;
			this.#values.length -= node.parameters.length;
			this.#current = outer;
			return result;
		};
	}

	#bool(value: Json, node: TypedExpression): boolean {
		return typeof value === "boolean" ? value : this.#fail("wrong-type", "needs true or false", node);
	}

	#number(value: Json, node: TypedExpression): number {
		return typeof value === "number" ? value : this.#fail("wrong-type", "needs numbers", node);
	}

	/** Holds a result to its type; `+ 0` makes a negative zero plain, for JSON has none. */
	#checked(
		result: number,
		kind: "int" | "float" | "whole" | "text" | "list" | undefined,
		node: TypedExpression,
	): number {
		if (kind === "int" || kind === "whole") {
			const whole = kind === "whole" ? Math.round(result) : result;
			if (!Number.isSafeInteger(whole)) this.#fail("overflow", "is larger than a whole number may be (±2⁵³)", node);
			return whole + 0;
		}
		if (!Number.isFinite(result)) this.#fail("overflow", "is larger than a number can be", node);
		return result + 0;
	}

	spend(steps: number): void {
		this.#steps -= steps;
		if (this.#steps < 0) this.fail("too-many-steps", "takes too many steps");
	}

	fail(code: EvaluationErrorCode, message: string): never {
		return this.#fail(code, message, this.#current ?? { op: "literal", value: null });
	}

	text(value: string): string {
		if (value.length > (this.#limits.text ?? 1_000_000)) this.#tooLong(this.#current);
		this.spend(value.length >> 4);
		return value;
	}

	equal(a: Json, b: Json, depth = 0): boolean {
		if (--this.#steps < 0) this.fail("too-many-steps", "takes too many steps");
		if (a === b) return true;
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
		if (typeof a !== "string" || typeof b !== "string") return this.fail("wrong-type", "compares what has no order");
		this.spend(Math.min(a.length, b.length) >> 4);
		return a < b ? -1 : a > b ? 1 : 0;
	}

	/** Bounds what a value is when written out: parts may be shared, so a small value in memory can be huge as text. */
	measure(value: Json, node: TypedExpression): void {
		let left = this.#limits.size ?? 16_000_000;
		const visit = (part: Json, depth: number): void => {
			left -= typeof part === "string" ? part.length + 1 : 1;
			if (left < 0) this.#fail("too-large", "gives too large a value", node);
			if (typeof part !== "object" || part === null) return;
			if (depth > 200) this.#fail("too-deep", "gives a value that is nested too deeply", node);
			if (Array.isArray(part)) for (const item of part) visit(item, depth + 1);
			else
				for (const [key, item] of Object.entries(part)) {
					left -= key.length;
					visit(item, depth + 1);
				}
		};
		visit(value, 0);
	}

	#tooLong(node: TypedExpression | undefined): never {
		return this.#fail("too-large", "makes too long a text", node ?? { op: "literal", value: null });
	}

	#fail(code: EvaluationErrorCode, message: string, node: TypedExpression): never {
		const expression = printShort(node);
		throw new EvaluationFailure({ code, message: `\`${expression}\` ${message}.`, expression });
	}
}

/** Sets an own property, also one named `__proto__`, which an assignment would take for the prototype. */
export function setOwn(object: Record<string, Json>, name: string, value: Json): void {
	if (name === "__proto__") {
		Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
	} else object[name] = value;
}
