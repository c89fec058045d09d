import type { TypedExpression } from "./expression/expression.ts";
import type { Origin } from "./plan.ts";

/**
 * A checked `test` block, lowered to data: what the simulator needs beside the Plan of the workflow. Paths are those of
 * a run without instances (`clean`, `tune.fit`, `ship/deploy`, `ship.rollback`, `on_failure.alert`), or with indices
 * where one instance or round is meant (`sweep[2]`). Values read no names.
 */
export interface TestPlan {
	readonly version: 1;
	readonly title: string;
	/** Key in `Plan.workflows`. */
	readonly workflow: string;
	readonly params: Readonly<Record<string, TypedExpression>>;
	readonly mocks: readonly MockPlan[];
	readonly expectations: readonly ExpectationPlan[];
}

/** What stands for the work of a job. */
export interface MockPlan {
	readonly path: string;
	/** What the attempts give, one after the other; the last is repeated. Never empty. */
	readonly outcomes: readonly MockOutcome[];
}

/** `takes` is how long it goes on, in ms; absent: no time. */
export type MockOutcome = {
	readonly takes?: number;
} /** It succeeds; what the value leaves out of a record is a placeholder, and so is all of it where it is absent. */ & (
	| { readonly kind: "succeeds"; readonly value?: TypedExpression }
	| { readonly kind: "fails"; readonly message: string }
	/** People answer an approval so, or never (`expired`). */
	| { readonly kind: "answered"; readonly decision: ApprovalAnswer }
);

export type ApprovalAnswer = "approved" | "rejected" | "expired";

export type ExpectationPlan =
	| { readonly kind: "condition"; readonly condition: TypedExpression }
	/** How a job ended; the path `run` with `run: true` means the whole run. */
	| { readonly kind: "outcome"; readonly path: string; readonly run?: true; readonly outcome: ExpectedOutcome };

export type ExpectedOutcome = "succeeded" | "failed" | "skipped" | "cancelled" | "done";

/** Where the parts of a test stand in the text; kept beside the test plan. */
export interface TestOrigins {
	readonly test: Origin;
	readonly mocks: readonly Origin[];
	readonly expectations: readonly Origin[];
}
