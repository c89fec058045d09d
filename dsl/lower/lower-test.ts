import type { ExpectationPlan, MockOutcome, MockPlan, TestOrigins, TestPlan } from "@dagwright/core";
import { originOf } from "../check/findings.ts";
import type { ExpectationModel, MockModel, MockOutcomeModel, TestModel } from "../check/tests.ts";
import { constantText } from "../syntax/literals.ts";
import { workflowKey } from "./lower-workflow.ts";
import { rootedPaths } from "./paths.ts";

/** Lowers a checked test; what could not be understood is left out. */
export function lowerTest(test: TestModel): { readonly test: TestPlan; readonly origins: TestOrigins } {
	const { file, node, workflow } = test;
	const mocks = test.mocks.flatMap((mock) => lowerMock(mock, file.path) ?? []);
	const expectations = test.expectations.flatMap((expectation) => lowerExpectation(expectation) ?? []);
	const params = test.params.flatMap(({ name, value: { typed } }) => {
		const type = workflow.params.find((param) => param.name === name)?.type;
		return typed === undefined || type === undefined ? [] : [[name, rootedPaths(typed, type, file.path)] as const];
	});
	return {
		test: {
			version: 1,
			title: node.title === undefined ? "" : (constantText(node.title) ?? ""),
			workflow: workflowKey(workflow),
			params: Object.fromEntries(params),
			mocks: mocks.map(({ plan }) => plan),
			expectations: expectations.map(({ plan }) => plan),
		},
		origins: {
			test: originOf(file.path, node, "title"),
			mocks: mocks.map((mock) => originOf(file.path, mock.node)),
			expectations: expectations.map((expectation) => originOf(file.path, expectation.node)),
		},
	};
}

function lowerMock(
	mock: MockModel,
	file: string,
): { readonly plan: MockPlan; readonly node: MockModel["node"] } | undefined {
	const outcomes = mock.outcomes.flatMap((outcome) => lowerOutcome(outcome, mock, file) ?? []);
	if (outcomes.length !== mock.outcomes.length || outcomes.length === 0) return undefined;
	return { plan: { path: mock.target.path, outcomes }, node: mock.node };
}

function lowerOutcome(outcome: MockOutcomeModel, { target }: MockModel, file: string): MockOutcome | undefined {
	const takes = outcome.takes === undefined ? {} : { takes: outcome.takes };
	if (outcome.kind === "fails")
		return { kind: "fails", message: outcome.message ?? "failed, as the test says", ...takes };
	if (outcome.value === undefined) return { kind: "succeeds", ...takes };
	const { typed } = outcome.value;
	if (typed === undefined) return undefined;
	if (outcome.kind === "succeeds") return { kind: "succeeds", value: rootedPaths(typed, target.type, file), ...takes };
	const decision = typed.op === "literal" ? typed.value : undefined;
	if (decision !== "approved" && decision !== "rejected" && decision !== "expired") return undefined;
	return { kind: "answered", decision, ...takes };
}

function lowerExpectation(
	expectation: ExpectationModel,
): { readonly plan: ExpectationPlan; readonly node: ExpectationModel["node"] } | undefined {
	const { node } = expectation;
	if (expectation.kind === "condition") {
		const { typed } = expectation.condition;
		return typed && { plan: { kind: "condition", condition: typed }, node };
	}
	const { path, run, outcome } = expectation;
	return { plan: { kind: "outcome", path, ...(run && { run }), outcome }, node };
}
