import type { Origin, Type } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { amountOf } from "../syntax/literals.ts";
import type { CheckContext } from "./checker.ts";
import { originOf } from "./findings.ts";
import { resolveJobType } from "./job-types.ts";
import type { Block, NodeSymbol, Runnable, TaskBody, WorkflowModel } from "./model.ts";

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
	return new TargetSearch(workflow, context).find(steps);
}

const unknown: Type = { kind: "unknown" };

/** A fallback or rollback of its job's own type declares what the job declares, unless it says otherwise. */
function inheritsOutputs(node: Runnable, { typeName, outputs }: TaskBody): boolean {
	if (outputs !== undefined || node.kind !== "job") return false;
	return typeName === undefined || typeName === node.body.typeName;
}

class TargetSearch {
	readonly #context: CheckContext;
	#hooksOf: WorkflowModel | undefined;
	#block: Block | undefined;
	#separator = "";
	#path = "";
	#found: NodeSymbol | undefined;

	constructor(workflow: WorkflowModel, context: CheckContext) {
		this.#context = context;
		this.#hooksOf = workflow;
		this.#block = workflow.body;
	}

	find(steps: readonly Step[]): Target | undefined {
		for (const [index, step] of steps.entries()) {
			const isLast = index === steps.length - 1;
			const node = this.#block?.nodes.find((each) => each.name === step.name);
			if (node !== undefined) {
				if (!this.#enter(node, step)) return undefined;
			} else if (!isLast && this.#enterHook(step)) {
			} else {
				const substitute = isLast ? this.#substitute(step) : undefined;
				if (substitute === undefined) this.#unknown(step);
				return substitute;
			}
		}
		const node = this.#found;
		if (node === undefined) return undefined;
		return {
			path: this.#path,
			node,
			what: "node",
			type: (node.kind === "let" ? node.type : node.valueType) ?? unknown,
			isApproval: node.kind === "job" && node.body.typeName === "approval",
			isComposite: this.#block !== undefined,
		};
	}

	#enter(node: NodeSymbol, step: Step): boolean {
		if (!this.#areIndicesRight(node, step)) return false;
		this.#append(step);
		this.#found = node;
		this.#separator = ".";
		this.#block = undefined;
		this.#hooksOf = undefined;
		if (node.kind === "group" || node.kind === "loop") this.#block = node.body;
		else if (node.kind === "job") {
			const type = resolveJobType(node.block.workflow.file, this.#context.catalog, node.body.typeName);
			if (type?.kind === "workflow") {
				this.#block = type.workflow.body;
				this.#hooksOf = type.workflow;
				this.#separator = "/";
			}
		}
		return true;
	}

	#enterHook(step: Step): boolean {
		const hook = this.#hooksOf?.hooks.find(({ event }) => `on_${event}` === step.name);
		if (hook === undefined || step.indices.length > 0) return false;
		this.#append(step);
		this.#block = hook.body;
		this.#hooksOf = undefined;
		this.#separator = ".";
		return true;
	}

	#substitute({ name }: Step): Target | undefined {
		const node = this.#found;
		if (node === undefined || node.kind === "let" || (name !== "fallback" && name !== "rollback")) return undefined;
		const body: TaskBody | undefined = node[name];
		if (body === undefined) return undefined;
		return {
			path: `${this.#path}.${name}`,
			node,
			what: name,
			type: (inheritsOutputs(node, body) ? node.valueType : body.valueType) ?? node.valueType ?? unknown,
			isApproval: false,
			isComposite: false,
		};
	}

	#append({ name, indices }: Step): void {
		this.#path += `${this.#path === "" ? "" : this.#separator}${name}${indices.map((index) => `[${index}]`).join("")}`;
	}

	/** An instance is meant of what has `for`, a round of a loop, and of a loop with `for` first the one and then the other. */
	#areIndicesRight(node: NodeSymbol, { name, at, indices }: Step): boolean {
		if (indices.length === 0) return true;
		const isFor = node.kind !== "let" && node.header.variables.length > 0;
		const most = (isFor ? 1 : 0) + (node.kind === "loop" ? 1 : 0);
		const message =
			most === 0
				? `\`${name}\` has neither \`for\` nor rounds, so it is one job.`
				: indices.length > most
					? `\`${name}\` takes ${most === 1 ? "one index" : "an instance and a round"}, as \`${name}${"[0]".repeat(most)}\`.`
					: indices.some((index) => index === undefined || index < 0)
						? "An instance or round is given by its number, from 0."
						: undefined;
		if (message !== undefined) this.#context.findings.report("dag/invalid-mock", at, { message });
		return message === undefined;
	}

	#unknown({ name, at }: Step): void {
		const names = this.#block?.nodes.map((each) => each.name) ?? [];
		const node = this.#found;
		const substitutes =
			node === undefined || node.kind === "let"
				? []
				: [...(node.fallback ? ["fallback"] : []), ...(node.rollback ? ["rollback"] : [])];
		const suggestion = nearestName(name, [...names, ...substitutes]);
		this.#context.findings.report("dag/unknown-job", at, { name }, { suggestion });
	}
}
