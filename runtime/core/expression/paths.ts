import type { Expression, TypedExpression } from "./expression.ts";

/** `a.b.c` where the expression is just that: a name and members of it. */
export function pathOf(expression: Expression | TypedExpression): string | undefined {
	if (expression.op === "name") return expression.name;
	if (expression.op !== "member") return undefined;
	const target = pathOf(expression.target);
	return target === undefined ? undefined : `${target}.${expression.name}`;
}

/**
 * The member paths that cannot be null if the condition has that outcome: from comparisons with null or with a plain
 * value, through `&&`, `||` and `!`. With `a.b` also `a` is named.
 */
export function provenPaths(condition: Expression | TypedExpression, outcome: boolean): readonly string[] {
	if (condition.op === "unary" && condition.operator === "!") return provenPaths(condition.operand, !outcome);
	if (condition.op !== "binary") return [];
	const { operator, left, right } = condition;
	if (operator === (outcome ? "&&" : "||")) return [...provenPaths(left, outcome), ...provenPaths(right, outcome)];
	if (operator !== "==" && operator !== "!=") return [];
	const equal = (operator === "==") === outcome;
	return [...provenBy(left, right, equal), ...provenBy(right, left, equal)];
}

function provenBy(side: Expression | TypedExpression, other: Expression | TypedExpression, equal: boolean) {
	if (other.op !== "literal" || (other.value === null) === equal) return [];
	const path = pathOf(side);
	return path === undefined ? [] : withPrefixes(path);
}

/** `a.b.c`, `a.b` and `a`. */
function withPrefixes(path: string): readonly string[] {
	const steps = path.split(".");
	return steps.map((_, index) => steps.slice(0, index + 1).join("."));
}
