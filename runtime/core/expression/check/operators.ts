import { describeType } from "../describe-type.ts";
import type { BinaryOperator, Expression, TypedExpression } from "../expression.ts";
import { isOrdered } from "../functions/bind.ts";
import { pathOf, provenPaths } from "../paths.ts";
import { printShort } from "../print.ts";
import type { Type } from "../type.ts";
import {
	elementType,
	holdsSecret,
	isNumber,
	mayBeNull,
	optional,
	unknownType,
	withoutNull,
} from "../type-relations.ts";
import { areComparable, unify, valueOfMap } from "../unify.ts";
import { type Context, entryOf, type Inferred, nothing, type Place, proving, report } from "./context.ts";
import { reportNull } from "./fit.ts";

type Binary = Extract<Expression, { op: "binary" }>;
type NumberKind = Extract<TypedExpression, { op: "binary" }>["number"];

const bool: Type = { kind: "bool" };

/** The type of an operation; problems where its operands do not fit it. */
export function inferBinary(context: Context, node: Binary, place: Place): Inferred {
	switch (node.operator) {
		case "&&":
		case "||": {
			const left = context.expect(node.left, place, bool);
			const proven = proving(place, provenPaths(node.left, node.operator === "&&"));
			const right = context.expect(node.right, proven, bool);
			return { type: bool, typed: { op: "binary", operator: node.operator, left: left.typed, right: right.typed } };
		}
		case "??":
			return inferDefault(context, node, (side, hint) => context.infer(side, place, hint));
		case "==":
		case "!=":
			return inferEquality(context, node, place);
		case "in":
			return inferMembership(context, node, place);
		case "<":
		case "<=":
		case ">":
		case ">=":
			return inferOrder(context, node, place);
		default:
			return inferArithmetic(context, node, place);
	}
}

/** `a ?? b`, with the sides taken as the caller wants them. */
export function inferDefault(
	context: Context,
	node: Binary,
	side: (side: Expression, hint?: Type) => Inferred,
	expected?: Type,
): Inferred {
	const left = side(node.left, expected && optional(expected));
	const right = side(node.right, expected ?? withoutNull(left.type));
	const type = unify(withoutNull(left.type), right.type);
	const typed: TypedExpression = { op: "binary", operator: "??", left: left.typed, right: right.typed };
	if (type) return { type, typed };
	if (expected) return { type: expected, typed };
	return report(
		context,
		"type-mismatch",
		node.right,
		`The default \`${printShort(node.right)}\` is ${describeType(right.type)}, but ${describeType(withoutNull(left.type))} is expected.`,
		{ expected: withoutNull(left.type), actual: right.type },
	);
}

/** Both sides, so that a bare enum value on either is understood by the other. */
function inferPair(context: Context, node: Binary, place: Place, hintOf: (type: Type) => Type, backHint = hintOf) {
	const { left, right } = node;
	if (left.op === "name" && !entryOf(context, place, left.name)) {
		const known = context.infer(right, place);
		return [context.infer(left, place, backHint(known.type)), known] as const;
	}
	const known = context.infer(left, place);
	return [known, context.infer(right, place, hintOf(known.type))] as const;
}

function inferEquality(context: Context, node: Binary, place: Place): Inferred {
	const [left, right] = inferPair(context, node, place, withoutNull);
	if (refusesSecret(context, node.left, left) || refusesSecret(context, node.right, right)) return nothing;
	if (!areComparable(left.type, right.type)) return notComparable(context, node, left, right);
	return { type: bool, typed: { op: "binary", operator: node.operator, left: left.typed, right: right.typed } };
}

function inferMembership(context: Context, node: Binary, place: Place): Inferred {
	const [left, right] = inferPair(
		context,
		node,
		place,
		(element) => ({ kind: "list", element: withoutNull(element) }),
		(list) => elementType(list) ?? unknownType,
	);
	if (refusesSecret(context, node.left, left) || refusesSecret(context, node.right, right)) return nothing;
	if (right.type.kind === "optional") return reportNull(context, node.right, place, right.type);
	const wanted = elementType(right.type) ?? (valueOfMap(right.type) && ({ kind: "string" } as const));
	if (!wanted) {
		const advice = right.type.kind === "string" ? "; for text use `.contains(…)`" : "";
		return report(
			context,
			"type-mismatch",
			node.right,
			`\`in\` wants a list or a map, but \`${printShort(node.right)}\` is ${describeType(right.type)}${advice}.`,
			{
				actual: right.type,
			},
		);
	}
	if (!areComparable(left.type, wanted)) return notComparable(context, node, left, { ...right, type: wanted });
	return { type: bool, typed: { op: "binary", operator: "in", left: left.typed, right: right.typed } };
}

function inferOrder(context: Context, node: Binary, place: Place): Inferred {
	const operands = plainOperands(context, node, place);
	if (!operands) return { type: bool, typed: nothing.typed };
	const [left, right] = operands;
	if (!isOrdered(left.type) || !isOrdered(right.type) || !unify(left.type, right.type)) {
		return notComparable(context, node, left, right);
	}
	return { type: bool, typed: { op: "binary", operator: node.operator, left: left.typed, right: right.typed } };
}

function inferArithmetic(context: Context, node: Binary, place: Place): Inferred {
	const operands = plainOperands(context, node, place);
	if (!operands) return nothing;
	const [left, right] = operands;
	const result = arithmetic(node.operator, left.type, right.type);
	if (!result) {
		const texts = node.operator === "+" && (left.type.kind === "string" || right.type.kind === "string");
		const advice = texts ? '; to build text, write "…${value}…"' : unitAdvice(left.type, right.type);
		return report(
			context,
			"type-mismatch",
			node,
			`\`${node.operator}\` is not defined between ${describeType(left.type)} and ${describeType(right.type)}${advice}.`,
			{ expected: left.type, actual: right.type },
		);
	}
	const [type, number] = result;
	return {
		type,
		typed: { op: "binary", operator: node.operator, left: left.typed, right: right.typed, ...(number && { number }) },
	};
}

/** Both operands, neither secret nor null; undefined once something is reported. */
function plainOperands(context: Context, node: Binary, place: Place): readonly [Inferred, Inferred] | undefined {
	const left = context.infer(node.left, place);
	const right = context.infer(node.right, place);
	let fine = true;
	for (const [side, inferred] of [
		[node.left, left],
		[node.right, right],
	] as const) {
		if (refusesSecret(context, side, inferred)) fine = false;
		else if (inferred.type.kind === "optional" || inferred.type.kind === "null") {
			reportNull(context, side, place, inferred.type);
			fine = false;
		}
	}
	return fine ? [left, right] : undefined;
}

/** The type of an arithmetic result and what it must be; undefined where the operator is not defined. */
function arithmetic(operator: BinaryOperator, left: Type, right: Type): readonly [Type, NumberKind] | undefined {
	if (left.kind === "unknown" && right.kind === "unknown") return [unknownType, undefined];
	if (left.kind === "unknown" || right.kind === "unknown") {
		// With `[]` the element is unknown; the code is never run, or its result is of the other's kind.
		return [unknownType, numberKind(left.kind === "unknown" ? right : left)];
	}
	const unit = (type: Type) => type.kind === "duration" || type.kind === "size";
	if (isNumber(left) && isNumber(right)) {
		if (operator !== "/" && left.kind === "int" && right.kind === "int") return [{ kind: "int" }, "int"];
		const staysPercent = left.kind === "percent" && right.kind === "percent" && (operator === "+" || operator === "-");
		return [{ kind: staysPercent ? "percent" : "float" }, "float"];
	}
	if (unit(left) && left.kind === right.kind) {
		if (operator === "/") return [{ kind: "float" }, "float"];
		return operator === "*" ? undefined : [left, "whole"];
	}
	if (unit(left) && isNumber(right) && (operator === "*" || operator === "/")) return [left, "whole"];
	if (isNumber(left) && unit(right) && operator === "*") return [right, "whole"];
	if (operator !== "+") return undefined;
	if (left.kind === "string" && right.kind === "string") return [left, "text"];
	if (elementType(left) && elementType(right)) {
		const list = unify(left, right);
		return list && [list, "list"];
	}
	return undefined;
}

function numberKind(type: Type): NumberKind {
	if (type.kind === "string") return "text";
	if (elementType(type)) return "list";
	return type.kind === "duration" || type.kind === "size" ? "whole" : "float";
}

/** Reports any operation on a secret. */
export function refusesSecret(context: Context, at: Expression, inferred: Inferred): boolean {
	if (!holdsSecret(inferred.type)) return false;
	report(
		context,
		"secret-misuse",
		at,
		at.op === "name"
			? `\`${at.name}\` is a secret and never read or put into text: a job that says \`uses ${at.name}\` has it as \`$${at.name}\`.`
			: `\`${printShort(at)}\` holds a secret, which is never read or put into text.`,
	);
	return true;
}

function notComparable(context: Context, node: Binary, left: Inferred, right: Inferred): Inferred {
	const [enumSide, textNode] =
		withoutNull(left.type).kind === "enum"
			? [withoutNull(left.type), node.right]
			: [withoutNull(right.type), node.left];
	const bare = enumSide.kind === "enum" && textNode.op === "literal" && typeof textNode.value === "string";
	const advice = bare ? "; write the value without quotes" : unitAdvice(left.type, right.type);
	report(
		context,
		"not-comparable",
		bare ? textNode : node,
		`\`${printShort(node.left)}\` is ${describeType(left.type)} and \`${printShort(node.right)}\` is ${describeType(right.type)}: these cannot be compared${advice}.`,
		{
			expected: left.type,
			actual: right.type,
			...(bare && { candidates: enumSide.values }),
			...(bare && enumSide.values.includes(String(textNode.value)) && { suggestion: String(textNode.value) }),
		},
	);
	return { type: bool, typed: nothing.typed };
}

function unitAdvice(left: Type, right: Type): string {
	const kinds = [withoutNull(left).kind, withoutNull(right).kind];
	if (!kinds.includes("int") && !kinds.includes("float")) return "";
	if (kinds.includes("duration")) return "; give the number a unit, as in `30s`";
	return kinds.includes("size") ? "; give the number a unit, as in `512MB`" : "";
}

/** The type of `!` and `-`. */
export function inferUnary(context: Context, node: Extract<Expression, { op: "unary" }>, place: Place): Inferred {
	if (node.operator === "!") {
		const operand = context.expect(node.operand, place, bool);
		return { type: bool, typed: { op: "unary", operator: "!", operand: operand.typed } };
	}
	const operand = context.infer(node.operand, place);
	const { type } = operand;
	if (refusesSecret(context, node.operand, operand)) return nothing;
	if (type.kind === "optional" || type.kind === "null") return reportNull(context, node.operand, place, type);
	if (!isOrdered(type) || type.kind === "string") {
		return report(
			context,
			"type-mismatch",
			node.operand,
			`\`-\` wants a number, but \`${printShort(node.operand)}\` is ${describeType(type)}.`,
			{ actual: type },
		);
	}
	const plain: Type = type.kind === "int" || type.kind === "float" ? { kind: type.kind } : type;
	return { type: plain, typed: { op: "unary", operator: "-", operand: operand.typed } };
}

/** The type of `a.b`: of an optional record it is optional, for what is missing is null. */
export function strengthened(place: Place, node: Expression, type: Type): Type {
	if (type.kind !== "optional") return type;
	const path = pathOf(node);
	return path !== undefined && place.nonNull.has(path) ? type.of : type;
}

/** Whether text may hold the value. */
export function refusesText(context: Context, at: Expression, inferred: Inferred, place: Place): boolean {
	if (refusesSecret(context, at, inferred)) return true;
	if (inferred.type.kind !== "json" && mayBeNull(inferred.type)) {
		reportNull(context, at, place, inferred.type);
		return true;
	}
	return false;
}
