import type { Origin, Type } from "@dagwright/core";
import { type Environment, type ExpressionProblem, isFileLike, withoutNull } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { originOf } from "./findings.ts";
import type { WorkflowModel } from "./model.ts";

/** What an unknown name was surely meant to be, and all of the text that belongs to it. */
export interface Meant {
	/** The expression of which all is said. */
	readonly node: AstNode;
	readonly message: string;
	readonly suggestion: string;
	at(file: string): Origin;
}

export interface MeantContext {
	readonly workflow: WorkflowModel;
	readonly inScript?: boolean;
	readonly expected: Type | undefined;
	/** The text of the file. */
	readonly text: string;
	readonly environment: Environment;
}

/** What other languages write for our literals. */
const literals: Readonly<Record<string, string>> = {
	True: "true",
	TRUE: "true",
	yes: "true",
	False: "false",
	FALSE: "false",
	no: "false",
	None: "null",
	NULL: "null",
	none: "null",
	nil: "null",
	undefined: "null",
};

/**
 * Whether an unknown name is no mistyped one: a variable of the shell (`${NAME}` in a script), text without its quotes
 * (`data/ecg.csv`), or a literal of another language (`True`).
 */
export function meantOtherwise(node: AstNode, problem: ExpressionProblem, context: MeantContext): Meant | undefined {
	if (problem.at.op !== "name") return undefined;
	const { name } = problem.at;
	const literal = Object.hasOwn(literals, name) ? literals[name] : undefined;
	if (literal !== undefined) {
		const message = `In this language \`${name}\` is written \`${literal}\`.`;
		return { node, message, suggestion: literal, at: (file) => originOf(file, node) };
	}
	const owner = ownerOf(name, context.environment);
	if (owner !== undefined) {
		const suggestion = `${owner}.${name}`;
		const message = `There is no \`${name}\` here; write \`${suggestion}\`.`;
		return { node, message, suggestion, at: (file) => originOf(file, node) };
	}
	const near = problem.suggestion;
	const forShell = context.inScript ? shellVariable(node, name, near, context.text) : undefined;
	return forShell ?? unquoted(node, name, near, context);
}

/** What only some places have: the error of an attempt, the run, the interval of a schedule; with the members they have. */
function ownerOf(name: string, environment: Environment): string | undefined {
	return ["error", "run", "interval"].find((root) => {
		const type = withoutNull(environment.names.get(root)?.type ?? { kind: "unknown" });
		return type.kind === "record" && Object.hasOwn(type.fields, name);
	});
}

function shellVariable(node: AstNode, name: string, near: string | undefined, text: string): Meant | undefined {
	let whole = node;
	while (whole.$container !== undefined && whole.$container.$type !== "Template") {
		// `x` in `x%y` or `x/y`: what the shell cuts away from its variable.
		const { $container: outer } = whole;
		if (outer.$type !== "Binary") return undefined;
		whole = outer;
	}
	const cst = whole.$cstNode;
	if (whole.$container?.$type !== "Template" || cst === undefined) return undefined;
	const isConstant = /^[A-Z][A-Z0-9_]*$/.test(name);
	if (near !== undefined && !isConstant) return undefined;
	const start = text.lastIndexOf("${", cst.offset);
	const end = text.indexOf("}", cst.end) + 1;
	const written = text.slice(start, end);
	if (written.includes("\n")) return undefined;
	const suggestion = `\\${written}`;
	const message = `There is no \`${name}\` here. For the shell's own variable write \`${suggestion}\`.`;
	const at = (file: string) => {
		const inner = originOf(file, whole);
		const { line } = inner.start;
		return {
			file,
			start: { line, character: inner.start.character - (cst.offset - start) },
			end: { line, character: inner.end.character + (end - cst.end) },
		};
	};
	return { node: whole, message, suggestion, at };
}

/** `data/ecg.csv`, `bert-base`: a path or a name where text is wanted. */
function unquoted(
	node: AstNode,
	name: string,
	near: string | undefined,
	{ expected, text, inScript }: MeantContext,
): Meant | undefined {
	if (inScript || expected === undefined || !wantsText(expected)) return undefined;
	let whole = node;
	for (let outer = node.$container; outer !== undefined && joins(outer); outer = outer.$container) whole = outer;
	const cst = whole.$cstNode;
	if (cst === undefined || whole.$container?.$type === "Template") return undefined;
	const written = text.slice(cst.offset, cst.end);
	const isPath = /^[\w./~-]+$/.test(written) && /[^\w]/.test(written);
	if (!isPath && (near !== undefined || whole !== node || !isText(withoutNull(expected)))) return undefined;
	if (isPath && !onlyNames(whole)) return undefined;
	if (!/^[\w./~-]+$/.test(written)) return undefined;
	const suggestion = `"${written}"`;
	const message = `There is no \`${name}\` here. If it is text, write \`${suggestion}\`.`;
	return { node: whole, message, suggestion, at: (file) => originOf(file, whole) };
}

function joins({ $type }: AstNode): boolean {
	return $type === "Binary" || $type === "Member";
}

/** No numbers: `rate/2` is a quotient. */
function onlyNames(node: AstNode): boolean {
	const expression = node as ast.Expression;
	if (expression.$type === "NameReference") return true;
	if (expression.$type === "Member") return onlyNames(expression.target);
	return expression.$type === "Binary" && onlyNames(expression.left) && onlyNames(expression.right);
}

function isText(type: Type): boolean {
	return type.kind === "string" || isFileLike(type);
}

/** Text, or something that may hold text. */
function wantsText(type: Type): boolean {
	const plain = withoutNull(type);
	if (plain.kind === "list") return wantsText(plain.element);
	if (plain.kind === "map") return wantsText(plain.value);
	return isText(plain) || plain.kind === "json" || plain.kind === "record";
}
