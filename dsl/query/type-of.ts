import type { Type } from "@dagwright/core";
import { type AstNode, AstUtils } from "langium";
import { hookNames, intervalNames, retryNames } from "../check/place.ts";
import * as ast from "../generated/ast.ts";
import { findDeclaration } from "../syntax/scope.ts";
import type { Analysis } from "./analysis.ts";

/**
 * The type of a path such as `clean.metrics["loss"]` or `r.for.lr`; undefined for what is no path. Enough for completion
 * and hover, also while the expression around it is half typed and could not be checked.
 */
export function typeOfExpression(analysis: Analysis, node: AstNode): Type | undefined {
	if (ast.isNameReference(node)) return typeOfName(analysis, node, node.target?.$refText ?? "");
	if (ast.isMember(node)) {
		const target = typeOfExpression(analysis, node.target);
		return target && memberType(target, node.member);
	}
	if (ast.isIndex(node)) {
		const target = plain(typeOfExpression(analysis, node.target));
		return target?.kind === "map" ? target.value : elementType(target);
	}
	if (ast.isCall(node) && ast.isMember(node.callee) && elementFunctions.has(node.callee.member)) {
		return elementType(typeOfExpression(analysis, node.callee.target));
	}
	return undefined;
}

/** The type of a name where `from` stands. */
export function typeOfName(analysis: Analysis, from: AstNode, name: string): Type | undefined {
	const declaration = findDeclaration(from, name);
	if (!declaration) return specialNames(from).get(name);
	if (ast.isLambdaParameter(declaration)) return typeOfParameter(analysis, declaration);
	const known = analysis.symbols.get(declaration);
	return known?.kind === "secret" ? { kind: "secret" } : known?.type;
}

/** The names that are there without a declaration: `run` in hooks, `error` in `retry … when`, `interval`. */
export function specialNames(from: AstNode): ReadonlyMap<string, Type> {
	const names = new Map<string, Type>();
	const hook = AstUtils.getContainerOfType(from, ast.isHook);
	const sources = [
		...(hook?.event ? [hookNames(hook.event)] : []),
		...(AstUtils.getContainerOfType(from, ast.isRetry) ? [retryNames] : []),
		...(AstUtils.getContainerOfType(from, ast.isWorkflow)?.members.some(ast.isSchedule) ? [intervalNames] : []),
	];
	for (const source of sources) for (const [name, entry] of source) names.set(name, entry.type);
	return names;
}

/** The type of a member; undefined where the type has none of that name. */
export function memberType(type: Type, name: string): Type | undefined {
	return membersOf(type).get(name);
}

/** The members of a value. */
export function membersOf(type: Type): ReadonlyMap<string, Type> {
	const inner = plain(type);
	if (inner?.kind === "record") return new Map(Object.entries(inner.fields));
	if (inner?.kind === "fan_out") return new Map([["instances", { kind: "list", element: inner.element } as const]]);
	return new Map();
}

/** What a list holds; the elements of a fan-out also have their bindings. */
export function elementType(type: Type | undefined): Type | undefined {
	const inner = plain(type);
	if (inner?.kind === "list") return inner.element;
	if (inner?.kind !== "fan_out") return undefined;
	const fields = inner.element.kind === "record" ? inner.element.fields : {};
	return { kind: "record", fields: { ...fields, for: { kind: "record", fields: inner.bindings } } };
}

/** Functions that give an element of the list that they are called on. */
const elementFunctions = new Set(["first", "last", "max_by", "min_by"]);

function typeOfParameter(analysis: Analysis, parameter: ast.LambdaParameter): Type | undefined {
	const call = parameter.$container.$container;
	if (!ast.isCall(call)) return undefined;
	const list = ast.isMember(call.callee) ? call.callee.target : call.arguments[0];
	return list && elementType(typeOfExpression(analysis, list));
}

function plain(type: Type | undefined): Type | undefined {
	return type?.kind === "optional" ? plain(type.of) : type;
}
