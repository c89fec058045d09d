import type { ConfigKey, JobType, Type } from "@dagwright/core";
import { type ExpressionFunction, functions } from "@dagwright/core/expression";
import { type AstNode, AstUtils } from "langium";
import { resolveJobType } from "../check/job-types.ts";
import type { SourceFile } from "../check/model.ts";
import { resolvePath } from "../check/project.ts";
import * as ast from "../generated/ast.ts";
import { constantText } from "../syntax/literals.ts";
import { findDeclaration, importedName } from "../syntax/scope.ts";
import type { Analysis, Cursor } from "./analysis.ts";
import { memberType, typeOfExpression } from "./type-of.ts";

/** What a word means. */
export type Meaning =
	| { readonly kind: "declaration"; readonly file: SourceFile; readonly node: AstNode }
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "job type"; readonly type: JobType }
	| { readonly kind: "config key"; readonly type: JobType; readonly name: string; readonly key: ConfigKey }
	| { readonly kind: "function"; readonly function: ExpressionFunction }
	/** A member whose declaration, if it has one, is in the text. */
	| {
			readonly kind: "member";
			readonly name: string;
			readonly type: Type | undefined;
			readonly declaration: { readonly file: SourceFile; readonly node: AstNode } | undefined;
	  };

/** What the word under the cursor means; undefined for keywords, literals and what is not known. */
export function meaningAt({ analysis, file, leaf }: Cursor): Meaning | undefined {
	if (!leaf) return undefined;
	const node = leaf.astNode;
	const name = leaf.text;
	if (ast.isMember(node) && node.member === name) return memberMeaning(analysis, file, node);
	if (ast.isNameReference(node)) return referenceMeaning(analysis, file, node);
	if (ast.isImportItem(node)) return imported(file, node);
	const importing = AstUtils.getContainerOfType(node, ast.isImport);
	if (importing) return importedFile(analysis, file, importing);
	if (ast.isNamedType(node)) return typeMeaning(file, name);
	if (ast.isTest(node) && node.workflow?.$refText === name) return jobTypeMeaning(analysis, file, name);
	if (ast.isWithAssignment(node) && node.param === name) {
		return paramOf(analysis, file, node.$container.$container.workflow?.$refText, name);
	}
	if (ast.isPathStep(node) && node.step === name) return stepMeaning(analysis, file, node);
	if ((ast.isJob(node) || ast.isFallback(node) || ast.isRollback(node)) && node.type?.$refText === name) {
		const isOwnName = ast.isJob(node) && node.name === name && leaf.offset < (node.type.$refNode?.offset ?? 0);
		return isOwnName ? { kind: "declaration", file, node } : jobTypeMeaning(analysis, file, name);
	}
	if (ast.isSetting(node) && node.key === name) return settingMeaning(analysis, file, node);
	if (ast.isAfterItem(node) || ast.isUsedSecret(node) || ast.isNext(node)) return declared(file, node, name);
	return "name" in node && node.name === name ? { kind: "declaration", file, node } : undefined;
}

/** The workflow that a test is about. */
export function workflowOf(
	analysis: Analysis,
	file: SourceFile,
	name: string | undefined,
): { readonly file: SourceFile; readonly node: ast.Workflow } | undefined {
	const type = resolveJobType(file, analysis.catalog, name);
	return type?.kind === "workflow" ? { file: type.workflow.file, node: type.workflow.node } : undefined;
}

/** The type name that a job's body is written for: its own, or that of the job it stands in for. */
export function typeNameOf(body: ast.Job | ast.Fallback | ast.Rollback): string | undefined {
	if (body.type !== undefined) return body.type.$refText;
	return ast.isFallback(body) ? AstUtils.getContainerOfType(body.$container, ast.isJob)?.type?.$refText : undefined;
}

function declared(file: SourceFile, from: AstNode, name: string): Meaning | undefined {
	const node = findDeclaration(from, name);
	if (!node) return undefined;
	return ast.isImportItem(node) ? imported(file, node) : { kind: "declaration", file, node };
}

function referenceMeaning(analysis: Analysis, file: SourceFile, node: ast.NameReference): Meaning | undefined {
	const name = node.target?.$refText ?? "";
	const found = declared(file, node, name);
	if (found) return found;
	const known = functions.get(name);
	if (known) return { kind: "function", function: known };
	const type = typeOfExpression(analysis, node);
	return type && { kind: "member", name, type, declaration: undefined };
}

function memberMeaning(analysis: Analysis, file: SourceFile, node: ast.Member): Meaning | undefined {
	const { member: name } = node;
	const called = ast.isCall(node.$container) && node.$container.callee === node ? functions.get(name) : undefined;
	if (called) return { kind: "function", function: called };
	const target = typeOfExpression(analysis, node.target);
	const declaration = outputDeclaration(analysis, file, node.target, name);
	const type = target && memberType(target, name);
	return type || declaration ? { kind: "member", name, type, declaration } : undefined;
}

/** Where an output is declared: in the job's `outputs`, in the group, in the called workflow, or as a carry. */
function outputDeclaration(
	analysis: Analysis,
	file: SourceFile,
	target: AstNode,
	name: string,
): { readonly file: SourceFile; readonly node: AstNode } | undefined {
	if (!ast.isNameReference(target)) return undefined;
	const source = findDeclaration(target, target.target?.$refText ?? "");
	if (!source) return undefined;
	const within = (nodes: readonly AstNode[]) => {
		const node = nodes.find((each) => "name" in each && each.name === name);
		return node && { file, node };
	};
	if (ast.isGroup(source)) return within(source.members.filter(ast.isOutput));
	if (ast.isLoop(source)) {
		return within(source.modifiers.filter(ast.isCarryClause).flatMap((clause) => clause.carries));
	}
	if (!ast.isJob(source)) return undefined;
	const called = workflowOf(analysis, file, source.type?.$refText);
	if (called) {
		const node = called.node.members.filter(ast.isOutput).find((output) => output.name === name);
		return node && { file: called.file, node };
	}
	return within((source.body?.members ?? []).filter(ast.isOutputs).flatMap((outputs) => outputs.fields));
}

function imported(file: SourceFile, item: ast.ImportItem): Meaning | undefined {
	return typeMeaning(file, importedName(item));
}

function typeMeaning(file: SourceFile, name: string): Meaning | undefined {
	const declaration = file.names.get(name);
	if (declaration?.kind === "type") return { kind: "declaration", file: declaration.file, node: declaration.node };
	if (declaration?.kind !== "workflow") return undefined;
	return { kind: "declaration", file: declaration.workflow.file, node: declaration.workflow.node };
}

function importedFile(analysis: Analysis, file: SourceFile, node: ast.Import): Meaning | undefined {
	const written = node.path && constantText(node.path);
	const path = written === undefined ? undefined : resolvePath(file.path, written);
	return analysis.files.some((each) => each.path === path) && path !== undefined ? { kind: "file", path } : undefined;
}

function jobTypeMeaning(analysis: Analysis, file: SourceFile, name: string): Meaning | undefined {
	const type = resolveJobType(file, analysis.catalog, name);
	if (type?.kind === "catalog") return { kind: "job type", type: type.type };
	if (type?.kind !== "workflow") return undefined;
	return { kind: "declaration", file: type.workflow.file, node: type.workflow.node };
}

function settingMeaning(analysis: Analysis, file: SourceFile, node: ast.Setting): Meaning | undefined {
	if (!ast.isBody(node.$container)) return undefined;
	const typeName = typeNameOf(node.$container.$container);
	const type = resolveJobType(file, analysis.catalog, typeName);
	if (type?.kind === "workflow") return paramOf(analysis, file, typeName, node.key);
	const key = type?.kind === "catalog" ? type.type.config[node.key] : undefined;
	return type?.kind === "catalog" && key ? { kind: "config key", type: type.type, name: node.key, key } : undefined;
}

function paramOf(
	analysis: Analysis,
	file: SourceFile,
	workflow: string | undefined,
	name: string,
): Meaning | undefined {
	const called = workflowOf(analysis, file, workflow);
	const node = called?.node.members.filter(ast.isParam).find((param) => param.name === name);
	return called && node && { kind: "declaration", file: called.file, node };
}

/** The job that a mock names; its path goes on in the workflow that it calls. */
function stepMeaning(analysis: Analysis, file: SourceFile, wanted: ast.PathStep): Meaning | undefined {
	const mock = wanted.$container;
	let tested = workflowOf(analysis, file, mock.$container.workflow?.$refText);
	let members: readonly AstNode[] = tested?.node.members ?? [];
	for (const step of mock.path) {
		const node = members.find((each) => "name" in each && each.name === step.step);
		if (!tested || !node) return undefined;
		if (step === wanted) return { kind: "declaration", file: tested.file, node };
		if (ast.isJob(node)) tested = workflowOf(analysis, tested.file, node.type?.$refText);
		members =
			ast.isGroup(node) || ast.isLoop(node) ? node.members : ast.isJob(node) ? (tested?.node.members ?? []) : [];
	}
	return undefined;
}
