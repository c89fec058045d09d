import {
	type ApprovalAnswer,
	evaluate,
	type Json,
	type JsonObject,
	type MockOutcome,
	type MockPlan,
	ok,
	type Result,
	refused,
	type TaskPlan,
} from "@dagwright/core";
import { completed, placeholderOf, valueFits } from "@dagwright/core/expression";
import { belongsTo, jobOf, stepsOf } from "./instance-path.ts";

/** What an attempt comes to; `takes` is in ms. */
export type Mocked = { readonly takes: number } & (
	| { readonly kind: "succeeds"; readonly outputs: Json }
	| { readonly kind: "fails"; readonly message: string }
	| { readonly kind: "answered"; readonly decision: ApprovalAnswer }
);

/** How people answer an approval, after `takes` ms; `by` is who does. */
export interface MockedAnswer {
	/** Place in the test's mocks. */
	readonly mock: number;
	readonly decision: ApprovalAnswer;
	readonly takes: number;
	readonly comment?: string;
	readonly form?: JsonObject;
	readonly by?: readonly string[];
}

/** A mock whose value cannot be what the job gives. */
export interface MockProblem {
	/** Place in the test's mocks. */
	readonly mock: number;
	readonly message: string;
}

/** The mocks of one test, and how far each is used up. */
export class Mocks {
	readonly #mocks: readonly { readonly plan: MockPlan; readonly weight: number }[];
	/** How many outcomes were taken, by what takes them one after the other. */
	readonly #taken = new Map<string, number>();

	constructor(mocks: readonly MockPlan[]) {
		this.#mocks = mocks.map((plan) => ({ plan, weight: stepsOf(plan.path).flatMap(({ indices }) => indices).length }));
	}

	/** Whether anything stands for the job or instance. */
	has(path: string): boolean {
		return this.#find(path) !== undefined;
	}

	/**
	 * What the next attempt comes to; placeholders where nothing was given. `counted` is the instance as far as outcomes
	 * are its own: rounds of a loop share them.
	 */
	take(path: string, counted: string, task: TaskPlan): Result<Mocked, MockProblem> {
		const found = this.#next(path, counted);
		const type = task.outputs;
		const name = jobOf(path).replaceAll("/", ".");
		const nothing = () => withImplicit(placeholderOf(type, name), name);
		if (found === undefined) return ok({ kind: "succeeds", outputs: nothing(), takes: 0 });
		const { mock, outcome } = found;
		const { takes = 0 } = outcome;
		if (outcome.kind === "fails") return ok({ kind: "fails", message: outcome.message, takes });
		if (outcome.kind === "answered") return ok({ kind: "answered", decision: outcome.decision, takes });
		if (outcome.value === undefined) return ok({ kind: "succeeds", outputs: nothing(), takes });
		const value = evaluate(outcome.value, new Map());
		if (!value.ok) return refused({ mock, message: value.problem.message });
		const outputs = withImplicit(completed(value.value, type, name), name);
		const misfit = valueFits(outputs, type, name);
		if (misfit !== undefined) return refused({ mock, message: `${misfit}.` });
		return ok({ kind: "succeeds", outputs, takes });
	}

	/** What people answer to the next request of an approval; undefined if the test does not say. */
	answer(path: string, counted: string): MockedAnswer | undefined {
		const found = this.#next(path, counted);
		if (found === undefined || found.outcome.kind === "fails") return undefined;
		const { mock, outcome } = found;
		const { takes = 0 } = outcome;
		if (outcome.kind === "answered") return { mock, decision: outcome.decision, takes };
		if (outcome.value === undefined) return undefined;
		const value = evaluate(outcome.value, new Map());
		if (!value.ok || !isObject(value.value)) return undefined;
		const { approved, approvers, comment, form } = value.value;
		return {
			mock,
			decision: approved === false ? "rejected" : "approved",
			takes,
			...(typeof comment === "string" && { comment }),
			...(form !== undefined && isObject(form) && { form }),
			...(Array.isArray(approvers) && { by: approvers.map(String) }),
		};
	}

	#next(path: string, counted: string): { readonly mock: number; readonly outcome: MockOutcome } | undefined {
		const found = this.#find(path);
		if (found === undefined) return undefined;
		const { mock, plan } = found;
		const taken = this.#taken.get(counted) ?? 0;
		this.#taken.set(counted, taken + 1);
		const outcome = plan.outcomes[Math.min(taken, plan.outcomes.length - 1)];
		if (outcome === undefined) throw new Error(`the mock of ${plan.path} has no outcome`);
		return { mock, outcome };
	}

	/** The mock that says most exactly what it stands for. */
	#find(path: string): { readonly mock: number; readonly plan: MockPlan } | undefined {
		let found: { readonly mock: number; readonly plan: MockPlan; readonly weight: number } | undefined;
		for (const [mock, { plan, weight }] of this.#mocks.entries()) {
			if (belongsTo(path, plan.path) && (found === undefined || weight > found.weight)) found = { mock, plan, weight };
		}
		return found;
	}
}

function isObject(value: Json): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What every process has beside its declared outputs, and a plan asks for only where its workflow reads it. */
const implicit = ["stdout", "metrics", "exit_code"];

function withImplicit(outputs: Json, name: string): Json {
	if (typeof outputs !== "object" || outputs === null || Array.isArray(outputs)) return outputs;
	const missing = implicit.filter((field) => !Object.hasOwn(outputs, field));
	return {
		...outputs,
		...Object.fromEntries(missing.map((field) => [field, placeholderOf({ kind: "unknown" }, `${name}.${field}`)])),
	};
}
