import { acceptAnswer } from "./accept-answer.ts";
import { freshName, isCheckpointName } from "./checkpoint-watch.ts";
import type { RunFact } from "./event.ts";
import { formatDuration } from "./expression/literals.ts";
import { valueFits } from "./expression/value-fits.ts";
import { findInstance, findNode, findPlace } from "./find-path.ts";
import type { Instance } from "./frame.ts";
import { letsPass } from "./gate.ts";
import type { JobError } from "./job-error.ts";
import { type LiveRun, live, type Straight } from "./live-run.ts";
import { straightState } from "./node-at.ts";
import type { InstanceState, RunningState } from "./node-state.ts";
import { isComposite, workOf } from "./open-node.ts";
import type { JobPlan, Plan } from "./plan.ts";
import { isEnding } from "./recovery.ts";
import { reopen } from "./reopen-run.ts";
import type { Rejection, Report } from "./report.ts";
import { assertNever, ok, type Result, refused } from "./result.ts";
import type { RunState } from "./run-state.ts";
import { straightPlan } from "./straight-way.ts";

type Answer = Result<readonly RunFact[], Rejection>;
/** The state that a report is held against. */
type Claimed = Exclude<InstanceState, RunningState> | Omit<RunningState, "started" | "deadline">;
const noneStarting: ReadonlyMap<object, number> = new Map();
type AttemptReport = Extract<Report, { readonly attempt: number }>;

/** Turns an outside claim into facts, or refuses it. Does not change the state: the host appends and applies the facts. */
export function accept(_plan: Plan, state: RunState, report: Report, now: number): Answer {
	const run = live(state);
	if (run.mode === "created") return no("not_allowed", "The run has not been created yet.");
	if (report.type === "retry") return reopen(run, report);
	if (run.mode === "finished") return no("run_finished", "The run has finished.");
	switch (report.type) {
		case "starting":
		case "running":
		case "succeeded":
		case "failed":
		case "cancelled":
		case "lost": {
			const found = findInstance(run, report.instance);
			if (found === undefined) return withoutInstance(run, report);
			const straight = typeof found === "number";
			const usual = straight ? acceptUsual(run, found, report) : undefined;
			if (usual !== undefined) return usual;
			const state = straight ? straightState(run.straight, found) : found.state;
			if (report.type === "starting") return acceptStart(run, report, state, straight ? undefined : found, now);
			return acceptFromAttempt(run, report, state, found);
		}
		case "attached": {
			const { engine, roles } = report;
			return ok([{ type: "run.attached", engine, ...(roles !== undefined && { roles }) }]);
		}
		case "answer":
			return acceptAnswer(run, report, now);
		case "notified":
			return acceptNotified(run, report);
		case "pause":
			if (run.mode === "running") return ok([{ type: "run.paused", by: report.by }]);
			if (run.mode === "paused") return no("duplicate", "The run is paused already.");
			return no("not_allowed", "The run is ending, so it can't be paused.");
		case "resume":
			if (run.mode === "paused") return ok([{ type: "run.resumed", by: report.by }]);
			return no("duplicate", "The run is not paused.");
		case "checkpoint":
			return acceptCheckpoint(run, report);
		case "cancel":
			if (run.mode === "cancelling") return no("duplicate", "The run is being cancelled already.");
			if (report.rollback && run.root !== undefined && isEnding(run.root.workflow)) {
				const message =
					"The run's jobs have ended already: a cancel with a rollback comes too late, one without stops what runs now.";
				return no("not_allowed", message);
			}
			return ok([{ type: "run.cancel_requested", by: report.by, rollback: report.rollback }]);
		default:
			return assertNever(report);
	}
}

/**
 * What is said of nearly every job: its first attempt starts, and succeeds with outputs that nobody checks. Undefined
 * for all else; the rest of this file gives the same answer to these, at three times the cost.
 */
function acceptUsual(run: LiveRun, at: Straight, report: AttemptReport): Answer | undefined {
	const { straight } = run;
	const { type, instance, attempt } = report;
	if (attempt !== 1) return undefined;
	if (type === "starting") {
		return run.mode === "running" && straight.isReady(at)
			? ok([{ type: "attempt.started", instance, attempt }])
			: undefined;
	}
	if (type !== "succeeded" || !straight.isRunning(at) || report.warnings !== undefined) return undefined;
	if (run.index.body.isPlain[at] === 0 && straightPlan(run, at).declared) return undefined;
	const { outputs, usage } = report;
	if (usage === undefined) return ok([{ type: "attempt.succeeded", instance, attempt, outputs }]);
	return ok([{ type: "attempt.succeeded", instance, attempt, outputs, usage }]);
}

function acceptStart(
	run: LiveRun,
	{ instance: path, attempt }: AttemptReport,
	state: Claimed,
	instance: Instance | undefined,
	now: number,
): Answer {
	if (instance !== undefined && isComposite(instance)) return no("not_running", `${path} is no task.`);
	const first = instance?.first ?? 1;
	const wanted = state.status === "ready" ? first : state.status === "retrying" ? state.attempt : undefined;
	if (wanted === undefined || attempt !== wanted) return passed(state, path, attempt, first);
	const fan = instance?.node.fan;
	if (run.mode !== "running") return no("not_allowed", `${path} can't start: the run is ${run.status}.`);
	if (instance?.node.frame.halted === true) return no("not_allowed", `${path} can't start: its time is over.`);
	if (state.status === "retrying" && state.due > now) return no("not_allowed", `${path} waits to be tried again.`);
	if (fan !== undefined && fan.limit > 0 && fan.running >= fan.limit) {
		return no("not_allowed", `${path} can't start: ${fan.limit} instances run already.`);
	}
	if (instance !== undefined && !letsPass(instance, noneStarting)) {
		return no("not_allowed", `${path} can't start: the limit of the workflow that it is part of is reached.`);
	}
	return ok([{ type: "attempt.started", instance: path, attempt }]);
}

function acceptFromAttempt(run: LiveRun, report: AttemptReport, state: Claimed, found: Instance | Straight): Answer {
	const { instance: path, attempt } = report;
	const instance = typeof found === "number" ? undefined : found;
	if (state.status !== "running" || state.attempt !== attempt) {
		return passed(state, path, attempt, instance?.first ?? 1);
	}
	switch (report.type) {
		case "starting":
			return no("duplicate", `Attempt ${attempt} of ${path} has started already.`);
		case "running":
			if (state.process !== undefined) return no("duplicate", `Attempt ${attempt} of ${path} runs already.`);
			return ok([{ type: "attempt.running", instance: path, attempt, process: report.process }]);
		case "succeeded": {
			const problem = state.timedOut ? timeoutError(run, found, state) : outputProblem(run, found, report);
			const { outputs, usage: used, warnings } = report;
			if (problem === undefined && used === undefined && warnings === undefined) {
				return ok([{ type: "attempt.succeeded", instance: path, attempt, outputs }]);
			}
			const usage = used && { usage: used };
			if (problem !== undefined)
				return ok([{ type: "attempt.failed", instance: path, attempt, error: problem, ...usage }]);
			return ok([
				{
					type: "attempt.succeeded",
					instance: path,
					attempt,
					outputs,
					...usage,
					...(warnings !== undefined && { warnings }),
				},
			]);
		}
		case "failed":
		case "cancelled": {
			const usage = report.usage === undefined ? undefined : { usage: report.usage };
			const told = report.type === "failed" ? report.error : undefined;
			const halted = instance?.node.frame.halted === true;
			const late = state.timedOut || run.mode === "timed_out" || halted;
			const error = late ? timeoutError(run, found, state, told, halted) : told;
			if (error === undefined) return ok([{ type: "attempt.cancelled", instance: path, attempt, ...usage }]);
			return ok([{ type: "attempt.failed", instance: path, attempt, error, ...usage }]);
		}
		case "lost":
			// A process that was told of did begin, whatever is said later.
			if (report.unbegun !== true || state.process !== undefined)
				return ok([{ type: "attempt.lost", instance: path, attempt }]);
			return ok([{ type: "attempt.lost", instance: path, attempt, unbegun: true }]);
		default:
			return assertNever(report);
	}
}

function acceptNotified(run: LiveRun, { id, problem }: Extract<Report, { readonly type: "notified" }>): Answer {
	const notification = run.notifications?.get(id);
	if (notification === undefined) return no("duplicate", `The message ${id} is not due any more.`);
	const { instance, channel } = notification;
	return problem === undefined
		? ok([{ type: "notification.sent", instance, channel, id }])
		: ok([{ type: "notification.failed", instance, channel, id, message: problem }]);
}

/** What runs for an instance. */
function jobOf(run: LiveRun, found: Instance | Straight): JobPlan {
	return typeof found === "number" ? straightPlan(run, found) : workOf(found);
}

function timeoutError(
	run: LiveRun,
	found: Instance | Straight,
	state: Extract<Claimed, { status: "running" }>,
	told?: JobError,
	halted = false,
): JobError {
	const limit = jobOf(run, found).policies.timeout;
	const own = state.timedOut && limit !== undefined;
	const whole = halted
		? "what it is part of took longer than its timeout"
		: "the run took longer than the timeout of its workflow";
	return {
		...told,
		kind: "timeout",
		message: own ? `ran longer than its timeout of ${formatDuration(limit)}` : `was stopped: ${whole}`,
	};
}

function outputProblem(
	run: LiveRun,
	found: Instance | Straight,
	report: Extract<Report, { type: "succeeded" }>,
): JobError | undefined {
	if (typeof found === "number" && run.index.body.isPlain[found] === 1) return undefined;
	const job = jobOf(run, found);
	if (job.kind !== "task" || !job.declared) return undefined;
	const misfit = valueFits(report.outputs, job.outputs, "outputs");
	return misfit === undefined ? undefined : { kind: "output", message: `${report.instance}: ${misfit}` };
}

/** The report is about a job that waits, or has ended, or is unknown. */
function withoutInstance(run: LiveRun, { instance: path, attempt }: AttemptReport): Answer {
	const node = findNode(run, path);
	if (node !== undefined && node.state.status !== "waiting" && node.state.status !== "active") {
		return passed(node.state, path, attempt);
	}
	return findPlace(run, path) === undefined
		? no("unknown_instance", `The run has no instance ${path}.`)
		: no("not_running", `Attempt ${attempt} of ${path} has not started.`);
}

/** The report is about an attempt that is not the present one. */
function passed(state: Claimed, path: string, attempt: number, first = 1): Answer {
	if (attempt < first) return no("stale", `Attempt ${attempt} of ${path} has ended already.`);
	switch (state.status) {
		case "pending":
		case "ready":
		case "open":
		case "asking":
			return no("not_running", `Attempt ${attempt} of ${path} has not started.`);
		case "running":
		case "failing":
			return attempt === state.attempt
				? no("duplicate", `Attempt ${attempt} of ${path} is known already.`)
				: other(path, attempt, state.attempt);
		case "retrying":
			return attempt === state.attempt - 1
				? no("duplicate", `Attempt ${attempt} of ${path} has ended already.`)
				: other(path, attempt, state.attempt);
		case "succeeded":
		case "failed":
		case "cancelled":
			return no(attempt === state.attempt ? "duplicate" : "stale", `${path} has ended already.`);
		case "skipped":
			return no("stale", `${path} was skipped.`);
		default:
			return assertNever(state);
	}
}

function other(path: string, attempt: number, present: number): Answer {
	return attempt < present
		? no("stale", `${path} is at attempt ${present}; attempt ${attempt} is over.`)
		: no("not_running", `Attempt ${attempt} of ${path} has not started.`);
}

function acceptCheckpoint(run: LiveRun, { by, name }: Extract<Report, { type: "checkpoint" }>): Answer {
	if (name !== undefined && !isCheckpointName(name)) {
		return no(
			"not_allowed",
			`${name} can't name a checkpoint: letters, digits, and . _ - after the first, at most 64.`,
		);
	}
	if (name !== undefined && run.watch?.used.has(name) === true) {
		return no("not_allowed", `The run already had a checkpoint ${name}.`);
	}
	return ok([{ type: "checkpoint.created", name: name ?? freshName(run.watch, "manual"), trigger: "manual", by }]);
}

function no(code: Rejection["code"], message: string): Answer {
	return refused({ code, message });
}
