import {
	canonicalJson,
	type JobTypeCatalog,
	type Origin,
	type Origins,
	type Plan,
	sha256Hex,
	type WorkflowPlan,
} from "@dagwright/core";
import { originOf } from "../check/findings.ts";
import { resolveJobType } from "../check/job-types.ts";
import type { Block, WorkflowModel } from "../check/model.ts";
import { lowerWorkflow, workflowKey } from "./lower-workflow.ts";
import { reachable } from "./reachable.ts";

/** The plan of a workflow and of all that it calls, each once. */
export function lowerPlan(main: WorkflowModel, catalog: JobTypeCatalog): Plan {
	const models = reachable(main, catalog);
	const workflows: Record<string, WorkflowPlan> = {};
	for (const model of models) workflows[workflowKey(model)] = lowerWorkflow(model, catalog);
	const content = { version: 1 as const, main: workflowKey(main), workflows };
	return { version: 1, hash: `sha256:${sha256Hex(canonicalJson(content))}`, main: content.main, workflows };
}

/** Nodes of called workflows are listed too, up to this many in all: calls can double each other without end. */
const MAX_ORIGINS = 20_000;

/**
 * Where each node stands in the text, by its path without instances: `tune.fit`, `ship/deploy`, `on_failure.alert`,
 * `ship.rollback`; the outputs of the main workflow: `output.model`; and its hooks: `on failure`.
 */
export function originsOf(main: WorkflowModel, catalog: JobTypeCatalog): Origins {
	const origins = main.hooks.map(({ event, node }): [string, Origin] => [
		`on ${event}`,
		originOf(main.file.path, node, "event"),
	]);
	for (const { name, node } of main.outputs) origins.push([`output.${name}`, originOf(main.file.path, node)]);
	let count = 0;
	const pending: { readonly workflow: WorkflowModel; readonly prefix: string; readonly depth: number }[] = [
		{ workflow: main, prefix: "", depth: 0 },
	];
	for (const { workflow, prefix, depth } of pending) {
		const visit = (block: Block, path: string) => {
			for (const node of block.nodes) {
				if (workflow.names.get(node.name) !== node || count >= MAX_ORIGINS) continue;
				const own = `${path}${node.name}`;
				origins.push([own, originOf(workflow.file.path, node.node)]);
				count++;
				if (node.kind !== "let") {
					const rollback = node.kind === "job" ? node.body.rollback : node.rollback;
					if (rollback !== undefined) origins.push([`${own}.rollback`, originOf(workflow.file.path, rollback.node)]);
				}
				if (node.kind === "group" || node.kind === "loop") visit(node.body, `${own}.`);
				if (node.kind !== "job" || depth >= 64) continue;
				const type = resolveJobType(workflow.file, catalog, node.body.typeName);
				if (type?.kind === "workflow") pending.push({ workflow: type.workflow, prefix: `${own}/`, depth: depth + 1 });
			}
		};
		visit(workflow.body, prefix);
		for (const hook of workflow.hooks) visit(hook.body, `${prefix}on_${hook.event}.`);
		if (count >= MAX_ORIGINS) break;
	}
	return Object.fromEntries(origins);
}
