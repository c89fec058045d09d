import {
	type ApprovalAnswer,
	evaluate,
	type Json,
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
		const found = this.#find(path);
		const type = task.outputs;
		const name = jobOf(path).replaceAll("/", ".");
		const nothing = () => withImplicit(placeholderOf(type, name), name);
		if (found === undefined) return ok({ kind: "succeeds", outputs: nothing(), takes: 0 });
		const { mock, plan } = found;
		const taken = this.#taken.get(counted) ?? 0;
		this.#taken.set(counted, taken + 1);
		const outcome: MockOutcome | undefined = plan.outcomes[Math.min(taken, plan.outcomes.length - 1)];
		if (outcome === undefined) throw new Error(`the mock of ${plan.path} has no outcome`);
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

	/** The mock that says most exactly what it stands for. */
	#find(path: string): { readonly mock: number; readonly plan: MockPlan } | undefined {
		let found: { readonly mock: number; readonly plan: MockPlan; readonly weight: number } | undefined;
		for (const [mock, { plan, weight }] of this.#mocks.entries()) {
			if (belongsTo(path, plan.path) && (found === undefined || weight > found.weight)) found = { mock, plan, weight };
		}
		return found;
	}
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
