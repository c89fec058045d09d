import type { Json, TypedExpression } from "@dagwright/core";

/** A value that this evaluator does not know: of an expression that fails, or of one that it does not understand. */
export const unknown = Symbol("unknown");

export type Known = Json | typeof unknown;

/** Says what a name means; `unknown` where that can't be said. */
export type Names = (name: string) => Known;

/** Evaluates the few kinds of expressions that random plans have, written anew so that it shares no mistake with the core. */
export function evaluateAnew(expression: TypedExpression, names: Names): Known {
	switch (expression.op) {
		case "literal":
			return expression.value;
		case "name":
			return names(expression.name);
		case "member": {
			const target = evaluateAnew(expression.target, names);
			if (target === unknown || target === null || typeof target !== "object" || Array.isArray(target)) return unknown;
			const member = (target as Readonly<Record<string, Json>>)[expression.name];
			return member === undefined ? unknown : member;
		}
		case "binary": {
			const left = evaluateAnew(expression.left, names);
			if (left === unknown) return unknown;
			if (expression.operator === "??" && left !== null) return left;
			const right = evaluateAnew(expression.right, names);
			if (right === unknown || expression.operator === "??") return right;
			return compute(expression.operator, left, right);
		}
		default:
			return unknown;
	}
}

function compute(operator: string, left: Json, right: Json): Known {
	if (operator === "==") return JSON.stringify(left) === JSON.stringify(right);
	if (operator === "!=") return JSON.stringify(left) !== JSON.stringify(right);
	if (typeof left !== "number" || typeof right !== "number") return unknown;
	switch (operator) {
		case "<":
			return left < right;
		case "<=":
			return left <= right;
		case ">":
			return left > right;
		case ">=":
			return left >= right;
		case "+":
			return left + right;
		case "-":
			return left - right;
		default:
			return unknown;
	}
}
