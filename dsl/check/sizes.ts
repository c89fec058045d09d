import type { JobTypeCatalog, TypedExpression } from "@dagwright/core";
import { calledWorkflows, reachable } from "../lower/reachable.ts";
import { amountOf } from "../syntax/literals.ts";
import { constantOf } from "./constant.ts";
import { type Findings, originOf, originOfCst } from "./findings.ts";
import { resolveJobType } from "./job-types.ts";
import type { Block, Runnable, Site, SourceFile, WorkflowModel } from "./model.ts";

/** Jobs that the workflows of one plan may have in their text. */
const MAX_JOBS = 10_000;
/** Instances of one `for`, and jobs of a run with all calls, rounds and fan-outs whose size is known. */
const MAX_INSTANCES = 100_000;
/** Levels of called workflows below the one that runs. */
const MAX_CALL_LEVELS = 32;

/** Refuses what would grow too large, by counting and never by expanding it. Workflows come after those they call. */
export function checkSizes(
	workflows: readonly WorkflowModel[],
	main: SourceFile | undefined,
	catalog: JobTypeCatalog,
	findings: Findings,
): void {
	const expanded = new Map<WorkflowModel, number>();
	const jobs = new Map<WorkflowModel, number>();
	const levels = new Map<WorkflowModel, number>();
	for (const workflow of workflows) {
		levels.set(workflow, levelsOf(workflow, catalog, levels, findings));
		const size = sizeOf(workflow, catalog, expanded, findings);
		expanded.set(workflow, size.instances);
		jobs.set(workflow, size.jobs);
	}
	for (const workflow of main?.workflows ?? []) {
		const at = originOf(workflow.file.path, workflow.node, "name");
		// Refused as it is, and not worth counting.
		if ((levels.get(workflow) ?? 0) > MAX_CALL_LEVELS) continue;
		const all = [...reachable(workflow, catalog)].reduce((sum, each) => sum + (jobs.get(each) ?? 0), 0);
		if (all > MAX_JOBS) findings.report("dag/too-many-jobs", at, { jobs: all, limit: MAX_JOBS });
		const instances = expanded.get(workflow) ?? 0;
		// Where a called workflow is too large by itself, that is where it is told.
		const called = [...calledWorkflows(workflow, catalog)].some((each) => (expanded.get(each) ?? 0) > MAX_INSTANCES);
		if (instances > MAX_INSTANCES && !called) {
			findings.report("dag/too-many-instances", at, { instances, limit: MAX_INSTANCES });
		}
	}
}

/** How deep a workflow's calls go; where they first go too deep it is told. */
function levelsOf(
	workflow: WorkflowModel,
	catalog: JobTypeCatalog,
	known: ReadonlyMap<WorkflowModel, number>,
	findings: Findings,
): number {
	let levels = 0;
	for (const called of calledWorkflows(workflow, catalog)) levels = Math.max(levels, 1 + (known.get(called) ?? 0));
	if (levels === MAX_CALL_LEVELS + 1) {
		const message = `Workflows call each other ${MAX_CALL_LEVELS} levels deep at most, and \`${workflow.name}\` goes deeper.`;
		findings.report("dag/limit", originOf(workflow.file.path, workflow.node, "name"), { message });
	}
	return levels;
}

function sizeOf(
	workflow: WorkflowModel,
	catalog: JobTypeCatalog,
	expanded: ReadonlyMap<WorkflowModel, number>,
	findings: Findings,
): { readonly jobs: number; readonly instances: number } {
	let jobs = 0;
	const block = ({ nodes }: Block): number => {
		let instances = 0;
		for (const node of nodes) {
			if (node.kind === "let") continue;
			jobs++;
			const times = fanOut(node, workflow, findings);
			if (node.kind === "group") instances += times * (1 + block(node.body));
			else if (node.kind === "loop") instances += times * (1 + rounds(node.max?.rounds) * block(node.body));
			else {
				const type = resolveJobType(workflow.file, catalog, node.body.typeName);
				const called = type?.kind === "workflow" ? (expanded.get(type.workflow) ?? 0) : 0;
				instances += times * (1 + called);
			}
		}
		return instances;
	};
	const instances = [workflow.body, ...workflow.hooks.map((hook) => hook.body)].reduce(
		(sum, each) => sum + block(each),
		0,
	);
	return { jobs, instances };
}

function rounds(max: Parameters<typeof amountOf>[0] | undefined): number {
	if (max === undefined) return 1;
	const read = amountOf(max);
	return "problem" in read ? 1 : Math.max(1, read.value);
}

/** How many instances a `for` has as far as its lists are known, at least one. */
function fanOut(node: Runnable, workflow: WorkflowModel, findings: Findings): number {
	const { variables } = node.header;
	if (variables.length === 0) return 1;
	const product = variables.reduce((size, { list }) => size * Math.max(1, lengthOf(list, workflow) ?? 1), 1);
	if (product > MAX_INSTANCES) {
		const at = originOfCst(workflow.file.path, variables[0]?.node.$container.$cstNode);
		findings.report("dag/fan-out-too-large", at, { instances: product, limit: MAX_INSTANCES });
		// Said here; the workflow as a whole need not be told too.
		return 1;
	}
	return product;
}

/** The length of a list that is known before the run; that of a param is its default's. */
function lengthOf(site: Site, workflow: WorkflowModel): number | undefined {
	const value = constantOf(site, workflow);
	if (Array.isArray(value)) return value.length;
	const { typed } = site;
	if (typed?.op === "name") {
		const symbol = workflow.names.get(typed.name);
		if (symbol?.kind === "param" && symbol.default) return lengthOf(symbol.default, workflow);
		if (symbol?.kind === "let") return lengthOf(symbol.value, workflow);
	}
	if (typed?.op === "list") return typed.items.length;
	return typed?.op === "call" && typed.function === "range" ? rangeLength(typed.arguments) : undefined;
}

/** `range(n)` and `range(a, b)` are counted, not made. */
function rangeLength(bounds: readonly TypedExpression[]): number | undefined {
	const numbers = bounds.map((bound) =>
		bound.op === "literal" && typeof bound.value === "number" ? bound.value : Number.NaN,
	);
	const [first = Number.NaN, second] = numbers;
	const length = second === undefined ? first : second - first;
	return Number.isFinite(length) ? Math.max(0, length) : undefined;
}
