import type { ConfigKey, JobType, Type } from "@dagwright/core";
import { type ExpressionFunction, functions } from "@dagwright/core/expression";
import { type AstNode, AstUtils, type LeafCstNode } from "langium";
import { resolveJobType } from "../check/job-types.ts";
import type { SourceFile } from "../check/model.ts";
import { resolvePath } from "../check/project.ts";
import type { TestPlace } from "../check/test-path.ts";
import { builtinTypes } from "../check/types.ts";
import * as ast from "../generated/ast.ts";
import { constantText } from "../syntax/literals.ts";
import { importedName } from "../syntax/scope.ts";
import type { Analysis, Cursor } from "./analysis.ts";
import { type Declared, declarationOf, declaredInFile, memberDeclaration } from "./declared-at.ts";
import { expectedType, typeNameOf } from "./expected-type.ts";
import { followPath, namesOfPath, testedWorkflow } from "./test-place.ts";
import { memberType, plain, typeOfExpression } from "./type-of.ts";

/** What a word means. */
export type Meaning =
	| ({ readonly kind: "declaration" } & Declared)
	| { readonly kind: "file"; readonly path: string }
	| { readonly kind: "job type"; readonly type: JobType }
	| { readonly kind: "config key"; readonly type: JobType; readonly name: string; readonly key: ConfigKey }
	| { readonly kind: "function"; readonly function: ExpressionFunction }
	| { readonly kind: "type"; readonly name: string }
	/** One of the values of an enum. */
	| { readonly kind: "value"; readonly name: string; readonly type: Extract<Type, { kind: "enum" }> }
	/** A variable in the environment of a process, and the secret that it holds, if it does. */
	| { readonly kind: "variable"; readonly name: string; readonly secret: string | undefined }
	/** A member whose declaration, if it has one, is in the text. */
	| {
			readonly kind: "member";
			readonly name: string;
			readonly type: Type | undefined;
			readonly declaration: Declared | undefined;
	  };

/** What the word under the cursor means; undefined for keywords, literals and what is not known. */
export function meaningAt({ analysis, file, leaf }: Cursor): Meaning | undefined {
	if (!leaf) return undefined;
	const node = leaf.astNode;
	const name = leaf.text;
	// In a path of an import the text is what leads on; of a setting, `run` is a key.
	if (isKeyword(leaf) && !(ast.isSetting(node) && node.key === name)) return undefined;
	const path = expectedPath(analysis, file, node);
	if (path && (ast.isMember(node) || ast.isNameReference(node))) return path;
	if (ast.isMember(node) && node.member === name) return memberMeaning(analysis, file, node);
	if (ast.isNameReference(node)) return referenceMeaning(analysis, file, node);
	if (ast.isImportItem(node)) return asDeclaration(declaredInFile(file, importedName(node)));
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
	if (ast.isUsedSecret(node) && node.variable === name && leaf.offset > (node.secret?.$refNode?.offset ?? 0)) {
		return { kind: "variable", name, secret: node.secret?.$refText };
	}
	if (ast.isEnvironmentEntry(node) && node.variable === name) return { kind: "variable", name, secret: undefined };
	if (ast.isObjectEntry(node) && node.key === name) return entryMeaning(analysis, file, node);
	if (ast.isAfterItem(node) || ast.isUsedSecret(node) || ast.isNext(node)) {
		return asDeclaration(declarationOf(analysis, file, node, name));
	}
	return "name" in node && node.name === name ? { kind: "declaration", file, node } : undefined;
}

/** Whether the word is one of the language's own where it stands. */
export function isKeyword({ tokenType, text }: LeafCstNode): boolean {
	return tokenType.name === text;
}

function asDeclaration(found: Declared | undefined): Meaning | undefined {
	return found && { kind: "declaration", ...found };
}

function referenceMeaning(analysis: Analysis, file: SourceFile, node: ast.NameReference): Meaning | undefined {
	const name = node.target?.$refText ?? "";
	// A bare name is a value of an enum where one is expected, whatever else has that name.
	const expected = plain(expectedType(analysis, file, node));
	const found = declarationOf(analysis, file, node, name);
	if (expected?.kind === "enum" && expected.values.includes(name) && !found) {
		return { kind: "value", name, type: expected };
	}
	if (found) return { kind: "declaration", ...found };
	const type = typeOfExpression(analysis, node);
	if (type) return { kind: "member", name, type, declaration: undefined };
	const known = functions.get(name);
	return known && { kind: "function", function: known };
}

function memberMeaning(analysis: Analysis, file: SourceFile, node: ast.Member): Meaning | undefined {
	const { member: name } = node;
	const called = ast.isCall(node.$container) && node.$container.callee === node ? functions.get(name) : undefined;
	if (called) return { kind: "function", function: called };
	const target = typeOfExpression(analysis, node.target);
	const declaration = memberDeclaration(analysis, file, node.target, name);
	const type = target && memberType(target, name);
	return type || declaration ? { kind: "member", name, type, declaration } : undefined;
}

/** A key of an object: the field that is expected there, or just a name for its value. */
function entryMeaning(analysis: Analysis, file: SourceFile, node: ast.ObjectEntry): Meaning {
	const whole = plain(expectedType(analysis, file, node.$container));
	const field = whole && whole.kind !== "map" && whole.kind !== "json" ? memberType(whole, node.key ?? "") : undefined;
	const type = field ?? (node.value && typeOfExpression(analysis, node.value));
	return { kind: "member", name: node.key ?? "", type, declaration: undefined };
}

/** What a step of the path of an expected outcome names: `fit` in `expect tune[2].fit failed`. */
function expectedPath(analysis: Analysis, file: SourceFile, node: AstNode): Meaning | undefined {
	const expect = AstUtils.getContainerOfType(node, ast.isExpect);
	const test = AstUtils.getContainerOfType(expect, ast.isTest);
	const names = expect?.outcome === undefined ? undefined : namesOfPath(node);
	if (!test || names === undefined) return undefined;
	const workflow = testedWorkflow(analysis, file, test.workflow?.$refText);
	return placeMeaning(followPath(analysis, workflow, names));
}

/** The job that a mock names; its path goes on in the workflow that it calls. */
function stepMeaning(analysis: Analysis, file: SourceFile, wanted: ast.PathStep): Meaning | undefined {
	const { path, $container: test } = wanted.$container;
	const names = path.slice(0, path.indexOf(wanted) + 1).map(({ step }) => step ?? "");
	return placeMeaning(followPath(analysis, testedWorkflow(analysis, file, test.workflow?.$refText), names));
}

function placeMeaning(place: TestPlace | undefined): Meaning | undefined {
	return place && { kind: "declaration", file: place.file, node: place.declaration };
}

function typeMeaning(file: SourceFile, name: string): Meaning | undefined {
	const found = asDeclaration(declaredInFile(file, name));
	return found ?? (builtinTypes.has(name) ? { kind: "type", name } : undefined);
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
	const called = testedWorkflow(analysis, file, workflow);
	const node = called?.node.members.filter(ast.isParam).find((param) => param.name === name);
	return called && node && { kind: "declaration", file: called.file, node };
}
