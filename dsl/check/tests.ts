import type { ExpectedOutcome, Type } from "@dagwright/core";
import { nearestName, withoutNull } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { constantText } from "../syntax/literals.ts";
import type { CheckContext } from "./checker.ts";
import { isNode } from "./dependencies.ts";
import { type Findings, originOf } from "./findings.ts";
import { resolveJobType } from "./job-types.ts";
import type { Site, SourceFile, WorkflowModel } from "./model.ts";
import { environmentAt } from "./place.ts";
import { findTarget, type Step, stepsOf, type Target } from "./test-target.ts";
import { type ExpressionNodes, ExpressionReader } from "./to-expression.ts";

/** A `test` block as far as it could be understood. */
export interface TestModel {
	readonly file: SourceFile;
	readonly node: ast.Test;
	readonly workflow: WorkflowModel;
	readonly params: readonly { readonly name: string; readonly value: Site }[];
	readonly mocks: readonly MockModel[];
	readonly expectations: readonly ExpectationModel[];
}

export interface MockModel {
	readonly node: ast.Mock;
	readonly target: Target;
	readonly outcomes: readonly MockOutcomeModel[];
}

export type MockOutcomeModel =
	| { readonly kind: "succeeds"; readonly value: Site }
	| { readonly kind: "answered"; readonly value: Site }
	| { readonly kind: "fails"; readonly message: string | undefined };

export type ExpectationModel =
	| { readonly kind: "condition"; readonly node: ast.Expect; readonly condition: Site }
	| {
			readonly kind: "outcome";
			readonly node: ast.Expect;
			readonly path: string;
			readonly run: boolean;
			readonly outcome: ExpectedOutcome;
	  };

/** Checks a `test` block: the workflow, its params, what is mocked, and what is expected. */
export function checkTest(
	file: SourceFile,
	test: ast.Test,
	context: CheckContext,
	nodes: ExpressionNodes,
): TestModel | undefined {
	const { findings, catalog } = context;
	const name = test.workflow?.$refText;
	if (name === undefined || name === "") return undefined;
	const resolved = resolveJobType(file, catalog, name);
	if (resolved?.kind === "unresolved") return undefined;
	if (resolved?.kind !== "workflow") {
		const names = [...file.names].filter(([, declared]) => declared.kind === "workflow").map(([known]) => known);
		const suggestion = nearestName(name, names);
		findings.report("dag/unknown-workflow", originOf(file.path, test, "workflow"), { name }, { suggestion });
		return undefined;
	}
	const reader = new ExpressionReader(nodes, (node, message) =>
		findings.report("dag/invalid-expression", originOf(file.path, node), { message }),
	);
	return new TestCheck(file, resolved.workflow, context, reader).run(test);
}

class TestCheck {
	private readonly file: SourceFile;
	private readonly workflow: WorkflowModel;
	private readonly context: CheckContext;
	private readonly findings: Findings;
	private readonly reader: ExpressionReader;

	constructor(file: SourceFile, workflow: WorkflowModel, context: CheckContext, reader: ExpressionReader) {
		this.file = file;
		this.workflow = workflow;
		this.context = context;
		this.findings = context.findings;
		this.reader = reader;
	}

	run(test: ast.Test): TestModel {
		const { file, workflow } = this;
		const params: { readonly name: string; readonly value: Site }[] = [];
		const mocks: MockModel[] = [];
		const expectations: ExpectationModel[] = [];
		for (const member of test.members) {
			if (member.$type === "With") params.push(...member.assignments.flatMap((each) => this.param(each) ?? []));
			else if (member.$type === "Mock") mocks.push(...(this.mock(member) ?? []));
			else expectations.push(...(this.expectation(member) ?? []));
		}
		return { file, node: test, workflow, params, mocks, expectations };
	}

	/** Values of a test see no names: they stand for what only a run has. */
	private value(expression: ast.Expression, node: AstNode, type: Type): Site {
		const alone: WorkflowModel = { ...this.workflow, file: this.file, names: new Map() };
		const place = { workflow: alone, block: undefined, locals: new Map(), nonNull: new Set<string>() };
		const site = this.reader.site(expression, node);
		this.context.expressions.site(site, environmentAt(place), { workflow: alone }, type);
		return site;
	}

	private param(node: ast.WithAssignment): { readonly name: string; readonly value: Site } | undefined {
		const { param: name, value } = node;
		if (name === undefined) return undefined;
		const param = this.workflow.params.find((each) => each.name === name);
		if (param !== undefined) return value && { name, value: this.value(value, value, param.type) };
		const suggestion = nearestName(
			name,
			this.workflow.params.map((each) => each.name),
		);
		const message = `\`${this.workflow.name}\` has no param \`${name}\`.`;
		this.findings.report("dag/unknown-name", originOf(this.file.path, node, "param"), { message }, { suggestion });
		return undefined;
	}

	private mock(mock: ast.Mock): readonly MockModel[] | undefined {
		const steps = mock.path.map((name, index): Step => ({ name, at: originOf(this.file.path, mock, "path", index) }));
		const target = this.resolve(steps);
		if (target === undefined) return undefined;
		if (mock.fails) {
			const message = mock.message && constantText(mock.message);
			return [{ node: mock, target, outcomes: [{ kind: "fails", message }] }];
		}
		if (mock.value === undefined) return undefined;
		if (target.isApproval && mock.value.$type !== "ObjectLiteral") {
			const value = this.value(mock.value, mock, { kind: "enum", values: ["approved", "rejected"] });
			return [{ node: mock, target, outcomes: [{ kind: "answered", value }] }];
		}
		const value = this.value(mock.value, mock, partial(target.type));
		return [{ node: mock, target, outcomes: [{ kind: "succeeds", value }] }];
	}

	private expectation(expect: ast.Expect): readonly ExpectationModel[] | undefined {
		const { subject } = expect;
		const outcome = outcomeOf(expect.outcome);
		if (subject === undefined) return undefined;
		if (outcome === undefined) {
			const { workflow } = this;
			const nonNull = new Set([...workflow.names.values()].filter(isNode).map((node) => node.name));
			const place = { workflow, block: workflow.body, locals: new Map(), nonNull };
			const context = { workflow: { ...workflow, file: this.file } };
			const condition = this.reader.site(subject, expect);
			this.context.expressions.site(condition, environmentAt(place), context, { kind: "bool" });
			return [{ kind: "condition", node: expect, condition }];
		}
		const steps = stepsOf(subject, this.file.path);
		if (steps === undefined) {
			const message = `\`${outcome}\` is said of a job: name the job, as \`expect deploy ${outcome}\`.`;
			this.findings.report("dag/invalid-expression", originOf(this.file.path, subject), { message });
			return undefined;
		}
		if (steps.length === 1 && steps[0]?.name === "run" && !this.workflow.names.has("run")) {
			return [{ kind: "outcome", node: expect, path: "run", run: true, outcome }];
		}
		const target = this.resolve(steps);
		return target && [{ kind: "outcome", node: expect, path: target.path, run: false, outcome }];
	}

	private resolve(steps: readonly Step[]): Target | undefined {
		return findTarget(this.workflow, steps, this.context);
	}
}

function outcomeOf(outcome: string | undefined): ExpectedOutcome | undefined {
	switch (outcome) {
		case "succeeded":
		case "failed":
		case "skipped":
		case "cancelled":
		case "done":
			return outcome;
		default:
			return undefined;
	}
}

/** The type of a mock: what is given is typed, and any field of a record may be missing. */
function partial(type: Type): Type {
	const plain = withoutNull(type);
	switch (plain.kind) {
		case "list":
			return { kind: "list", element: partial(plain.element) };
		case "map":
			return { kind: "map", value: partial(plain.value) };
		case "record": {
			const fields = Object.entries(plain.fields).map(([name, field]): [string, Type] => [
				name,
				{ kind: "optional", of: partial(field) },
			]);
			return { kind: "record", fields: Object.fromEntries(fields) };
		}
		default:
			return plain;
	}
}
