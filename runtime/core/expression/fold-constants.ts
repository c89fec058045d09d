import { assertNever } from "../result.ts";
import { conditional } from "./conditional.ts";
import { evaluate, type Scope } from "./evaluate.ts";
import type { EvaluationError } from "./evaluation-error.ts";
import type { TypedExpression } from "./expression.ts";
import { partsOf } from "./parts.ts";

/** What folding may spend on one constant, and how large a constant it writes into the tree. */
const limits = { steps: 20_000, size: 20_000 };

/**
 * The expression with all that is known computed: a literal if everything is, else the smaller tree. What fails stays
 * as it is, to fail at run time, and is told to `onError` with the node that fails.
 */
export function foldConstants(
	expression: TypedExpression,
	known: Scope,
	onError: (node: TypedExpression, error: EvaluationError) => void = () => undefined,
): TypedExpression {
	return foldNode(expression, [], known, onError);
}

function foldNode(
	node: TypedExpression,
	locals: readonly string[],
	known: Scope,
	onError: (node: TypedExpression, error: EvaluationError) => void,
): TypedExpression {
	const inner = (part: TypedExpression) => foldNode(part, locals, known, onError);
	switch (node.op) {
		case "literal":
			return node;
		case "name": {
			const value = locals.includes(node.name) ? undefined : known.get(node.name);
			return value === undefined ? node : { op: "literal", value };
		}
		case "list":
			return compute({ ...node, items: node.items.map(inner) }, node, onError);
		case "object":
			return compute(
				{ ...node, fields: node.fields.map((field) => ({ name: field.name, value: inner(field.value) })) },
				node,
				onError,
			);
		case "template": {
			const parts = node.parts.map((part) => (typeof part === "string" ? part : { ...part, value: inner(part.value) }));
			return compute({ ...node, parts }, node, onError);
		}
		case "member":
			return compute({ ...node, target: inner(node.target) }, node, onError);
		case "index":
			return compute({ ...node, target: inner(node.target), index: inner(node.index) }, node, onError);
		case "call":
			return compute({ ...node, arguments: node.arguments.map(inner) }, node, onError);
		case "lambda":
			// Its parameters are not known, and its errors may never happen.
			return { ...node, body: foldNode(node.body, [...locals, ...node.parameters], known, () => undefined) };
		case "unary":
			return compute({ ...node, operand: inner(node.operand) }, node, onError);
		case "binary":
			return foldBinary(node, inner, onError);
		case "conditional": {
			const test = inner(node.test);
			if (test.op === "literal") return inner(test.value === true ? node.then : node.otherwise);
			return conditional(test, inner(node.then), inner(node.otherwise));
		}
		default:
			return assertNever(node);
	}
}

function foldBinary(
	node: Extract<TypedExpression, { op: "binary" }>,
	inner: (part: TypedExpression) => TypedExpression,
	onError: (node: TypedExpression, error: EvaluationError) => void,
): TypedExpression {
	const left = inner(node.left);
	if (left.op === "literal") {
		if (node.operator === "??") return left.value === null ? inner(node.right) : left;
		if (node.operator === "&&") return left.value === true ? inner(node.right) : left;
		if (node.operator === "||") return left.value === true ? left : inner(node.right);
	}
	const right = inner(node.right);
	if (right.op === "literal" && node.operator === "&&" && right.value === true) return left;
	if (right.op === "literal" && node.operator === "||" && right.value === false) return left;
	const computed = compute({ ...node, left, right }, node, onError);
	const format = left.op === "literal" ? left.format : undefined;
	// A sum of durations still reads as a duration; a quotient of two is a number.
	const keepsUnit = node.number === "whole" && format && computed.op === "literal";
	return keepsUnit ? { ...computed, format } : computed;
}

/** The value of a node whose parts are all known, else the node itself. */
function compute(
	node: TypedExpression,
	source: TypedExpression,
	onError: (node: TypedExpression, error: EvaluationError) => void,
): TypedExpression {
	if (
		!partsOf(node).every(
			(part) => part.op === "literal" || (part.op === "lambda" && isClosed(part.body, part.parameters)),
		)
	) {
		return node;
	}
	const result = evaluate(node, { get: () => undefined }, limits);
	if (result.ok) return { op: "literal", value: result.value };
	onError(source, result.problem);
	return node;
}

function isClosed(node: TypedExpression, locals: readonly string[]): boolean {
	if (node.op === "name") return locals.includes(node.name);
	const within = node.op === "lambda" ? [...locals, ...node.parameters] : locals;
	return partsOf(node).every((part) => isClosed(part, within));
}
