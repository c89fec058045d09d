import type { Json } from "../json.ts";
import { conditional } from "./conditional.ts";
import type { BinaryOperator, Expression } from "./expression.ts";
import { parseDuration, parsePercent, parseSize } from "./literals.ts";
import type { Type } from "./type.ts";

/**
 * Reads expressions for this room's tests, so that they read as `.dag` text. The language's own parser is in `dsl`,
 * which this room may not know; this one has no error recovery and no positions.
 */
export function parseExpression(text: string): Expression {
	const tokens: readonly string[] = text.match(token) ?? [];
	let at = 0;
	const peek = () => tokens[at] ?? "";
	const accept = (wanted: string) => peek() === wanted && ++at > 0;
	const take = (wanted: string) => {
		if (!accept(wanted)) throw new Error(`expected ${wanted} before ${tokens.slice(at).join(" ")} in ${text}`);
	};
	const until = <Item>(end: string, item: () => Item): Item[] => {
		const items: Item[] = [];
		while (!accept(end)) {
			if (items.length > 0) take(",");
			items.push(item());
		}
		return items;
	};

	const expression = (): Expression => {
		const test = binary(0);
		if (!accept("?")) return test;
		const yes = expression();
		take(":");
		return conditional(test, yes, expression());
	};
	const binary = (level: number): Expression => {
		const operators = levels[level];
		if (!operators) return unary();
		let left = binary(level + 1);
		for (let operator = operatorAt(operators); operator; operator = operatorAt(operators)) {
			at++;
			left = { op: "binary", operator, left, right: binary(level + 1) };
		}
		return left;
	};
	const operatorAt = (operators: readonly BinaryOperator[]) => operators.find((operator) => operator === peek());
	const unary = (): Expression => {
		if (accept("!")) return { op: "unary", operator: "!", operand: unary() };
		if (accept("-")) return { op: "unary", operator: "-", operand: unary() };
		let target = primary();
		for (;;) {
			if (accept(".")) {
				const name = tokens[at++] ?? "";
				target = accept("(")
					? { op: "call", function: name, arguments: [target, ...until(")", argument)] }
					: { op: "member", target, name };
			} else if (accept("[")) {
				target = { op: "index", target, index: expression() };
				take("]");
			} else return target;
		}
	};
	const argument = (): Expression => {
		const arrow = tokens.indexOf("=>", at);
		const parameters = arrow < 0 ? [] : tokens.slice(at, arrow);
		const isLambda = arrow === at + 1 || (parameters[0] === "(" && parameters.indexOf(")") === parameters.length - 1);
		if (!isLambda) return expression();
		at = arrow + 1;
		const names = parameters.filter((part) => /^[A-Za-z_]/.test(part));
		return { op: "lambda", parameters: names, body: argument() };
	};
	const primary = (): Expression => {
		const next = tokens[at++] ?? "";
		if (next === "(") {
			const inner = argument();
			take(")");
			return inner;
		}
		if (next === "[") return { op: "list", items: until("]", expression) };
		if (next === "{") return { op: "object", fields: until("}", field) };
		if (next.startsWith('"')) return template(next);
		if (/^\d/.test(next)) return numberLiteral(next);
		if (next === "true" || next === "false") return literal(next === "true", { kind: "bool" });
		if (next === "null") return literal(null, { kind: "null" });
		return accept("(") ? { op: "call", function: next, arguments: until(")", argument) } : { op: "name", name: next };
	};
	const field = () => {
		const name = tokens[at++] ?? "";
		take(":");
		return { name: name.startsWith('"') ? String(JSON.parse(name)) : name, value: expression() };
	};

	const whole = argument();
	if (at < tokens.length) throw new Error(`unexpected ${tokens.slice(at).join(" ")} in ${text}`);
	return whole;
}

const token =
	/"(?:\\.|\$\{[^}]*\}|[^"\\])*"|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:%|[A-Za-z]\w*)*|[A-Za-z_]\w*|=>|\?\?|\|\||&&|==|!=|<=|>=|[^\s]/g;

const levels: readonly (readonly BinaryOperator[])[] = [
	["??"],
	["||"],
	["&&"],
	["==", "!="],
	["<", "<=", ">", ">=", "in"],
	["+", "-"],
	["*", "/", "%"],
];

function literal(value: Json, type: Type): Expression {
	return { op: "literal", value, type };
}

function numberLiteral(text: string): Expression {
	const percent = parsePercent(text);
	if (percent !== undefined) return literal(percent, { kind: "percent" });
	const duration = parseDuration(text);
	if (duration !== undefined) return literal(duration, { kind: "duration" });
	const size = parseSize(text);
	if (size !== undefined) return literal(size, { kind: "size" });
	return literal(Number(text), { kind: /^\d+$/.test(text) ? "int" : "float" });
}

function template(quoted: string): Expression {
	const pieces = quoted.slice(1, -1).split(/(?<!\\)(\$\{[^}]*\})/);
	const parts = pieces.flatMap((piece): (string | Expression)[] => {
		if (piece.startsWith("${")) return [parseExpression(piece.slice(2, -1))];
		return piece === ""
			? []
			: [String(JSON.parse(`"${piece.replaceAll("\\$", "$").replace(/\\u\{(\w+)\}/g, "\\u$1")}"`))];
	});
	const [only = ""] = parts;
	if (parts.length < 2 && typeof only === "string") return literal(only, { kind: "string" });
	return { op: "template", parts };
}
