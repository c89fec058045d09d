import type { Type } from "@dagwright/core";
import { type AstNode, AstUtils } from "langium";
import { resolveJobType } from "../check/job-types.ts";
import type { SourceFile, WorkflowModel } from "../check/model.ts";
import { testNames } from "../check/place.ts";
import { stepInto, type TestPlace, testPlaceOf } from "../check/test-path.ts";
import * as ast from "../generated/ast.ts";
import type { Analysis } from "./analysis.ts";

/** The workflow that a test is about, by the name that the test gives. */
export function testedWorkflow(
	analysis: Analysis,
	file: SourceFile,
	name: string | undefined,
): WorkflowModel | undefined {
	const type = resolveJobType(file, analysis.catalog, name);
	return type?.kind === "workflow" ? type.workflow : undefined;
}

/** The workflow of the test around a node whose names an expression there sees: only expectations see any. */
export function workflowExpectedOf(analysis: Analysis, from: AstNode): WorkflowModel | undefined {
	const test = AstUtils.getContainerOfType(from, ast.isExpect) && AstUtils.getContainerOfType(from, ast.isTest);
	const file = test && analysis.files.find(({ tree }) => tree === test.$container);
	return file && testedWorkflow(analysis, file, test.workflow?.$refText);
}

/** Where a path of a test leads; undefined where it leads nowhere. */
export function followPath(
	analysis: Analysis,
	workflow: WorkflowModel | undefined,
	names: readonly string[],
): TestPlace | undefined {
	let place = workflow && testPlaceOf(workflow);
	for (const name of names) place = place && stepInto(place, name, analysis.catalog);
	return place;
}

/** The type of what a place gives: one instance's outputs. */
export function typeAt({ node, body, kind }: TestPlace): Type | undefined {
	if (node === undefined) return undefined;
	if (node.kind === "let") return node.type;
	return (kind === "node" ? undefined : body?.valueType) ?? node.valueType;
}

/** The names that a path written as an expression goes through, such as `tune[2].fit`; undefined for what is no path. */
export function namesOfPath(expression: AstNode | undefined): readonly string[] | undefined {
	if (ast.isNameReference(expression)) return [expression.target?.$refText ?? ""];
	if (ast.isIndex(expression)) return namesOfPath(expression.target);
	if (!ast.isMember(expression)) return undefined;
	const before = namesOfPath(expression.target);
	return before && [...before, expression.member ?? ""];
}

/** The type of a name in an expectation: of the workflow's own, or `run`. */
export function typeOfExpected(workflow: WorkflowModel, name: string): Type | undefined {
	const symbol = workflow.names.get(name);
	if (symbol === undefined) return testNames(workflow).get(name)?.type;
	return symbol.kind === "secret" ? { kind: "secret" } : symbol.type;
}
