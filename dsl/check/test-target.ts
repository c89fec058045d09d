import type { Origin, Type } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { amountOf } from "../syntax/literals.ts";
import type { CheckContext } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { NodeSymbol, Runnable, TaskBody, WorkflowModel } from "./model.ts";
import { namesAt, stepInto, type TestPlace, testPlaceOf } from "./test-path.ts";

/** One name of the path of a job, as written, with the instance and the round that it means. */
export interface Step {
	readonly name: string;
	readonly at: Origin;
	/** Undefined where it is no whole number. */
	readonly indices: readonly (number | undefined)[];
}

/** The job that a path of a test names. */
export interface Target {
	/** As in a run: `tune.fit`, `ship/deploy`, `ship.rollback`, `on_failure.alert`; with indices only as far as written. */
	readonly path: string;
	/** The group, loop, call, job or let itself; of a `fallback` or `rollback` the one that it belongs to. */
	readonly node: NodeSymbol;
	readonly what: "node" | "fallback" | "rollback";
	/** Of one instance's outputs. */
	readonly type: Type;
	readonly isApproval: boolean;
	/** Whether other jobs run inside of it. */
	readonly isComposite: boolean;
}

/** The steps of the path of a mock. */
export function stepsOfMock(mock: ast.Mock, file: string): readonly Step[] {
	return mock.path.map((step) => ({
		name: step.step ?? "",
		at: originOf(file, step, "step"),
		indices: step.indices.map(wholeNumber),
	}));
}

/** The steps of a path that is written as an expression: `tune[2].fit`; undefined where it is no path. */
export function stepsOf(expression: ast.Expression | undefined, file: string): readonly Step[] | undefined {
	if (expression?.$type === "NameReference") {
		return [{ name: expression.target?.$refText ?? "", at: originOf(file, expression), indices: [] }];
	}
	if (expression?.$type === "Member") {
		const before = stepsOf(expression.target, file);
		return (
			before && [...before, { name: expression.member ?? "", at: originOf(file, expression, "member"), indices: [] }]
		);
	}
	if (expression?.$type !== "Index") return undefined;
	const before = stepsOf(expression.target, file);
	const last = before?.at(-1);
	if (before === undefined || last === undefined || expression.index === undefined) return undefined;
	return [...before.slice(0, -1), { ...last, indices: [...last.indices, wholeNumber(expression.index)] }];
}

function wholeNumber(node: ast.Amount | ast.Expression): number | undefined {
	if (node.$type !== "NumberLiteral") return undefined;
	const amount = amountOf(node);
	return "problem" in amount || amount.kind !== "int" ? undefined : amount.value;
}

/**
 * Finds what a path names: `tune.fit` is `fit` in the loop `tune`, `ship.deploy` is `deploy` in the workflow that `ship`
 * calls, `ship.rollback` its rollback, `on_failure.alert` a job of a hook. Reports where there is no such thing.
 */
export function findTarget(workflow: WorkflowModel, steps: readonly Step[], context: CheckContext): Target | undefined {
	let place = testPlaceOf(workflow);
	let path = "";
	for (const [index, step] of steps.entries()) {
		const next = stepInto(place, step.name, context.catalog);
		// A hook is no job: the path goes on with one of its jobs.
		if (next === undefined || (next.kind === "hook" && index === steps.length - 1)) {
			const suggestion = nearestName(step.name, namesAt(next ?? place));
			context.findings.report("dag/unknown-job", step.at, { name: step.name }, { suggestion });
			return undefined;
		}
		const message = wrongIndices(next, step);
		if (message !== undefined) {
			context.findings.report("dag/invalid-mock", step.at, { message });
			return undefined;
		}
		path += `${place.separator}${step.name}${step.indices.map((number) => `[${number}]`).join("")}`;
		place = next;
	}
	return targetAt(place, path);
}

function targetAt({ kind, node, body, block }: TestPlace, path: string): Target | undefined {
	if (node === undefined || kind === "workflow" || kind === "hook") return undefined;
	if (kind === "node") {
		return {
			path,
			node,
			what: "node",
			type: (node.kind === "let" ? node.type : node.valueType) ?? unknown,
			isApproval: node.kind === "job" && node.body.typeName === "approval",
			isComposite: block !== undefined,
		};
	}
	const own = node.kind === "let" ? undefined : node.valueType;
	const inherits = node.kind !== "let" && body !== undefined && inheritsOutputs(node, body);
	const type = (inherits ? own : body?.valueType) ?? own ?? unknown;
	return { path, node, what: kind, type, isApproval: false, isComposite: false };
}

const unknown: Type = { kind: "unknown" };

/** A fallback or rollback of its job's own type declares what the job declares, unless it says otherwise. */
function inheritsOutputs(node: Runnable, { typeName, outputs }: TaskBody): boolean {
	if (outputs !== undefined || node.kind !== "job") return false;
	return typeName === undefined || typeName === node.body.typeName;
}

/** An instance is meant of what has `for`, a round of a loop, and of a loop with `for` first the one and then the other. */
function wrongIndices({ kind, node }: TestPlace, { name, indices }: Step): string | undefined {
	if (indices.length === 0) return undefined;
	const runs = kind === "node" && node !== undefined && node.kind !== "let" ? node : undefined;
	const most = (runs !== undefined && runs.header.variables.length > 0 ? 1 : 0) + (runs?.kind === "loop" ? 1 : 0);
	if (most === 0) return `\`${name}\` has neither \`for\` nor rounds, so it is one job.`;
	if (indices.length > most) {
		return `\`${name}\` takes ${most === 1 ? "one index" : "an instance and a round"}, as \`${name}${"[0]".repeat(most)}\`.`;
	}
	const isWrong = indices.some((index) => index === undefined || index < 0);
	return isWrong ? "An instance or round is given by its number, from 0." : undefined;
}
