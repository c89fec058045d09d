import type { Expression, Type } from "@dagwright/core";
import { provenPaths } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { amountOf, textParts } from "../syntax/literals.ts";
import type { NameUse, Site } from "./model.ts";

/** Finds the text of an expression: the syntax node that each of its nodes was made from. */
export type ExpressionNodes = WeakMap<Expression, AstNode>;

/** What `toSite` reports beside its result: numbers that are none, calls of what is no function. */
export type ReportMalformed = (node: AstNode, message: string, suggestion?: string) => void;

/** Stands for what could not be read; it fits everywhere, so nothing more is said about it. */
const broken: Expression = { op: "literal", value: null, type: { kind: "unknown" } };

/** Maps a syntax tree onto the core's expression and collects the names it uses. A missing part becomes `unknown`. */
export class ExpressionReader {
	private readonly nodes: ExpressionNodes;
	private readonly malformed: ReportMalformed;
	private uses: NameUse[] = [];
	private readsStdout = false;
	private readsMetrics = false;
	/** Names that a condition around has proven not to be null. */
	private proven: readonly string[] = [];
	private readonly locals: string[] = [];

	constructor(nodes: ExpressionNodes, malformed: ReportMalformed) {
		this.nodes = nodes;
		this.malformed = malformed;
	}

	/** `node` is what the expression belongs to where the expression itself is missing. */
	site(expression: ast.Expression | ast.Text | undefined, node: AstNode): Site {
		this.uses = [];
		this.readsStdout = false;
		this.readsMetrics = false;
		const read = this.read(expression, false);
		const { uses, readsStdout, readsMetrics } = this;
		return { node: expression ?? node, expression: read, uses, readsStdout, readsMetrics };
	}

	private read(node: ast.Expression | ast.Text | undefined, guarded: boolean): Expression {
		if (node === undefined) return { ...broken };
		const expression = this.convert(node, guarded);
		this.nodes.set(expression, node);
		return expression;
	}

	private convert(node: ast.Expression | ast.Text, guarded: boolean): Expression {
		switch (node.$type) {
			case "NameReference":
				return this.name(node, [], guarded);
			case "Member":
				return this.member(node, guarded);
			case "NumberLiteral":
			case "DurationLiteral":
			case "SizeLiteral":
			case "PercentLiteral":
			case "MalformedNumber": {
				const amount = amountOf(node);
				if ("problem" in amount) {
					this.malformed(node, `${amount.problem}.`, amount.suggestion);
					return { ...broken };
				}
				return literal(amount.value, { kind: amount.kind });
			}
			case "PlainText":
			case "Template":
				return this.text(node);
			case "BooleanLiteral":
				return literal(node.value, { kind: "bool" });
			case "NullLiteral":
				return literal(null, { kind: "null" });
			case "ListLiteral":
				return { op: "list", items: node.items.map((item) => this.read(item, false)) };
			case "ObjectLiteral":
				return {
					op: "object",
					fields: node.entries.map((entry) => ({ name: entry.key, value: this.read(entry.value, false) })),
				};
			case "Index":
				return { op: "index", target: this.read(node.target, guarded), index: this.read(node.index, false) };
			case "Call":
				return this.call(node);
			case "Unary":
				return { op: "unary", operator: node.operator, operand: this.read(node.operand, false) };
			case "Binary":
				return this.binary(node, guarded);
			case "Conditional": {
				const test = this.read(node.test, false);
				const branch = (part: ast.Expression, outcome: boolean) =>
					this.proving(provenPaths(test, outcome), () => this.read(part, guarded));
				// biome-ignore lint/suspicious/noThenProperty: the name that the core's expressions have.
				return { op: "conditional", test, then: branch(node.then, true), otherwise: branch(node.otherwise, false) };
			}
			default:
				return { ...broken };
		}
	}

	private binary(node: ast.Binary, guarded: boolean): Expression {
		const { operator } = node;
		const comparesNull = (operator === "==" || operator === "!=") && (isNull(node.left) || isNull(node.right));
		const left = this.read(node.left, guarded || operator === "??" || comparesNull);
		const rightSide = () => this.read(node.right, guarded || comparesNull);
		const right =
			operator === "&&" || operator === "||"
				? this.proving(provenPaths(left, operator === "&&"), rightSide)
				: rightSide();
		return { op: "binary", operator, left, right };
	}

	/** Reads what is only evaluated where those paths are not null. */
	private proving<Value>(paths: readonly string[], read: () => Value): Value {
		const before = this.proven;
		this.proven = [...before, ...paths];
		const value = read();
		this.proven = before;
		return value;
	}

	private name(node: ast.NameReference, path: readonly string[], guarded: boolean): Expression {
		const name = node.target?.$refText;
		if (name === undefined || name === "") return { ...broken };
		if (!this.locals.includes(name)) {
			this.uses.push({ name, path, at: chainOf(node), guarded: guarded || this.proven.includes(name) });
		}
		return { op: "name", name };
	}

	private member(node: ast.Member, guarded: boolean): Expression {
		if (node.member === undefined) return this.read(node.target, guarded);
		const path: string[] = [];
		let root: ast.Expression | undefined = node;
		while (root?.$type === "Member") {
			path.unshift(root.member);
			root = root.target;
		}
		if (path.includes("metrics")) this.readsMetrics = true;
		const isChain = root?.$type === "NameReference" && !this.locals.includes(root.target?.$refText ?? "");
		if (!isChain && node.member === "stdout") this.readsStdout = true;
		const target =
			root?.$type === "NameReference" ? this.memberOfName(node.target, path, guarded) : this.read(node.target, guarded);
		return { op: "member", target, name: node.member };
	}

	/** A chain `a.b.c` is one use, of `a`, with the path `b`, `c`. */
	private memberOfName(node: ast.Expression, path: readonly string[], guarded: boolean): Expression {
		const expression: Expression =
			node.$type === "NameReference"
				? this.name(node, path, guarded)
				: node.$type === "Member"
					? { op: "member", target: this.memberOfName(node.target, path, guarded), name: node.member }
					: { ...broken };
		this.nodes.set(expression, node);
		return expression;
	}

	private text(node: ast.Text): Expression {
		const parts = textParts(node);
		if (parts.length === 1 && typeof parts[0] === "string") return literal(parts[0], { kind: "string" });
		return { op: "template", parts: parts.map((part) => (typeof part === "string" ? part : this.read(part, false))) };
	}

	private call(node: ast.Call): Expression {
		const { callee } = node;
		const values = () => node.arguments.map((argument) => this.argument(argument));
		if (callee?.$type === "NameReference" && callee.target !== undefined) {
			return { op: "call", function: callee.target.$refText, arguments: values() };
		}
		if (callee?.$type === "Member" && callee.member !== undefined) {
			return { op: "call", function: callee.member, arguments: [this.read(callee.target, false), ...values()] };
		}
		if (callee !== undefined) this.malformed(callee, "Only a function can be called, as `round(x)` or `x.round()`.");
		values();
		return { ...broken };
	}

	private argument(node: ast.Argument): Expression {
		if (node.$type !== "Lambda") return this.read(node, false);
		const parameters = node.parameters.map((parameter) => parameter.name);
		this.locals.push(...parameters);
		const body = this.read(node.body, false);
		this.locals.length -= parameters.length;
		const expression: Expression = { op: "lambda", parameters, body };
		this.nodes.set(expression, node);
		return expression;
	}
}

/** `a.b.c` where the name is `a`. */
function chainOf(node: AstNode): AstNode {
	let chain = node;
	while (chain.$container?.$type === "Member" && chain.$containerProperty === "target") chain = chain.$container;
	return chain;
}

function literal(value: string | number | boolean | null, type: Type): Expression {
	return { op: "literal", value, type };
}

function isNull(node: ast.Expression | undefined): boolean {
	return node?.$type === "NullLiteral";
}
