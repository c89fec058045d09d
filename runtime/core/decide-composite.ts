import { afterFailure } from "./after-failure.ts";
import type { RunFact } from "./event.ts";
import { formatDuration } from "./expression/literals.ts";
import { setOwn } from "./expression/own-property.ts";
import { valueFits } from "./expression/value-fits.ts";
import { fillParams } from "./fill-params.ts";
import type { Frame, Instance } from "./frame.ts";
import type { JobError, RunError } from "./job-error.ts";
import type { Json } from "./json.ts";
import { type LiveRun, startsNothing } from "./live-run.ts";
import { nextPhase } from "./next-phase.ts";
import { jobOf, timeoutOf } from "./open-node.ts";
import type { CallPlan, LoopPlan } from "./plan.ts";
import { ok, type Result, refused } from "./result.ts";
import { resultsOf } from "./results-of.ts";
import { BlockScope, evaluateAll, evaluateForJob, evaluateValue } from "./scope.ts";

/** So deep do calls go: more than any text can say, as it has at most 32 levels of imports. */
const MAX_DEPTH = 256;

type Carries = Readonly<Record<string, Json>>;

/** What follows for a loop or call whose time has come: its first round, or the start of the called workflow. */
export function decideOpening(run: LiveRun, instance: Instance, now: number): RunFact {
	const { path: name, node } = instance;
	if (hasTimedOut(instance) || startsNothing(run, node.frame)) return endWithout(run, instance, now);
	const plan = jobOf(node);
	if (plan.kind === "loop") {
		const carries = initialCarries(plan, instance);
		if (!carries.ok) return fail(run, instance, carries.problem, now);
		return { type: "round.started", instance: name, round: 0, carries: carries.value };
	}
	if (plan.kind !== "call") throw new Error(`${name} is no loop and no call`);
	const params = callParams(plan, instance);
	if (!params.ok) return fail(run, instance, params.problem, now);
	return { type: "call.started", instance: name, params: params.value };
}

/** What follows when all nodes in the block of a group, loop or call have ended. */
export function decideBlockEnd(run: LiveRun, frame: Frame, instance: Instance, now: number): RunFact {
	const plan = jobOf(instance.node);
	if (plan.kind === "call") return decideCallEnd(run, frame, instance, now);
	const incomplete = frame.failure === undefined && frame.incomplete;
	if (hasTimedOut(instance) || incomplete) return endWithout(run, instance, now);
	if (frame.failure !== undefined) return fail(run, instance, ofInner(frame.failure), now);
	if (plan.kind === "loop") return decideRoundEnd(run, frame, instance, plan, now);
	if (plan.kind === "group") return finish(run, instance, resultsOf(frame, plan.results), now);
	throw new Error(`${instance.path} has no block`);
}

/** A called workflow undoes what is its own and runs its hooks before the call ends. */
function decideCallEnd(run: LiveRun, frame: Frame, instance: Instance, now: number): RunFact {
	const cancelled = frame.failure === undefined && frame.incomplete && !hasTimedOut(instance);
	const outputs = resultsOf(frame, frame.workflow.index.workflow.outputs);
	let error = frame.failure;
	if (hasTimedOut(instance)) error = { ...timeoutError(instance), job: instance.path };
	else if (error === undefined && !cancelled && !outputs.ok) {
		error = { ...outputs.problem, job: `output ${outputs.problem.job}` };
	}
	const next = startsNothing(run, instance.node.frame) ? undefined : nextPhase(run, frame, error, cancelled);
	if (next !== undefined) return next;
	if (cancelled || hasTimedOut(instance)) return endWithout(run, instance, now);
	if (frame.failure !== undefined) return fail(run, instance, ofInner(frame.failure), now);
	return finish(run, instance, outputs, now);
}

function decideRoundEnd(run: LiveRun, frame: Frame, instance: Instance, plan: LoopPlan, now: number): RunFact {
	const next = nextCarries(frame, plan);
	if (!next.ok) return fail(run, instance, next.problem, now);
	const carries = next.value;
	const rounds = frame.round + 1;
	let converged = false;
	if (plan.until !== undefined) {
		const answer = evaluateForJob(plan.until, new BlockScope(frame, carries));
		if (!answer.ok) return fail(run, instance, inRound(rounds, "until", answer.problem), now);
		converged = answer.value === true;
	}
	if (converged || rounds >= plan.max) {
		return finish(run, instance, ok({ ...carries, rounds, converged }), now);
	}
	if (startsNothing(run, frame)) return endWithout(run, instance, now);
	return { type: "round.started", instance: instance.path, round: rounds, carries };
}

function initialCarries(plan: LoopPlan, { node, bindings }: Instance): Result<Carries, JobError> {
	const scope = new BlockScope(node.frame, bindings);
	const values: Record<string, Json> = {};
	for (const { name, type, initial } of plan.carries) {
		const value = evaluateValue(initial, scope);
		if (!value.ok) return refused({ ...value.problem, message: `carry ${name}: ${value.problem.message}` });
		const misfit = valueFits(value.value, type, name);
		if (misfit !== undefined) return refused({ kind: "output", message: `carry ${misfit}` });
		setOwn(values, name, value.value);
	}
	return ok(values);
}

/** What the carries are after a round: each as its `next` says, all of them seen as they were in the round. */
function nextCarries(frame: Frame, plan: LoopPlan): Result<Carries, JobError> {
	const rounds = frame.round + 1;
	const next = resultsOf(frame, plan.next);
	if (!next.ok) {
		const { job, ...error } = next.problem;
		return refused(inRound(rounds, `next ${job}`, error));
	}
	const carries = { ...frame.locals, ...next.value };
	for (const { name, type } of plan.carries) {
		const misfit = valueFits(carries[name] ?? null, type, name);
		if (misfit !== undefined) return refused(inRound(rounds, "next", { kind: "output", message: misfit }));
	}
	return ok(carries);
}

function callParams(plan: CallPlan, { node, bindings }: Instance): Result<Carries, JobError> {
	const called = node.frame.index.calls.get(node.at);
	if (called === undefined || node.frame.workflow.depth >= MAX_DEPTH) {
		return refused({ kind: "unsupported", message: `The workflow ${plan.workflow} calls itself without end.` });
	}
	const given = evaluateAll(plan.params, new BlockScope(node.frame, bindings));
	if (!given.ok) return given;
	const params = fillParams(called.workflow, given.value);
	return params.ok ? params : refused({ kind: "expression", message: params.problem.message });
}

function finish(run: LiveRun, instance: Instance, value: Result<Carries, RunError>, now: number): RunFact {
	if (!value.ok) {
		const { job, ...error } = value.problem;
		return fail(run, instance, { ...error, message: `output ${job}: ${error.message}` }, now);
	}
	const { path, node, index } = instance;
	return index < 0
		? { type: "job.succeeded", job: node.path, value: value.value }
		: { type: "instance.succeeded", instance: path, value: value.value };
}

/** The end of what ran out of time, or was not finished because the run ends. */
function endWithout(run: LiveRun, instance: Instance, now: number): RunFact {
	if (!hasTimedOut(instance)) {
		const { path, node, index } = instance;
		return index < 0 ? { type: "job.cancelled", job: node.path } : { type: "instance.cancelled", instance: path };
	}
	return fail(run, instance, timeoutError(instance), now);
}

function timeoutError(instance: Instance): JobError {
	const message = `ran longer than its timeout of ${formatDuration(timeoutOf(instance) ?? 0)}`;
	return { kind: "timeout", message };
}

/** Another attempt, the fallback, or the end of a group, loop or call that failed. */
function fail(run: LiveRun, instance: Instance, error: JobError, now: number): RunFact {
	const attempt = instance.state.status === "open" ? instance.state.attempt : instance.first;
	const fact = afterFailure(run, instance, { attempt, failures: instance.failures + 1, error }, now);
	if (fact.type === "retry.scheduled") return { ...fact, error };
	if (fact.type !== "instance.failed" || instance.index >= 0) return fact;
	return { type: "job.failed", job: instance.node.path, error: fact.error };
}

function hasTimedOut({ state }: Instance): boolean {
	return state.status === "open" && state.timedOut;
}

/** The error of a block is that of the job in it that failed first, with its path in the message. */
function ofInner({ job, message, ...rest }: RunError): JobError {
	return { ...rest, message: `${job}: ${message}` };
}

function inRound(round: number, part: string, error: JobError): JobError {
	return { ...error, message: `${part} after round ${round}: ${error.message}` };
}
