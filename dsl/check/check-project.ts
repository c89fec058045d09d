import type { CompileInput } from "../compile-input.ts";
import { BrokenPlaces } from "./broken-places.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { findDependencies } from "./dependencies.ts";
import { ExpressionCheck } from "./expression-check.ts";
import { Findings, originOf } from "./findings.ts";
import { resolveJobType } from "./job-types.ts";
import type { Block, JobSymbol, SourceFile, WorkflowModel } from "./model.ts";
import { loadProject } from "./project.ts";
import { checkSizes } from "./sizes.ts";
import { adjacency, shortestCycle, stronglyConnected } from "./strongly-connected.ts";
import { checkTest, type TestModel } from "./tests.ts";
import { TypeResolver } from "./types.ts";

/** A checked file with all that it imports. */
export interface CheckedProject {
	/** Absent where the file could not be read. */
	readonly main: SourceFile | undefined;
	readonly files: readonly SourceFile[];
	readonly findings: Findings;
	/** Those of the main file, in order. */
	readonly tests: readonly TestModel[];
}

/** Reads and checks a file and what it imports. */
export function checkProject(input: CompileInput): CheckedProject {
	const findings = new Findings();
	const { catalog } = input;
	const jobTypes = new Set(Object.keys(catalog.types));
	const { main, files, nodes } = loadProject({ file: input.file, read: input.read, jobTypes }, findings);
	for (const file of files) for (const diagnostic of file.syntax) findings.add(diagnostic);
	if (main !== undefined && isBlank(main)) findings.report("dag/empty-file", originOf(main.path, undefined), undefined);
	const types = new TypeResolver(findings);
	const expressions = new ExpressionCheck(nodes, findings);
	const context = { catalog, findings, types, expressions, roles: input.roles && new Set(input.roles) };
	for (const file of files) {
		for (const declaration of file.tree.declarations) {
			if (declaration.$type === "TypeDeclaration") types.declaration(file, declaration);
		}
	}
	const workflows = files.flatMap((file) => file.workflows);
	for (const workflow of workflows) findDependencies(workflow, catalog, findings);
	const ordered = calledFirst(workflows, input, findings);
	for (const workflow of ordered) checkWorkflow(workflow, context);
	checkSizes(ordered, main, catalog, findings);
	const tests: TestModel[] = [];
	for (const file of files) {
		for (const test of file.tests) {
			const model = checkTest(file, test, context, nodes);
			if (model !== undefined && file === main) tests.push(model);
		}
	}
	const broken = new BrokenPlaces(files);
	findings.retract((diagnostic, missingFrom) => broken.explains(diagnostic, missingFrom));
	return { main, files, findings, tests };
}

/** Nothing but blanks and comments. */
function isBlank({ tree, syntax }: SourceFile): boolean {
	return tree.imports.length === 0 && tree.declarations.length === 0 && syntax.length === 0;
}

/** The workflows, each after those that it calls; reports those that call themselves. */
function calledFirst(
	workflows: readonly WorkflowModel[],
	{ catalog }: CompileInput,
	findings: Findings,
): readonly WorkflowModel[] {
	const index = new Map(workflows.map((workflow, place) => [workflow, place]));
	const calls: { readonly from: number; readonly to: number; readonly job: JobSymbol }[] = [];
	const visit = (block: Block) => {
		for (const node of block.nodes) {
			if (node.kind === "group" || node.kind === "loop") visit(node.body);
			if (node.kind !== "job") continue;
			const type = resolveJobType(block.workflow.file, catalog, node.body.typeName);
			const to = type?.kind === "workflow" ? index.get(type.workflow) : undefined;
			if (to !== undefined) calls.push({ from: index.get(block.workflow) ?? 0, to, job: node });
		}
	};
	for (const workflow of workflows) {
		visit(workflow.body);
		for (const hook of workflow.hooks) visit(hook.body);
	}
	const graph = adjacency(
		workflows.length,
		calls.map((call) => call.from),
		calls.map((call) => call.to),
	);
	const components = stronglyConnected(workflows.length, graph);
	for (const component of components) {
		const start = component[0] ?? 0;
		const isCycle = component.length > 1 || calls.some((call) => call.from === start && call.to === start);
		if (!isCycle) continue;
		const cycle = shortestCycle(start, new Set(component), graph);
		const edges = cycle.flatMap((from, place) => {
			const to = cycle[(place + 1) % cycle.length];
			return calls.find((call) => call.from === from && call.to === to) ?? [];
		});
		const [first] = edges;
		if (first === undefined) continue;
		const origin = ({ job }: (typeof edges)[number]) => originOf(job.block.workflow.file.path, job.node, "type");
		const names = [...cycle, start].flatMap((place) => workflows[place]?.name ?? []);
		const related = edges.map((edge) => ({
			at: origin(edge),
			message: `\`${workflows[edge.from]?.name}\` calls \`${workflows[edge.to]?.name}\``,
		}));
		findings.report("dag/recursive-workflow", origin(first), { names }, { related });
	}
	return components.flat().flatMap((place) => workflows[place] ?? []);
}
