import { evaluate, type Scope } from "./expression/evaluate.ts";
import type { EvaluationError } from "./expression/evaluation-error.ts";
import type { TypedExpression } from "./expression/expression.ts";
import { Placeholder, PlaceholderRead } from "./expression/placeholder.ts";
import { printShort } from "./expression/print.ts";
import type { FanOut, Frame, NodeRun } from "./frame.ts";
import type { JobError } from "./job-error.ts";
import type { Json } from "./json.ts";
import { live } from "./live-run.ts";
import { nodeAt, stateAt } from "./node-at.ts";
import type { NodeState } from "./node-state.ts";
import { ok, type Result, refused } from "./result.ts";
import type { RunState } from "./run-state.ts";

const instancesSuffix = ".instances";

/**
 * The names that an expression of a block may read: bindings of its `for`, its siblings, the carries of its round, what
 * encloses the block up to its workflow, and the params of that workflow: never the names of one that calls it.
 * What has no value (skipped, failed, not read by anyone) is null.
 */
export class BlockScope implements Scope {
	readonly #frame: Frame;
	readonly #bindings: Readonly<Record<string, Json>> | undefined;

	constructor(frame: Frame, bindings?: Readonly<Record<string, Json>>) {
		this.#frame = frame;
		this.#bindings = bindings;
	}

	get(name: string): Json | undefined {
		let bindings = this.#bindings;
		for (let frame: Frame | undefined = this.#frame; frame !== undefined; frame = frame.outer) {
			if (bindings !== undefined && Object.hasOwn(bindings, name)) return bindings[name];
			const at = frame.index.position.get(name);
			if (at !== undefined) return valueOfState(stateAt(frame, at));
			if (name.endsWith(instancesSuffix)) {
				const job = frame.index.position.get(name.slice(0, -instancesSuffix.length));
				if (job !== undefined) return instancesOf(nodeAt(frame, job));
			}
			if (Object.hasOwn(frame.locals, name)) return frame.locals[name];
			bindings = frame.owner?.bindings;
		}
		const { params } = this.#frame.workflow;
		return Object.hasOwn(params, name) ? params[name] : undefined;
	}
}

/** The names that a workflow's own body sees, with the values that they have in the state. */
export function scopeOf(state: RunState): Scope {
	const run = live(state);
	if (run.root === undefined) throw new Error("the run has not been created");
	return new BlockScope(run.root);
}

/**
 * Evaluates what a run hangs on, such as a condition or the list of a `for`, with a failure as the error of a job.
 * Throws `PlaceholderRead` where a test did not give what it reads.
 */
export function evaluateForJob(expression: TypedExpression, scope: Scope): Result<Json, JobError> {
	const result = evaluateValue(expression, scope);
	if (result.ok && result.value instanceof Placeholder) {
		throw new PlaceholderRead(result.value.of, printShort(expression));
	}
	return result;
}

/** Evaluates what is only handed on (a setting, an output, a `let`), which in a test may be a placeholder. */
export function evaluateValue(expression: TypedExpression, scope: Scope): Result<Json, JobError> {
	const result = evaluate(expression, scope);
	return result.ok ? result : refused(expressionError(result.problem));
}

/** The values of named expressions that are only handed on, or the first failure. */
export function evaluateAll(
	expressions: Readonly<Record<string, TypedExpression>>,
	scope: Scope,
): Result<Readonly<Record<string, Json>>, JobError> {
	const values: [string, Json][] = [];
	for (const [name, expression] of Object.entries(expressions)) {
		const value = evaluateValue(expression, scope);
		if (!value.ok) return value;
		values.push([name, value.value]);
	}
	return ok(Object.fromEntries(values));
}

/** A failed evaluation as the error of a job. */
export function expressionError(problem: EvaluationError): JobError {
	return { kind: "expression", message: problem.message };
}

function valueOfState(state: NodeState): Json {
	return state.status === "succeeded" ? state.value : null;
}

function instancesOf(node: NodeRun | undefined): Json {
	if (node === undefined || node.state.status === "skipped" || node.fan === undefined) return null;
	return instanceList(node.fan);
}

function instanceList(fan: FanOut): Json {
	return fan.instances.map(({ state, bindings }) => ({
		for: bindings,
		outcome:
			state.status === "succeeded" || state.status === "failed" || state.status === "cancelled"
				? state.status
				: "skipped",
		outputs: state.status === "succeeded" ? state.value : null,
	}));
}
