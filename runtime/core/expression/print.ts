import type { Json } from "../json.ts";
import { assertNever } from "../result.ts";
import type { BinaryOperator, Expression, TypedExpression } from "./expression.ts";
import { functions } from "./functions/table.ts";
import { formatDuration, formatPercent, formatSize } from "./literals.ts";

/** How tightly each operator binds; unary is 8, member and call 9. */
const precedence: Readonly<Record<BinaryOperator, number>> = {
	"??": 1,
	"||": 2,
	"&&": 3,
	"==": 4,
	"!=": 4,
	"<": 5,
	"<=": 5,
	">": 5,
	">=": 5,
	in: 5,
	"+": 6,
	"-": 6,
	"*": 7,
	"/": 7,
	"%": 7,
};

/** The expression as `.dag` text on one line, with no more parentheses than it needs. */
export function printExpression(expression: Expression | TypedExpression): string {
	return print(expression, 0);
}

/** The expression as `.dag` text, cut in the middle of what is too long for a message. */
export function printShort(expression: Expression | TypedExpression, most = 60): string {
	const text = printExpression(expression);
	return text.length <= most ? text : `${text.slice(0, most - 16)} … ${text.slice(-12)}`;
}

function print(expression: Expression | TypedExpression, around: number): string {
	switch (expression.op) {
		case "literal":
			return printLiteral(expression);
		case "name":
			return expression.name;
		case "list":
			return `[${expression.items.map((item) => print(item, 0)).join(", ")}]`;
		case "object":
			return printFields(expression.fields.map((field) => [field.name, print(field.value, 0)]));
		case "template":
			return `"${expression.parts.map(printPart).join("")}"`;
		case "member":
			return `${print(expression.target, 9)}.${expression.name}`;
		case "index":
			return `${print(expression.target, 9)}[${print(expression.index, 0)}]`;
		case "call":
			return printCall(expression.function, expression.arguments);
		case "lambda": {
			const [only] = expression.parameters;
			const parameters = expression.parameters.length === 1 ? only : `(${expression.parameters.join(", ")})`;
			return parenthesised(`${parameters} => ${print(expression.body, 0)}`, around > 0);
		}
		case "unary":
			return parenthesised(`${expression.operator}${print(expression.operand, 8)}`, around > 8);
		case "binary": {
			const own = precedence[expression.operator];
			// Comparisons do not chain: (a < b) == c keeps its parentheses.
			const left = print(expression.left, own === 4 || own === 5 ? own + 1 : own);
			return parenthesised(`${left} ${expression.operator} ${print(expression.right, own + 1)}`, around > own);
		}
		case "conditional": {
			const branches = `${print(expression.then, 1)} : ${print(expression.otherwise, 0)}`;
			return parenthesised(`${print(expression.test, 1)} ? ${branches}`, around > 0);
		}
		default:
			return assertNever(expression);
	}
}

function printLiteral(literal: Extract<Expression | TypedExpression, { op: "literal" }>): string {
	const kind = "type" in literal ? literal.type.kind : literal.format;
	if (typeof literal.value === "number") {
		if (kind === "duration") return formatDuration(literal.value);
		if (kind === "size") return formatSize(literal.value);
		if (kind === "percent") return formatPercent(literal.value);
	}
	if (kind === "enum" && typeof literal.value === "string") return literal.value;
	return printValue(literal.value);
}

/** A JSON value as `.dag` text. */
export function printValue(value: Json): string {
	if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
	if (typeof value === "string") return printText(value);
	if (typeof value !== "object" || value === null) return String(value);
	return printFields(Object.entries(value).map(([name, field]) => [name, printValue(field)]));
}

function printFields(fields: readonly (readonly [string, string])[]): string {
	if (fields.length === 0) return "{}";
	const shown = fields.map(([name, text]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : printText(name)}: ${text}`);
	return `{ ${shown.join(", ")} }`;
}

function printText(text: string): string {
	return `"${escapeText(text)}"`;
}

function escapeText(text: string): string {
	return JSON.stringify(text)
		.slice(1, -1)
		.replaceAll("${", "\\${")
		.replace(/\\u([0-9a-f]{4})/g, "\\u{$1}");
}

function printPart(part: Extract<Expression | TypedExpression, { op: "template" }>["parts"][number]): string {
	if (typeof part === "string") return escapeText(part);
	return `\${${print("format" in part ? part.value : part, 0)}}`;
}

/** Functions of lists, maps and text read best as methods, functions of numbers as functions. */
function printCall(name: string, given: readonly (Expression | TypedExpression)[]): string {
	const [first, ...rest] = given;
	const kind = functions.get(name)?.signatures[0]?.parameters[0]?.pattern;
	const isMethod =
		first !== undefined &&
		(first.op === "name" || first.op === "member" || first.op === "call" || first.op === "index") &&
		kind !== undefined &&
		(kind.kind === "list" || kind.kind === "map" || (kind.kind === "type" && kind.type.kind === "string"));
	const target = isMethod ? `${print(first, 9)}.` : "";
	return `${target}${name}(${(isMethod ? rest : given).map((argument) => print(argument, 0)).join(", ")})`;
}

function parenthesised(text: string, needed: boolean): string {
	return needed ? `(${text})` : text;
}
