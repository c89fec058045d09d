import type { Type } from "@dagwright/core";
import { elementType as elementOf, fileFields, instancesType, isFileLike, optional } from "@dagwright/core/expression";
import { type AstNode, AstUtils } from "langium";
import { hookNames, intervalNames, retryNames } from "../check/place.ts";
import * as ast from "../generated/ast.ts";
import { findDeclaration } from "../syntax/scope.ts";
import type { Analysis } from "./analysis.ts";
import { typeOfExpected, workflowExpectedOf } from "./test-place.ts";

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
	if (ast.isBinary(node) && node.operator === "??") return plain(typeOfExpression(analysis, node.left));
	if (ast.isCall(node) && ast.isMember(node.callee)) {
		const { member, target } = node.callee;
		if (elementFunctions.has(member)) return elementType(typeOfExpression(analysis, target));
		if (listFunctions.has(member)) return typeOfExpression(analysis, target);
	}
	return undefined;
}

/** The type of a name where `from` stands. */
export function typeOfName(analysis: Analysis, from: AstNode, name: string): Type | undefined {
	const declaration = findDeclaration(from, name);
	if (declaration && ast.isLambdaParameter(declaration)) return typeOfParameter(analysis, declaration);
	const workflow = workflowExpectedOf(analysis, from);
	if (workflow) return typeOfExpected(workflow, name);
	if (!declaration) return specialNames(from).get(name);
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
	const inner = plain(type);
	if (inner?.kind === "map") return optional(inner.value);
	return inner?.kind === "json" ? inner : membersOf(type).get(name);
}

/** The members of a value. */
export function membersOf(type: Type): ReadonlyMap<string, Type> {
	const inner = plain(type);
	if (inner?.kind === "record") return new Map(Object.entries(inner.fields));
	if (inner?.kind === "fan_out") return new Map([["instances", instancesType(inner)] as const]);
	return inner && isFileLike(inner) ? new Map(Object.entries(fileFields)) : new Map();
}

/** What a list holds; the elements of a fan-out also have their bindings. */
export function elementType(type: Type | undefined): Type | undefined {
	const inner = plain(type);
	return inner && elementOf(inner);
}

/** Functions that give an element of the list that they are called on. */
export const elementFunctions: ReadonlySet<string> = new Set(["first", "last", "find", "max_by", "min_by"]);

/** Functions whose list holds elements of the one that they are called on. */
export const listFunctions: ReadonlySet<string> = new Set([
	"filter",
	"sort",
	"sort_by",
	"slice",
	"unique",
	"compact",
	"reverse",
]);

function typeOfParameter(analysis: Analysis, parameter: ast.LambdaParameter): Type | undefined {
	const call = parameter.$container.$container;
	if (!ast.isCall(call)) return undefined;
	const list = ast.isMember(call.callee) ? call.callee.target : call.arguments[0];
	return list && elementType(typeOfExpression(analysis, list));
}

/** The type without null. */
export function plain(type: Type | undefined): Type | undefined {
	return type?.kind === "optional" ? plain(type.of) : type;
}
