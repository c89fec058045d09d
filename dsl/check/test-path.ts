import type { JobTypeCatalog } from "@dagwright/core";
import type { AstNode } from "langium";
import { resolveJobType } from "./job-types.ts";
import type { Block, NodeSymbol, SourceFile, TaskBody, WorkflowModel } from "./model.ts";

/** A place on a path of a test: the workflow, something that runs in it, a hook, or what stands in for a job or undoes it. */
export interface TestPlace {
	readonly kind: "workflow" | "node" | "hook" | "fallback" | "rollback";
	/** Where it is declared. */
	readonly file: SourceFile;
	readonly declaration: AstNode;
	/** The job, group, loop or let; of a `fallback` or `rollback` the one that it belongs to. */
	readonly node?: NodeSymbol;
	/** Of a `fallback` or `rollback`. */
	readonly body?: TaskBody;
	/** Whose jobs the path may go on with. */
	readonly block?: Block;
	/** Whose hooks the path may go on with. */
	readonly workflow?: WorkflowModel;
	/** What stands between it and what follows, in the paths of a run. */
	readonly separator: "" | "." | "/";
}

/** Where the paths of a test begin. */
export function testPlaceOf(workflow: WorkflowModel): TestPlace {
	const { file, node: declaration, body: block } = workflow;
	return { kind: "workflow", file, declaration, block, workflow, separator: "" };
}

/**
 * What a name means at a place of a path: `fit` in the loop `tune`, `deploy` in the workflow that `ship` calls,
 * `rollback` of a job that has one, `on_failure` of a workflow. Undefined where it means nothing.
 */
export function stepInto(place: TestPlace, name: string, catalog: JobTypeCatalog): TestPlace | undefined {
	const node = place.block?.nodes.find((each) => each.name === name);
	if (node !== undefined) return placeOfNode(node, catalog);
	const hook = place.workflow?.hooks.find(({ event }) => hookName(event) === name);
	if (hook !== undefined && place.workflow !== undefined) {
		const { file } = place.workflow;
		return { kind: "hook", file, declaration: hook.node, block: hook.body, separator: "." };
	}
	const owner = place.node;
	if (place.kind !== "node" || owner === undefined || owner.kind === "let") return undefined;
	if (name !== "fallback" && name !== "rollback") return undefined;
	const body = owner[name];
	if (body === undefined) return undefined;
	return { kind: name, file: place.file, declaration: body.node, node: owner, body, separator: "." };
}

/** The names that a path may go on with. */
export function namesAt({ kind, block, workflow, node }: TestPlace): readonly string[] {
	const own = kind === "node" && node !== undefined && node.kind !== "let" ? node : undefined;
	return [
		...(block?.nodes ?? []).map(({ name }) => name),
		...(own?.fallback ? ["fallback"] : []),
		...(own?.rollback ? ["rollback"] : []),
		...(workflow?.hooks ?? []).map(({ event }) => hookName(event)),
	];
}

function placeOfNode(node: NodeSymbol, catalog: JobTypeCatalog): TestPlace {
	const { file } = node.block.workflow;
	const place = { kind: "node", file, declaration: node.node, node, separator: "." } as const;
	if (node.kind === "group" || node.kind === "loop") return { ...place, block: node.body };
	const called = node.kind === "job" ? resolveJobType(file, catalog, node.body.typeName) : undefined;
	if (called?.kind !== "workflow") return place;
	return { ...place, block: called.workflow.body, workflow: called.workflow, separator: "/" };
}

function hookName(event: string): string {
	return `on_${event}`;
}
