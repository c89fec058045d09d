import type { Origin, Type } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import type { CheckContext } from "./checker.ts";
import { originOf } from "./findings.ts";
import { resolveJobType } from "./job-types.ts";
import type { Block, NodeSymbol, Runnable, TaskBody, WorkflowModel } from "./model.ts";

/** One name of the path of a job, as written. */
export interface Step {
	readonly name: string;
	readonly at: Origin;
}

/** The job that a path of a test names. */
export interface Target {
	/** As in a run, without instances: `tune.fit`, `ship/deploy`, `ship.rollback`, `on_failure.alert`. */
	readonly path: string;
	/** The group, loop, call, job or let itself; of a `fallback` or `rollback` the one that it belongs to. */
	readonly node: NodeSymbol;
	readonly what: "node" | "fallback" | "rollback";
	/** Of one instance's outputs. */
	readonly type: Type;
	readonly isApproval: boolean;
}

/** The steps of a path that is written as an expression: `tune.fit`; undefined where it is no path. */
export function stepsOf(expression: ast.Expression, file: string): readonly Step[] | undefined {
	if (expression.$type === "NameReference") {
		return [{ name: expression.target?.$refText ?? "", at: originOf(file, expression) }];
	}
	if (expression.$type !== "Member") return undefined;
	const before = stepsOf(expression.target, file);
	return before && [...before, { name: expression.member ?? "", at: originOf(file, expression, "member") }];
}

const unknown: Type = { kind: "unknown" };

/** Finds the node that a path names: `tune.fit` is `fit` in the loop `tune`, `ship.deploy` is `deploy` in the called workflow. */
export function findTarget(workflow: WorkflowModel, steps: readonly Step[], context: CheckContext): Target | undefined {
	let block: Block | undefined = workflow.body;
	let path = "";
	let separator = "";
	let found: NodeSymbol | undefined;
	for (const [index, { name, at }] of steps.entries()) {
		const next: NodeSymbol | undefined = block?.nodes.find((each) => each.name === name);
		if (next === undefined) {
			const hook: Block | undefined = index === 0 ? hookBlock(workflow, name) : undefined;
			if (hook !== undefined && steps.length > 1) {
				block = hook;
				path = name;
				separator = ".";
				continue;
			}
			const substitute = index === steps.length - 1 ? substituteOf(found, name) : undefined;
			if (substitute !== undefined && found !== undefined && (name === "fallback" || name === "rollback")) {
				const type = substitute.valueType ?? found.valueType ?? unknown;
				return { path: `${path}.${name}`, node: found, what: name, type, isApproval: false };
			}
			const names = block?.nodes.map((each) => each.name) ?? [];
			context.findings.report("dag/unknown-job", at, { name }, { suggestion: nearestName(name, names) });
			return undefined;
		}
		path = `${path}${separator}${name}`;
		found = next;
		({ block, separator } = inside(next, context));
	}
	if (found === undefined) return undefined;
	const isApproval = found.kind === "job" && found.body.typeName === "approval";
	const type = (found.kind === "let" ? found.type : found.valueType) ?? unknown;
	return { path, node: found, what: "node", type, isApproval };
}

/** What the next name of a path is looked up in. */
function inside(
	node: NodeSymbol,
	{ catalog }: CheckContext,
): { readonly block: Block | undefined; readonly separator: string } {
	if (node.kind === "group" || node.kind === "loop") return { block: node.body, separator: "." };
	if (node.kind === "let") return { block: undefined, separator: "." };
	const type = resolveJobType(node.block.workflow.file, catalog, node.body.typeName);
	return type?.kind === "workflow"
		? { block: type.workflow.body, separator: "/" }
		: { block: undefined, separator: "." };
}

function substituteOf(node: NodeSymbol | undefined, name: string): TaskBody | undefined {
	if (node === undefined || node.kind === "let") return undefined;
	const runnable: Runnable = node;
	return name === "fallback" ? runnable.fallback : name === "rollback" ? runnable.rollback : undefined;
}

function hookBlock(workflow: WorkflowModel, name: string): Block | undefined {
	return workflow.hooks.find(({ event }) => `on_${event}` === name)?.body;
}
