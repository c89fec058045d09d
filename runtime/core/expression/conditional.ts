import type { Expression, TypedExpression } from "./expression.ts";

interface Conditional<Node> {
	readonly op: "conditional";
	readonly test: Node;
	readonly then: Node;
	readonly otherwise: Node;
}

/** `test ? then : otherwise`. */
export function conditional<Node extends Expression | TypedExpression>(
	test: Node,
	then: Node,
	otherwise: Node,
): Conditional<Node> {
	return { op: "conditional", test, then, otherwise };
}
