import { decideQuestion } from "./decide-question.ts";
import type { ErrorKind, JobError, RunFact } from "./event.ts";
import type { Scope } from "./expression/evaluate.ts";
import { fanIn } from "./fan-in.ts";
import { retryDelay } from "./jitter.ts";
import { type Instance, isDraining, type LiveRun } from "./live-run.ts";
import { jobOf, workOf } from "./open-node.ts";
import { isPlain, prepareTask } from "./prepare-task.ts";
import { isApproval, isSettled } from "./question.ts";
import { BlockScope, evaluateForJob } from "./scope.ts";

/** How often an attempt may be lost with its engine and be repeated. */
const LOSSES = 3;

/** Errors that another attempt would only repeat. */
const finalKinds: ReadonlySet<ErrorKind> = new Set([
	"approval",
	"expression",
	"output",
	"rejected",
	"secret",
	"unsupported",
]);

/** Of a `critical` job, unless people say that it is to be repeated. */
const notRepeated: JobError = {
	kind: "lost",
	message: "The attempt was lost with its engine, so its outcome is unknown; a critical job is not repeated.",
};

/** What follows for an instance whose attempt ended without success, or whose value the core makes. */
export function decideInstance(run: LiveRun, instance: Instance, now: number): RunFact {
	const { state, path } = instance;
	const job = jobOf(instance.node);
	if (state.status === "open" && job.kind === "fan_in") {
		const value = fanIn(job, new BlockScope(instance.node.frame, instance.bindings));
		return value.ok
			? { type: "instance.succeeded", instance: path, value: value.value }
			: fallBack(run, instance, 1, value.problem);
	}
	if (state.status === "asking") return decideQuestion(run, instance, state, now);
	if (state.status !== "failing") throw new Error(`${path} is ${state.status}: nothing to decide`);
	const { attempt, error } = state;
	if (state.lost) {
		if (run.mode === "cancelling") return { type: "instance.cancelled", instance: path };
		if (jobOf(instance.node).policies.critical === true && state.answer !== "repeat") {
			if (state.answer === undefined && !isDraining(run)) return { type: "outcome.asked", instance: path, attempt };
			return { type: "instance.failed", instance: path, error: notRepeated };
		}
		const spent = state.answer === "repeat" ? undefined : whyNotRepeated(run, instance);
		if (spent !== undefined) return fallBack(run, instance, attempt + 1, spent);
		return { type: "retry.scheduled", instance: path, attempt: attempt + 1, due: now };
	}
	const { policies } = workOf(instance);
	const again =
		!isDraining(run) &&
		attempt > 0 &&
		!finalKinds.has(error.kind) &&
		instance.failures <= (policies.retry?.max ?? 0) &&
		asksForRetry(instance, error);
	if (!again) return fallBack(run, instance, attempt + 1, error);
	// Those who let a request pass are asked again at once: nothing gets better by waiting.
	const delay = isApproval(workOf(instance))
		? 0
		: retryDelay(policies, instance.failures, `${run.run}/${path}/${attempt}`);
	return { type: "retry.scheduled", instance: path, attempt: attempt + 1, due: now + delay };
}

/** What follows when an instance's attempts are spent: its fallback, if that can still stand in, or its failure. */
function fallBack(run: LiveRun, instance: Instance, attempt: number, error: JobError): RunFact {
	const { path, node, bindings } = instance;
	const { fallback } = jobOf(node);
	const failed: RunFact = { type: "instance.failed", instance: path, error };
	if (fallback === undefined || instance.standIn !== undefined || isDraining(run)) return failed;
	if (!isPlain(fallback)) {
		const prepared = prepareTask(fallback, new BlockScope(node.frame, bindings), node.frame.workflow.index.folder);
		if (!prepared.ok) {
			const message = `${error.message}; and its fallback can't run: ${prepared.problem.message}`;
			return { ...failed, error: { ...error, message } };
		}
	}
	return { type: "fallback.started", instance: path, attempt, error };
}

/** The end of an instance that has not started, waits to start again, or for people; nothing for any other. */
export function giveUp(instance: Instance, cancelled: boolean, facts: RunFact[]): void {
	const { state, path } = instance;
	const asking = state.status === "asking";
	if (asking && isSettled(state)) return;
	const idle = asking || state.status === "pending" || state.status === "ready";
	if (!idle && state.status !== "retrying") return;
	if (cancelled) facts.push({ type: "instance.cancelled", instance: path });
	else if (asking && state.question?.about === "outcome") {
		facts.push({ type: "instance.failed", instance: path, error: notRepeated });
	} else if (idle) facts.push({ type: "instance.skipped", instance: path, cause: "not_reached" });
	else facts.push({ type: "instance.failed", instance: path, error: state.error });
}

function whyNotRepeated(run: LiveRun, instance: Instance): JobError | undefined {
	if (instance.losses > LOSSES) {
		return { kind: "lost", message: `The attempt was lost with its engine, for the ${instance.losses}th time.` };
	}
	if (isDraining(run)) return { kind: "lost", message: "The attempt was lost with its engine." };
	return undefined;
}

function asksForRetry(instance: Instance, error: JobError): boolean {
	const condition = workOf(instance).policies.retry?.when;
	if (condition === undefined) return true;
	const outer = new BlockScope(instance.node.frame, instance.bindings);
	const asError = { job: instance.path, kind: error.kind, message: error.message, exit_code: error.exit_code ?? null };
	const scope: Scope = { get: (name) => (name === "error" ? asError : outer.get(name)) };
	const answer = evaluateForJob(condition, scope);
	return answer.ok && answer.value === true;
}
