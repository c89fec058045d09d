import type { AstNode } from "langium";
import type { SourceFile } from "../check/model.ts";
import * as ast from "../generated/ast.ts";
import { findDeclaration, importedName } from "../syntax/scope.ts";
import type { Analysis } from "./analysis.ts";
import { testedWorkflow, workflowExpectedOf } from "./test-place.ts";
import { elementFunctions, listFunctions } from "./type-of.ts";

/** A node of the tree that declares something, with its file. */
export interface Declared {
	readonly file: SourceFile;
	readonly node: AstNode;
}

/** What a name means where `from` stands; in an expectation the names of the workflow under test come first. */
export function declarationOf(analysis: Analysis, file: SourceFile, from: AstNode, name: string): Declared | undefined {
	const workflow = workflowExpectedOf(analysis, from);
	const lambda = workflow && findDeclaration(from, name);
	if (lambda !== undefined && ast.isLambdaParameter(lambda)) return { file, node: lambda };
	const expected = workflow?.names.get(name);
	if (workflow && expected) return { file: workflow.file, node: expected.node };
	const node = findDeclaration(from, name);
	if (!node) return undefined;
	return ast.isImportItem(node) ? declaredInFile(file, importedName(node)) : { file, node };
}

/** A workflow or type that a file declares or imports. */
export function declaredInFile(file: SourceFile, name: string): Declared | undefined {
	const declaration = file.names.get(name);
	if (declaration?.kind === "type") return { file: declaration.file, node: declaration.node };
	if (declaration?.kind !== "workflow") return undefined;
	return { file: declaration.workflow.file, node: declaration.workflow.node };
}

/** Where a member of an expression is declared: an output, a carry, a field of a type, or a param's. */
export function memberDeclaration(
	analysis: Analysis,
	file: SourceFile,
	target: AstNode,
	name: string,
): Declared | undefined {
	const source = sourceOf(analysis, file, target, 0);
	return source && memberOf(analysis, source, name);
}

/** Names lead on through at most so many others: a `let` may name itself by mistake. */
const MOST_STEPS = 32;

/** What gives the value of an expression, or the elements of its list. */
function sourceOf(analysis: Analysis, file: SourceFile, expression: AstNode, steps: number): Declared | undefined {
	if (steps > MOST_STEPS) return undefined;
	if (ast.isIndex(expression)) return sourceOf(analysis, file, expression.target, steps + 1);
	if (ast.isBinary(expression)) {
		return expression.operator === "??" ? sourceOf(analysis, file, expression.left, steps + 1) : undefined;
	}
	if (ast.isCall(expression)) {
		const { callee } = expression;
		const keeps = ast.isMember(callee) && (elementFunctions.has(callee.member) || listFunctions.has(callee.member));
		return keeps ? sourceOf(analysis, file, callee.target, steps + 1) : undefined;
	}
	if (ast.isMember(expression)) {
		const source = sourceOf(analysis, file, expression.target, steps + 1);
		return source && memberOf(analysis, source, expression.member);
	}
	if (!ast.isNameReference(expression)) return undefined;
	const found = declarationOf(analysis, file, expression, expression.target?.$refText ?? "");
	if (!found) return undefined;
	const { node } = found;
	const value = ast.isLet(node) ? node.value : ast.isCarry(node) ? node.initial : listOf(node);
	return (value && sourceOf(analysis, found.file, value, steps + 1)) ?? found;
}

/** The list that a lambda's parameter goes over. */
function listOf(node: AstNode): AstNode | undefined {
	if (!ast.isLambdaParameter(node)) return undefined;
	const call = node.$container?.$container;
	if (!ast.isCall(call)) return undefined;
	return ast.isMember(call.callee) ? call.callee.target : call.arguments[0];
}

function memberOf(analysis: Analysis, { file, node: source }: Declared, name: string): Declared | undefined {
	const within = (nodes: readonly AstNode[], where = file): Declared | undefined => {
		const node = nodes.find((each) => "name" in each && each.name === name);
		return node && { file: where, node };
	};
	if (ast.isGroup(source)) return within(source.members.filter(ast.isOutput));
	if (ast.isLoop(source)) {
		return within(source.modifiers.filter(ast.isCarryClause).flatMap((clause) => clause.carries));
	}
	if (ast.isJob(source)) {
		const called = testedWorkflow(analysis, file, source.type?.$refText);
		if (called) return within(called.node.members.filter(ast.isOutput), called.file);
		return within((source.body?.members ?? []).filter(ast.isOutputs).flatMap((outputs) => outputs.fields));
	}
	const type = "type" in source ? (source.type as AstNode | undefined) : undefined;
	if (ast.isRecordType(type)) return within(type.fields);
	if (!ast.isNamedType(type)) return undefined;
	const element = type.parameters.at(-1);
	const written = ast.isNamedType(element) ? element : type;
	const declared = declaredInFile(file, written.reference?.$refText ?? "");
	return declared && ast.isTypeDeclaration(declared.node) ? within(declared.node.fields, declared.file) : undefined;
}
