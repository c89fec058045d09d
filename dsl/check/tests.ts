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
import { environmentAt, testNames } from "./place.ts";
import { amount } from "./policies.ts";
import { findTarget, stepsOf, stepsOfMock, type Target } from "./test-target.ts";
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

/** `takes` is in ms. */
export type MockOutcomeModel = { readonly takes?: number } & (
	| { readonly kind: "succeeds"; readonly value?: Site }
	| { readonly kind: "answered"; readonly value: Site }
	| { readonly kind: "fails"; readonly message: string | undefined }
);

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
			else if (member.$type === "Expect") expectations.push(...(this.expectation(member) ?? []));
			else {
				const mock = this.mock(member);
				if (mock !== undefined) mocks.push(mock);
			}
		}
		this.overlaps(mocks);
		this.missingParams(test, params);
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

	private mock(mock: ast.Mock): MockModel | undefined {
		const target = findTarget(this.workflow, stepsOfMock(mock, this.file.path), this.context);
		if (target === undefined) return undefined;
		const outcomes = mock.outcomes.flatMap((outcome) => this.outcome(outcome, target) ?? []);
		// One that is half typed mocks nothing yet.
		if (outcomes.length === 0 || outcomes.length < mock.outcomes.length) return undefined;
		const problem = this.misplaced(target, mock);
		if (problem !== undefined) this.invalid(mock, problem);
		return { node: mock, target, outcomes };
	}

	/** Why nothing of the kind can be mocked so; what is mocked is checked already. */
	private misplaced({ node, what, path, isComposite }: Target, mock: ast.Mock): string | undefined {
		const [first] = mock.outcomes;
		if (node.kind === "let" && (mock.outcomes.length > 1 || first?.value === undefined || first.duration)) {
			return `\`${node.name}\` is a \`let\`: it has one value, as \`mock ${node.name} => …\`.`;
		}
		const isWhole = isComposite || node.kind === "let" || (node.kind === "job" && node.body.typeName === "fan_in");
		if (what === "node" && isWhole && path.includes("[")) {
			return `\`${node.name}\` can only be mocked in all instances and rounds: leave out the number.`;
		}
		return undefined;
	}

	private outcome(outcome: ast.MockOutcome, target: Target): MockOutcomeModel | undefined {
		const takes = amount(outcome.duration, ["duration"], { least: 1 }, (node, message) => this.invalid(node, message));
		const time = takes === undefined ? {} : { takes };
		if (outcome.fails) {
			if (target.isApproval) {
				this.invalid(outcome, "People answer an approval: mock it as `approved`, `rejected` or `expired`.");
				return undefined;
			}
			const message = outcome.message && constantText(outcome.message);
			if (outcome.message && message === undefined) {
				const what = "The message of a failure";
				this.findings.report("dag/text-interpolation", originOf(this.file.path, outcome.message), { what });
			}
			return { kind: "fails", message, ...time };
		}
		if (outcome.value === undefined) return takes === undefined ? undefined : { kind: "succeeds", ...time };
		if (target.isApproval && outcome.value.$type !== "ObjectLiteral") {
			const value = this.value(outcome.value, outcome, { kind: "enum", values: ["approved", "rejected", "expired"] });
			return { kind: "answered", value, ...time };
		}
		return { kind: "succeeds", value: this.value(outcome.value, outcome, partial(target.type)), ...time };
	}

	/** What no run would come to: a job is mocked twice, or inside of what is mocked as a whole. */
	private overlaps(mocks: readonly MockModel[]): void {
		const paths = new Map<string, MockModel>();
		for (const mock of mocks) {
			const { path } = mock.target;
			if (paths.has(path)) {
				const message = `\`${shown(path)}\` is mocked already; for one attempt after another, write \`then\`.`;
				this.invalid(mock.node, message);
			}
			paths.set(path, mock);
		}
		const wholes = mocks.filter(({ target }) => target.isComposite && target.what === "node");
		for (const { node, target } of mocks) {
			const whole = wholes.find((each) => startsWithin(target.path, each.target.path) && target.what === "node");
			if (whole === undefined) continue;
			this.invalid(node, `\`${shown(whole.target.path)}\` is mocked as a whole, so nothing in it runs.`);
		}
	}

	/** A param without a default is given by the test, as by a run. */
	private missingParams(test: ast.Test, given: readonly { readonly name: string }[]): void {
		const keys = this.workflow.params
			.filter(({ name, type, node }) => name !== "" && node.default === undefined && type.kind !== "optional")
			.map(({ name }) => name)
			.filter((name) => !given.some((each) => each.name === name));
		if (keys.length === 0 || test.members.some((member) => member.$type === "With" && isUnfinished(member))) return;
		const owner = `A test of \`${this.workflow.name}\``;
		this.findings.report("dag/missing-config", originOf(this.file.path, test, "workflow"), { keys, owner });
	}

	private invalid(node: AstNode, message: string): void {
		this.findings.report("dag/invalid-mock", originOf(this.file.path, node), { message });
	}

	private expectation(expect: ast.Expect): readonly ExpectationModel[] | undefined {
		const { subject } = expect;
		const { workflow } = this;
		const outcome = outcomeOf(expect.outcome);
		if (subject === undefined) return undefined;
		if (outcome === undefined) {
			const nonNull = new Set([...workflow.names.values()].filter(isNode).map((node) => node.name));
			const extra = workflow.names.has("run") ? new Map() : testNames(workflow);
			const place = { workflow, block: workflow.body, locals: new Map(), nonNull, extra };
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
		if (steps.length === 1 && steps[0]?.name === "run" && !workflow.names.has("run")) {
			return [{ kind: "outcome", node: expect, path: "run", run: true, outcome }];
		}
		const target = findTarget(workflow, steps, this.context);
		return target && [{ kind: "outcome", node: expect, path: target.path, run: false, outcome }];
	}
}

/** A path as tests write it: with dots. */
function shown(path: string): string {
	return path.replaceAll("/", ".");
}

function startsWithin(path: string, whole: string): boolean {
	return path.startsWith(`${whole}.`) || path.startsWith(`${whole}/`) || path.startsWith(`${whole}[`);
}

function isUnfinished({ assignments }: ast.With): boolean {
	return assignments.some(({ param }) => param === undefined);
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
