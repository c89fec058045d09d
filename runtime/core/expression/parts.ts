import { assertNever } from "../result.ts";
import type { Expression, TypedExpression } from "./expression.ts";

/** The expressions directly within a node, in the order of the text. */
export function partsOf(node: TypedExpression): readonly TypedExpression[];
export function partsOf(node: Expression): readonly Expression[];
export function partsOf(node: Expression | TypedExpression): readonly (Expression | TypedExpression)[] {
	switch (node.op) {
		case "literal":
		case "name":
			return [];
		case "list":
			return node.items;
		case "object":
			return node.fields.map((field) => field.value);
		case "template":
			return node.parts.flatMap((part) => (typeof part === "string" ? [] : ["format" in part ? part.value : part]));
		case "member":
			return [node.target];
		case "index":
			return [node.target, node.index];
		case "call":
			return node.arguments;
		case "lambda":
			return [node.body];
		case "unary":
			return [node.operand];
		case "binary":
			return [node.left, node.right];
		case "conditional":
			return [node.test, node.then, node.otherwise];
		default:
			return assertNever(node);
	}
}

/** A node that lies deeper than so many levels, if there is one; needs no stack however deep it is. */
export function nodeBelow(expression: Expression, levels: number): Expression | undefined {
	let row: readonly Expression[] = [expression];
	for (let level = 0; level <= levels; level++) {
		row = row.flatMap((node) => partsOf(node));
		if (row.length === 0) return undefined;
	}
	return row[0];
}
