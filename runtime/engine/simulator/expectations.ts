import {
	type ExpectationPlan,
	type ExpectedOutcome,
	evaluate,
	type Json,
	type RunState,
	scopeOf,
	type TypedExpression,
} from "@dagwright/core";
import { Placeholder, printExpression, printShort, reads, type Scope } from "@dagwright/core/expression";
import type { Outcome, Outcomes } from "./outcomes.ts";
import { inWords, shownValue, withoutStop } from "./words.ts";

/** Why an expectation was not met. */
export interface Unmet {
	/** One sentence. */
	readonly message: string;
	/** What the values read for it were, as `name is value`. */
	readonly actual: readonly string[];
	/** What it reads and nobody gave: `stats.rows`. */
	readonly missing?: string;
}

/** Holds an expectation against a run that has ended; undefined if it is met. */
export function unmet(expectation: ExpectationPlan, state: RunState, outcomes: Outcomes): Unmet | undefined {
	if (expectation.kind === "condition") return unmetCondition(expectation.condition, runScope(state), outcomes);
	const { path, outcome } = expectation;
	if (expectation.run === true) return unmetRun(outcome, state);
	if (outcomes.meets(path, outcome)) return undefined;
	const name = path.replaceAll("/", ".");
	const ended = outcomes.of(path);
	const actual = ended.map(([each, end]) => `${each} ${inWords(end)}`);
	const message = `Expected ${name} to have ${expectedWords[outcome]}, but ${differently(name, ended)}.`;
	return { message, actual: actual.length > 1 ? actual : [] };
}

const expectedWords: Readonly<Record<ExpectedOutcome, string>> = {
	succeeded: "succeeded",
	failed: "failed",
	skipped: "been skipped",
	cancelled: "been cancelled",
	done: "ended",
};

function differently(name: string, ended: readonly (readonly [string, Outcome])[]): string {
	const [first] = ended;
	if (first === undefined) return `${name} was never reached`;
	return ended.length === 1 ? `it ${inWords(first[1])}` : `it did not each time`;
}

function unmetRun(expected: ExpectedOutcome, { result, error }: RunState): Unmet | undefined {
	const ended = result === "succeeded_with_warnings" ? "succeeded" : result;
	if (expected === "done" || expected === ended) return undefined;
	const why = error === undefined ? "" : ` (${error.job}: ${withoutStop(error.message)})`;
	const how = ended === "cancelled" ? "was cancelled" : `${ended ?? "has not ended"}`;
	return { message: `Expected the run to have ${expectedWords[expected]}, but it ${how}${why}.`, actual: [] };
}

/** The names of the workflow's body, and `run` with how the run ended. */
function runScope(state: RunState): Scope {
	const body = scopeOf(state);
	const { run: id, result = null, error, outputs } = state;
	const run: Json = {
		id,
		result,
		error: error === undefined ? null : { ...error, exit_code: error.exit_code ?? null },
		outputs,
	};
	return {
		get: (name) => {
			const value = body.get(name);
			return value === undefined && name === "run" ? run : value;
		},
	};
}

function unmetCondition(condition: TypedExpression, scope: Scope, outcomes: Outcomes): Unmet | undefined {
	const result = evaluate(condition, scope);
	const text = printShort(condition);
	const actual = valuesRead(condition, scope, outcomes);
	if (!result.ok) return { message: `${withoutStop(result.problem.message)}, so it cannot be told.`, actual };
	if (result.value instanceof Placeholder) {
		const { of } = result.value;
		return {
			message: `\`${text}\` reads ${of}, which has no value in this test: give it in a mock.`,
			actual: [],
			missing: of,
		};
	}
	return result.value === true ? undefined : { message: `Expected \`${text}\`, but it is not so.`, actual };
}

/** What an expression rests on: each name or member that it reads, with its value in words. */
function valuesRead(expression: TypedExpression, scope: Scope, outcomes: Outcomes): readonly string[] {
	return reads(expression).flatMap(({ name, paths }) => {
		const ended = outcomes.all.get(name);
		if (ended !== undefined && ended.status !== "succeeded") return [`${name} ${inWords(ended)}`];
		return paths.map(({ path }) => {
			const members = path === "" ? [] : path.split(".");
			const read = members.reduce<TypedExpression>((target, member) => ({ op: "member", target, name: member }), {
				op: "name",
				name,
			});
			const value = evaluate(read, scope);
			return `${printExpression(read)} is ${value.ok ? shownValue(value.value) : "unknown"}`;
		});
	});
}
