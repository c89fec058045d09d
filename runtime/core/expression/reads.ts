import { assertNever } from "../result.ts";
import type { Expression, TypedExpression } from "./expression.ts";
import { pathOf, provenPaths } from "./paths.ts";
import type { Type } from "./type.ts";
import { elementType, fieldOf, mayBeNull, withoutNull } from "./type-relations.ts";
import { valueOfMap } from "./unify.ts";

/** One free name of an expression, and what is read of it. */
export interface NameReads {
	readonly name: string;
	/** Without duplicates, in the order of the text. */
	readonly paths: readonly PathRead[];
	/** Every use accepts null, so the name may be of a job that did not succeed. */
	readonly optional: boolean;
}

/** One member path. */
export interface PathRead {
	/** `metrics.accuracy`; empty where the whole value is read. */
	readonly path: string;
	/** Whether every use of it accepts null: left of `??`, compared with null, guarded, or where `T?` is expected. */
	readonly optional: boolean;
}

/**
 * The free names that an expression reads. Give the typed tree, in which bare enum values are no names any more; the
 * type expected of the whole tells where null is welcome. `xs.map(r => r.a)` reads the path `a` of `xs`, for labels.
 */
export function reads(expression: Expression | TypedExpression, expected?: Type): readonly NameReads[] {
	const found = new Map<string, Map<string, boolean>>();
	visit(expression, {
		expected,
		accepting: expected !== undefined && mayBeNull(expected),
		guarded: new Set(),
		locals: new Map(),
		add: (name, path, accepts) => {
			const paths = found.get(name) ?? new Map<string, boolean>();
			paths.set(path, accepts && (paths.get(path) ?? true));
			found.set(name, paths);
		},
	});
	return Array.from(found, ([name, paths]) => {
		const all = Array.from(paths, ([path, optional]) => ({ path, optional }));
		return { name, paths: all, optional: all.every((read) => read.optional) };
	});
}

type Node = Expression | TypedExpression;

interface Position {
	/** What is wanted at this position, where it is known. */
	readonly expected: Type | undefined;
	readonly accepting: boolean;
	/** Paths that a guard around it has shown not to be null. */
	readonly guarded: ReadonlySet<string>;
	/** Lambda parameters: the path whose elements they are, if they are elements of one. */
	readonly locals: ReadonlyMap<string, string | undefined>;
	add(name: string, path: string, accepts: boolean): void;
}

function visit(node: Node, position: Position): void {
	const plain: Position = { ...position, accepting: false, expected: undefined };
	switch (node.op) {
		case "literal":
			return;
		case "name":
			record(node.name, [], position, isGuarded(node, position));
			return;
		case "member":
		case "index":
			visitPath(node, position);
			return;
		case "list": {
			const element = position.expected && elementType(withoutNull(position.expected));
			for (const item of node.items) visit(item, wanting(position, element));
			return;
		}
		case "object": {
			const { expected } = position;
			for (const field of node.fields)
				visit(field.value, wanting(position, expected && fieldType(expected, field.name)));
			return;
		}
		case "template":
			for (const part of node.parts) if (typeof part !== "string") visit("format" in part ? part.value : part, plain);
			return;
		case "call":
			visitCall(node, plain);
			return;
		case "lambda": {
			const locals = new Map(position.locals);
			for (const parameter of node.parameters) locals.set(parameter, undefined);
			visit(node.body, { ...plain, locals });
			return;
		}
		case "unary":
			visit(node.operand, plain);
			return;
		case "binary":
			visitBinary(node, position, plain);
			return;
		case "conditional":
			visit(node.test, plain);
			visit(node.then, guarding(position, provenPaths(node.test, true)));
			visit(node.otherwise, guarding(position, provenPaths(node.test, false)));
			return;
		default:
			assertNever(node);
	}
}

function visitBinary(node: Extract<Node, { op: "binary" }>, position: Position, plain: Position): void {
	const { operator, left, right } = node;
	if (operator === "??") {
		visit(left, { ...position, accepting: true });
		visit(right, position);
		return;
	}
	if (operator === "&&" || operator === "||") {
		visit(left, plain);
		visit(right, guarding(plain, provenPaths(left, operator === "&&")));
		return;
	}
	const isEquality = operator === "==" || operator === "!=";
	const isNull = (side: Node) => side.op === "literal" && side.value === null;
	visit(left, { ...plain, accepting: isEquality && isNull(right) });
	visit(right, { ...plain, accepting: isEquality && isNull(left) });
}

/** A chain of members and indices: the path reads through indices, `sweep[0].model` reads `model`. */
function visitPath(node: Extract<Node, { op: "member" | "index" }>, position: Position): void {
	const steps: string[] = [];
	let root: Node = node;
	let guarded = false;
	while (root.op === "member" || root.op === "index") {
		guarded ||= isGuarded(root, position);
		if (root.op === "member") steps.unshift(root.name);
		else visit(root.index, { ...position, accepting: false, expected: undefined });
		root = root.target;
	}
	if (root.op === "name") record(root.name, steps, position, guarded || isGuarded(root, position));
	else visit(root, { ...position, expected: undefined });
}

function isGuarded(node: Node, position: Position): boolean {
	const path = pathOf(node);
	return path !== undefined && position.guarded.has(path);
}

function record(name: string, steps: readonly string[], position: Position, guarded: boolean): void {
	const accepts = position.accepting || guarded;
	if (position.locals.has(name)) {
		const source = position.locals.get(name);
		if (source === undefined || steps.length === 0) return;
		const [root = "", ...path] = source.split(".");
		// The elements are there or the list would not be: the list's own read decides.
		position.add(root, [...path, ...steps].join("."), true);
		return;
	}
	// `check` writes `sweep.instances` of a job as one name.
	const [root = name, ...path] = name.split(".");
	position.add(root, [...path, ...steps].join("."), accepts);
}

function visitCall(node: Extract<Node, { op: "call" }>, plain: Position): void {
	const [first] = node.arguments;
	const source = first && pathOf(first);
	const [root] = source?.split(".") ?? [];
	const elements = root !== undefined && !plain.locals.has(root) ? source : undefined;
	for (const argument of node.arguments) {
		if (argument.op !== "lambda") {
			visit(argument, plain);
			continue;
		}
		const locals = new Map(plain.locals);
		for (const parameter of argument.parameters) locals.set(parameter, elements);
		visit(argument.body, { ...plain, locals });
	}
}

function wanting(position: Position, expected: Type | undefined): Position {
	return { ...position, expected, accepting: expected !== undefined && mayBeNull(expected) };
}

function guarding(position: Position, paths: readonly string[]): Position {
	return paths.length === 0 ? position : { ...position, guarded: new Set([...position.guarded, ...paths]) };
}

function fieldType(type: Type, name: string): Type | undefined {
	const base = withoutNull(type);
	if (base.kind === "record") return fieldOf(base.fields, name);
	return base.kind === "json" ? base : valueOfMap(base);
}
