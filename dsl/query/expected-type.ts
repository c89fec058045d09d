import type { Type } from "@dagwright/core";
import { type AstNode, AstUtils } from "langium";
import { resolveJobType } from "../check/job-types.ts";
import type { SourceFile } from "../check/model.ts";
import * as ast from "../generated/ast.ts";
import type { Analysis } from "./analysis.ts";
import { followPath, testedWorkflow, typeAt } from "./test-place.ts";
import { elementType, memberType, plain, typeOfExpression } from "./type-of.ts";

/** What people answer in a mocked approval. */
export const answers = ["approved", "rejected", "expired"] as const;

/** The type that is wanted of an expression where it stands; undefined where any will do. */
export function expectedType(analysis: Analysis, file: SourceFile, node: AstNode): Type | undefined {
	const { $container: container } = node;
	const outer = () => container && expectedType(analysis, file, container);
	if (ast.isSetting(container)) return settingType(analysis, file, container);
	if (ast.isWithAssignment(container)) return paramType(analysis, file, container);
	if (ast.isMockOutcome(container)) return mockedType(analysis, file, container);
	if (ast.isParam(container) || ast.isLet(container) || ast.isCarry(container)) return symbolType(analysis, container);
	if (ast.isOutput(container)) return analysis.outputs.get(container)?.type;
	if (ast.isListLiteral(container)) return elementType(outer());
	if (ast.isObjectEntry(container)) {
		const whole = plain(expectedType(analysis, file, container.$container));
		return whole?.kind === "map" ? whole.value : whole && memberType(whole, container.key ?? "");
	}
	if (ast.isConditional(container) && node !== container.test) return outer();
	if (!ast.isBinary(container)) return undefined;
	if (container.operator === "??") return outer();
	const other = container.left === node ? container.right : container.left;
	return ["==", "!="].includes(container.operator) ? typeOfExpression(analysis, other) : undefined;
}

/** The type that a setting of a job, `fallback` or `rollback` has; of a called workflow that of its param. */
function settingType(analysis: Analysis, file: SourceFile, { $container: body, key }: ast.Setting): Type | undefined {
	if (!ast.isBody(body)) return undefined;
	const type = resolveJobType(file, analysis.catalog, typeNameOf(body.$container));
	if (type?.kind === "workflow") return type.workflow.params.find((param) => param.name === key)?.type;
	return type?.kind === "catalog" ? type.type.config[key]?.type : undefined;
}

/** The type name that a job's body is written for: its own, or that of the job it stands in for. */
export function typeNameOf(body: ast.Job | ast.Fallback | ast.Rollback): string | undefined {
	if (body.type !== undefined) return body.type.$refText;
	return ast.isFallback(body) ? AstUtils.getContainerOfType(body.$container, ast.isJob)?.type?.$refText : undefined;
}

function paramType(analysis: Analysis, file: SourceFile, { param, $container }: ast.WithAssignment): Type | undefined {
	const workflow = testedWorkflow(analysis, file, $container.$container.workflow?.$refText);
	return workflow?.params.find(({ name }) => name === param)?.type;
}

function mockedType(analysis: Analysis, file: SourceFile, { value, $container }: ast.MockOutcome): Type | undefined {
	const workflow = testedWorkflow(analysis, file, $container.$container.workflow?.$refText);
	const names = $container.path.map(({ step }) => step ?? "");
	const place = followPath(analysis, workflow, names);
	const isApproval = place?.node?.kind === "job" && place.node.body.typeName === "approval";
	return isApproval && !ast.isObjectLiteral(value) ? { kind: "enum", values: answers } : place && typeAt(place);
}

function symbolType(analysis: Analysis, node: AstNode): Type | undefined {
	const symbol = analysis.symbols.get(node);
	return symbol === undefined || symbol.kind === "secret" ? undefined : symbol.type;
}
