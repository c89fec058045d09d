import {
	evaluate,
	type JobTypeCatalog,
	type Json,
	type Plan,
	type Rejection,
	type RunEvent,
	type RunResult,
	type TestPlan,
	unsupported,
} from "@dagwright/core";
import { PlaceholderRead } from "@dagwright/core/expression";
import type { StartCommand } from "../ports.ts";
import { type Unmet, unmet } from "./expectations.ts";
import { jobOf } from "./instance-path.ts";
import { mockedPlan } from "./mocked-plan.ts";
import { type MockProblem, Mocks } from "./mocks.ts";
import { Outcomes } from "./outcomes.ts";
import { withoutRounds } from "./plan-path.ts";
import {
	EndlessSimulation,
	type Roles,
	type SimulatedAttempt,
	Simulation,
	StuckSimulation,
	simulatedStart,
} from "./simulation.ts";

/** What came of a test. */
export interface TestResult {
	readonly test: TestPlan;
	readonly failures: readonly TestFailure[];
	/** The plan that ran: the workflow's, with what is mocked as a whole replaced. */
	readonly plan: Plan;
	readonly events: readonly RunEvent[];
	readonly outcomes: Outcomes;
	readonly result: RunResult | undefined;
	/** ms that went by on the clock of the simulation. */
	readonly simulated: number;
}

export type TestFailure =
	/** Place of the expectation in the test. */
	| ({ readonly kind: "expectation"; readonly expectation: number } & Unmet)
	/** Place of the mock in the test. */
	| { readonly kind: "mock"; readonly mock: number; readonly message: string }
	/** The run hangs on what nobody gave; `of` is that. */
	| { readonly kind: "placeholder"; readonly of: string; readonly message: string }
	/** It asks people, and the test does not say what they answer. */
	| { readonly kind: "approval"; readonly message: string }
	| { readonly kind: "param" | "stuck" | "unsupported"; readonly message: string };

/** Ends a simulation at a mock that cannot be. */
class BadMock extends Error {
	readonly problem: MockProblem;

	constructor(problem: MockProblem) {
		super(problem.message);
		this.problem = problem;
	}
}

/** Ends a simulation at a question that nobody answers. */
class Unanswered extends Error {}

/**
 * Runs a test: the workflow over the core with a clock of its own, mocks in place of all work. Approvals ask the members
 * of `roles`, and fail as in a run where a role is none of these.
 */
export function simulateTest(plan: Plan, test: TestPlan, roles: Roles = {}): TestResult {
	const mocked = mockedPlan({ ...plan, main: test.workflow }, test.mocks);
	const mocks = new Mocks(test.mocks);
	const outcomes = new Outcomes();
	const simulation = new Simulation(
		mocked,
		(command) => perform(command, outcomes.current(command.instance), mocks, mocked),
		(event) => {
			outcomes.note(event);
			if (event.type === "approval.requested") answerApproval(event, simulation, mocks);
		},
	);
	const failures: TestFailure[] = [];
	const failure = runToItsEnd(simulation, test, roles);
	if (failure !== undefined) failures.push(failure);
	else {
		for (const [expectation, expected] of test.expectations.entries()) {
			const found = unmet(expected, simulation.state, outcomes);
			if (found !== undefined) failures.push({ kind: "expectation", expectation, ...found });
		}
	}
	return {
		test,
		failures,
		plan: mocked,
		events: simulation.events,
		outcomes,
		result: simulation.state.result,
		simulated: simulation.now - simulatedStart,
	};
}

/** Every job type can be simulated. */
const noJobTypes: JobTypeCatalog = { version: 1, types: {} };

/** What ended the run too early; undefined if it came to its end. */
function runToItsEnd(simulation: Simulation, test: TestPlan, roles: Roles): TestFailure | undefined {
	const params: [string, Json][] = [];
	for (const [name, expression] of Object.entries(test.params)) {
		const value = evaluate(expression, new Map());
		if (!value.ok) return { kind: "param", message: `The param ${name} has no value: ${value.problem.message}` };
		params.push([name, value.value]);
	}
	// What is mocked as a whole is a task by now; a cache has nothing to do here.
	const [refusal] = unsupported(simulation.plan, noJobTypes).filter(({ construct }) => construct !== "cache");
	if (refusal !== undefined) return { kind: "unsupported", message: refusal.message };
	const created = simulation.create(Object.fromEntries(params), roles);
	if (!created.ok) return { kind: "param", message: created.problem.message };
	try {
		simulation.finish();
		return undefined;
	} catch (error) {
		if (error instanceof PlaceholderRead) return { kind: "placeholder", of: error.of, message: adviceFor(error) };
		if (error instanceof Unanswered) return { kind: "approval", message: error.message };
		if (error instanceof BadMock) return { kind: "mock", ...error.problem };
		if (error instanceof StuckSimulation || error instanceof EndlessSimulation) {
			return { kind: "stuck", message: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.` };
		}
		throw error;
	}
}

function adviceFor({ of, expression }: PlaceholderRead): string {
	return `\`${expression}\` reads ${of}, which has no value in this test: give it in a mock.`;
}

/** `path` is what the attempt is of: the instance, or its fallback. */
function perform(command: StartCommand, path: string, mocks: Mocks, plan: Plan): SimulatedAttempt {
	const { instance, attempt, task } = command;
	const taken = mocks.take(path, withoutRounds(plan, path), task);
	if (!taken.ok) throw new BadMock(taken.problem);
	const mocked = taken.value;
	const { takes } = mocked;
	switch (mocked.kind) {
		case "succeeds":
			return { end: { type: "succeeded", instance, attempt, outputs: mocked.outputs }, takes };
		case "fails": {
			const error = { kind: "exit" as const, message: mocked.message, exit_code: 1 };
			return { end: { type: "failed", instance, attempt, error }, takes };
		}
		case "answered":
			throw new Error(`${instance} is no approval`);
	}
}

/** Has people answer as the test says: as many as it takes to approve, one to reject, nobody until it expires. */
function answerApproval(
	{ instance, attempt, request }: Extract<RunEvent, { type: "approval.requested" }>,
	simulation: Simulation,
	mocks: Mocks,
): void {
	const name = jobOf(instance).replaceAll("/", ".");
	const mocked = mocks.answer(instance, withoutRounds(simulation.plan, instance));
	if (mocked === undefined) {
		const asked = request.people.join(", ");
		throw new Unanswered(
			`${name} asks people (${asked}), and this test does not say what they answer: \`mock ${name} => approved\`.`,
		);
	}
	if (mocked.decision === "expired") {
		if (request.deadline !== undefined) return;
		throw new Unanswered(`${name} has no \`timeout\`, so it never expires.`);
	}
	const { mock, decision, comment, form, by = request.people, takes } = mocked;
	const needed = decision === "approved" ? request.needed : 1;
	if (by.length < needed && request.deadline === undefined) {
		const given = by.length === 0 ? "none" : `only ${by.length}: ${by.join(", ")}`;
		throw new BadMock({ mock, message: `${name} takes ${needed} approvals, and this mock gives ${given}.` });
	}
	for (const person of by.slice(0, needed)) {
		simulation.reportAt(
			simulation.now + takes,
			{
				type: "answer",
				instance,
				attempt,
				by: person,
				decision,
				...(comment !== undefined && { comment }),
				...(form !== undefined && { form }),
			},
			({ code, message }) => {
				// What comes when it asks no more is part of the test: its deadline passed, or the run gave it up.
				if (notAnswers.has(code)) throw new BadMock({ mock, message });
			},
		);
	}
}

/** Why an answer can never count, whenever it comes. */
const notAnswers: ReadonlySet<Rejection["code"]> = new Set(["not_allowed", "duplicate", "wrong_value"]);
