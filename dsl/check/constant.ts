import type { Json, TypedExpression } from "@dagwright/core";
import { foldConstants, printExpression } from "@dagwright/core/expression";
import type { Site, WorkflowModel } from "./model.ts";
import { constantValues } from "./place.ts";

/** The value of an expression that needs nothing of the run. */
export function constantOf(site: Site, workflow: WorkflowModel): Json | undefined {
	const folded = foldedOf(site, workflow);
	return folded?.op === "literal" ? folded.value : undefined;
}

/** Whether a condition is the same whatever the run brings: `gate.passed && false` is false, though the gate is not known. */
export function constantTruthOf(site: Site, workflow: WorkflowModel): boolean | undefined {
	const folded = foldedOf(site, workflow);
	return folded && truthOf(folded);
}

function foldedOf(site: Site, workflow: WorkflowModel): TypedExpression | undefined {
	if (site.typed === undefined) return undefined;
	return foldConstants(site.typed, {
		get: (name) => {
			const symbol = workflow.names.get(name);
			return symbol && constantValues.get(symbol);
		},
	});
}

/** Three-valued (Kleene): what is not known leaves the whole unknown only where it matters. */
function truthOf(expression: TypedExpression): boolean | undefined {
	switch (expression.op) {
		case "literal":
			return typeof expression.value === "boolean" ? expression.value : undefined;
		case "unary": {
			const operand = expression.operator === "!" ? truthOf(expression.operand) : undefined;
			return operand === undefined ? undefined : !operand;
		}
		case "binary": {
			const { operator } = expression;
			if (operator !== "&&" && operator !== "||") return undefined;
			const sides = [truthOf(expression.left), truthOf(expression.right)];
			const decides = operator === "||";
			if (sides.includes(decides)) return decides;
			if (sides.every((side) => side === !decides)) return !decides;
			return contradicts(expression.left, expression.right) ? decides : undefined;
		}
		case "conditional": {
			const test = truthOf(expression.test);
			const [yes, no] = [truthOf(expression.then), truthOf(expression.otherwise)];
			if (test !== undefined) return test ? yes : no;
			return yes === no ? yes : undefined;
		}
		default:
			return undefined;
	}
}

/** `p` and `!p`. */
function contradicts(left: TypedExpression, right: TypedExpression): boolean {
	const negates = (one: TypedExpression, other: TypedExpression) =>
		one.op === "unary" && one.operator === "!" && printExpression(one.operand) === printExpression(other);
	return negates(left, right) || negates(right, left);
}
