import type { Json } from "../json.ts";
import { assertNever, ok, type Result, refused } from "../result.ts";
import { EvaluationBudget, EvaluationFailure, type EvaluationLimits } from "./evaluation-budget.ts";
import type { EvaluationError } from "./evaluation-error.ts";
import type { TypedExpression } from "./expression.ts";
import { formatValue } from "./format-value.ts";
import { functions } from "./functions/table.ts";
import { type Argument, isObject, type LambdaValue } from "./functions/work.ts";
import { setOwn } from "./own-property.ts";
import { meet, Placeholder, PlaceholderMet, placeholder } from "./placeholder.ts";

/**
 * The values of the names. Every name that a checked expression reads must have one, null for what was skipped.
 * `sweep.instances` of a `for` job is asked for by that text, so that a host builds it only where it is read.
 */
export interface Scope {
	get(name: string): Json | undefined;
}

/** The value of a checked expression; pure, bounded, and never touches what JavaScript objects inherit. */
export function evaluate(
	expression: TypedExpression,
	scope: Scope,
	limits: EvaluationLimits = {},
): Result<Json, EvaluationError> {
	const budget = new EvaluationBudget(limits);
	try {
		const value = new Evaluation(scope, budget, limits.depth ?? 600).value(expression);
		if (typeof value === "object" && value !== null) budget.measure(value, expression);
		return ok(value);
	} catch (error) {
		if (error instanceof EvaluationFailure) return refused(error.error);
		if (error instanceof PlaceholderMet) return ok(error.placeholder);
		throw error;
	}
}

/** One evaluation: what is left of the budget, and where it stands. */
class Evaluation {
	#depth: number;
	readonly #scope: Scope;
	readonly #budget: EvaluationBudget;
	/** Lambda parameters in force, innermost last. */
	readonly #names: string[] = [];
	readonly #values: Json[] = [];

	constructor(scope: Scope, budget: EvaluationBudget, depth: number) {
		this.#scope = scope;
		this.#budget = budget;
		this.#depth = depth;
	}

	value(node: TypedExpression): Json {
		this.#budget.enter(node);
		switch (node.op) {
			case "literal":
				return node.value;
			case "name":
				return this.#name(node);
			case "member":
				return this.#member(this.#nested(node.target), node.name);
			case "binary":
				return this.#binary(node);
			case "call":
				return this.#call(node);
			case "index":
				return this.#index(this.#nested(node.target), this.#nested(node.index));
			case "template":
				return this.#template(node);
			case "list":
				return node.items.map((item) => this.#part(item));
			case "object": {
				const result: Record<string, Json> = {};
				for (const field of node.fields) setOwn(result, field.name, this.#part(field.value));
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
				return this.#budget.failAt("wrong-type", "is a function where a value is wanted", node);
			default:
				return assertNever(node);
		}
	}

	#nested(node: TypedExpression): Json {
		if (--this.#depth < 0) this.#budget.failAt("too-deep", "is nested too deeply", node);
		const value = this.value(node);
		this.#depth++;
		return value;
	}

	/** A part of a list or object, which may be a placeholder without its neighbours being one. */
	#part(node: TypedExpression): Json {
		const depth = this.#depth;
		const names = this.#names.length;
		const current = this.#budget.current;
		try {
			return this.#nested(node);
		} catch (error) {
			if (!(error instanceof PlaceholderMet)) throw error;
			this.#depth = depth;
			this.#names.length = names;
			this.#values.length = names;
			this.#budget.current = current;
			return error.placeholder;
		}
	}

	#name(node: Extract<TypedExpression, { op: "name" }>): Json {
		for (let index = this.#names.length - 1; index >= 0; index--) {
			if (this.#names[index] === node.name) return this.#values[index] ?? null;
		}
		const value = this.#scope.get(node.name);
		return value === undefined ? this.#budget.failAt("unknown-name", "has no value", node) : value;
	}

	#member(target: Json, name: string): Json {
		// Of null, and of json that is no object, every member is missing.
		if (!isObject(target)) return null;
		if (target instanceof Placeholder) return placeholder(`${target.of}.${name}`);
		return Object.hasOwn(target, name) ? (target[name] ?? null) : null;
	}

	#index(target: Json, index: Json): Json {
		if (typeof index === "string") return this.#member(target, index);
		if (typeof index === "object") meet(index);
		if (target instanceof Placeholder) return placeholder(`${target.of}[${index}]`);
		return Array.isArray(target) && typeof index === "number" ? (target[index] ?? null) : null;
	}

	#template(node: Extract<TypedExpression, { op: "template" }>): Json {
		let text = "";
		for (const part of node.parts) {
			if (typeof part === "string") text += part;
			else {
				const value = this.#nested(part.value);
				if (typeof value === "object" && value !== null) {
					meet(value);
					this.#budget.measure(value, node);
				}
				text += formatValue(value, part.format);
			}
			if (text.length > this.#budget.longest) this.#budget.tooLong(node);
		}
		this.#budget.spend(text.length >> 4);
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
		this.#budget.current = node;
		switch (node.operator) {
			case "==":
				return this.#budget.equal(left, right);
			case "!=":
				return !this.#budget.equal(left, right);
			case "<":
				return this.#budget.compare(left, right) < 0;
			case "<=":
				return this.#budget.compare(left, right) <= 0;
			case ">":
				return this.#budget.compare(left, right) > 0;
			case ">=":
				return this.#budget.compare(left, right) >= 0;
			case "in":
				if (Array.isArray(right)) return right.some((item: Json) => this.#budget.equal(item, left));
				meet(right);
				meet(left);
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
				if (divisor === 0) return this.#budget.failAt("division-by-zero", "divides by zero", node);
				const dividend = this.#number(left, node);
				return this.#checked(node.operator === "/" ? dividend / divisor : dividend % divisor, node.number, node);
			}
			default:
				return assertNever(node.operator);
		}
	}

	#add(left: Json, right: Json, node: Extract<TypedExpression, { op: "binary" }>): Json {
		if (node.number === "text") {
			if (typeof left !== "string" || typeof right !== "string") {
				meet(left);
				meet(right);
				return this.#budget.failAt("wrong-type", "adds what is no text", node);
			}
			if (left.length + right.length > this.#budget.longest) this.#budget.tooLong(node);
			return this.#budget.text(left + right);
		}
		if (node.number === "list") {
			if (!Array.isArray(left) || !Array.isArray(right)) {
				meet(left);
				meet(right);
				return this.#budget.failAt("wrong-type", "adds what is no list", node);
			}
			this.#budget.spend(left.length + right.length);
			return [...left, ...right];
		}
		return this.#checked(this.#number(left, node) + this.#number(right, node), node.number, node);
	}

	#call(node: Extract<TypedExpression, { op: "call" }>): Json {
		const called = functions.get(node.function);
		if (!called) return this.#budget.failAt("unknown-name", "calls an unknown function", node);
		const [first, second, third] = node.arguments;
		const a = this.#argument(first, node.function);
		const b = this.#argument(second, node.function);
		const c = this.#argument(third, node.function);
		const outer = this.#budget.current;
		this.#budget.current = node;
		const result = called.code(this.#budget, a, b, c);
		this.#budget.current = outer;
		return node.number && typeof result === "number" ? this.#checked(result, node.number, node) : result;
	}

	#argument(node: TypedExpression | undefined, name: string): Argument {
		if (node === undefined) return undefined;
		if (node.op === "lambda") return this.#lambda(node, name === "map");
		const value = this.#nested(node);
		if (typeof value === "object") meet(value);
		return value;
	}

	/** `inParts`: what it gives is only kept, so that it may be a placeholder. */
	#lambda(node: Extract<TypedExpression, { op: "lambda" }>, inParts: boolean): LambdaValue {
		return (...values) => {
			const outer = this.#budget.current;
			this.#names.push(...node.parameters);
			for (let index = 0; index < node.parameters.length; index++) this.#values.push(values[index] ?? null);
			const result = inParts ? this.#part(node.body) : this.#nested(node.body);
			if (!inParts && typeof result === "object") meet(result);
			this.#names.length -= node.parameters.length;
			this.#values.length -= node.parameters.length;
			this.#budget.current = outer;
			return result;
		};
	}

	#bool(value: Json, node: TypedExpression): boolean {
		if (typeof value === "boolean") return value;
		meet(value);
		return this.#budget.failAt("wrong-type", "needs true or false", node);
	}

	#number(value: Json, node: TypedExpression): number {
		if (typeof value === "number") return value;
		meet(value);
		return this.#budget.failAt("wrong-type", "needs numbers", node);
	}

	/** Holds a result to its type; `+ 0` makes a negative zero plain, for JSON has none. */
	#checked(
		result: number,
		kind: "int" | "float" | "whole" | "text" | "list" | undefined,
		node: TypedExpression,
	): number {
		if (kind === "int" || kind === "whole") {
			const whole = kind === "whole" ? Math.round(result) : result;
			if (!Number.isSafeInteger(whole))
				this.#budget.failAt("overflow", "is larger than a whole number may be (±2⁵³)", node);
			return whole + 0;
		}
		if (!Number.isFinite(result)) this.#budget.failAt("overflow", "is larger than a number can be", node);
		return result + 0;
	}
}
