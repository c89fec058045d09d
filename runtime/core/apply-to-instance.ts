import { endInstance, leaveState, takeNeeds } from "./end-node.ts";
import { findInstance } from "./find-path.ts";
import type { Instance } from "./frame.ts";
import { passGates } from "./gate.ts";
import type { JobError } from "./job-error.ts";
import { lastAttempt } from "./last-attempt.ts";
import type { LiveRun } from "./live-run.ts";
import { noteWithdrawal } from "./notification.ts";
import { activateNext, isComposite, jobOf, workOf } from "./open-node.ts";
import { askAgain, isApproval } from "./question.ts";
import { assertNever } from "./result.ts";
import { noteSpent } from "./spent-attempts.ts";
import { applyToStraight, type InstanceEvent, noteWarning, unfold } from "./straight-way.ts";
import { enqueue } from "./work-queue.ts";

/** Folds what happened to an instance: its attempts, what follows each, and how it ended. */
export function applyToInstance(run: LiveRun, event: InstanceEvent): void {
	const found = findInstance(run, event.instance);
	if (found === undefined || (typeof found === "number" && applyToStraight(run, found, event))) return;
	const instance = typeof found === "number" ? unfold(run, found) : found;
	const { state } = instance;
	const { at } = run;
	switch (event.type) {
		case "attempt.started": {
			const { timeout } = workOf(instance).policies;
			const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : at + timeout;
			// Before it leaves its line, so that nothing is let in in its place.
			passGates(run, instance, 1);
			leaveState(run, instance);
			instance.state = {
				status: "running",
				attempt: event.attempt,
				started: at,
				process: undefined,
				deadline,
				timedOut: false,
			};
			instance.startedAt ??= at;
			instance.start = run.starts++;
			run.running.add(instance, instance.start);
			takeNeeds(run, instance, 1);
			if (instance.node.fan !== undefined) instance.node.fan.running++;
			if (timeout !== undefined) run.deadlines.add(instance);
			return;
		}
		case "attempt.running":
			if (state.status === "running") instance.state = { ...state, process: event.process };
			return;
		case "attempt.timed_out":
			if (state.status !== "running" || state.timedOut) return;
			if (instance.slot >= 0) run.deadlines.remove(instance);
			instance.state = { ...state, timedOut: true };
			run.timedOut++;
			return;
		case "attempt.succeeded":
			if (event.warnings !== undefined && event.warnings.length > 0) noteWarning(run, instance.path);
			endInstance(run, instance, {
				status: "succeeded",
				attempt: event.attempt,
				value: event.outputs,
				started: instance.startedAt ?? at,
				ended: at,
			});
			return;
		case "attempt.failed":
		case "attempt.lost": {
			const lost = event.type === "attempt.lost";
			leaveState(run, instance);
			if (!lost) instance.failures++;
			else if (event.unbegun !== true) instance.losses++;
			instance.state = {
				status: "failing",
				attempt: event.attempt,
				error: lost ? lostError(event.unbegun) : event.error,
				lost,
				...(lost && event.unbegun === true && { unbegun: true }),
			};
			enqueue(run, instance);
			if (instance.node.fan !== undefined) activateNext(run, instance.node, instance.node.fan);
			return;
		}
		case "retry.scheduled":
			if (state.status === "failing") tryAgain(run, instance, event.attempt, event.due, state.error);
			else if (state.status === "open") {
				leaveState(run, instance);
				instance.failures++;
				tryAgain(run, instance, event.attempt, event.due, event.error ?? unknownError);
				if (instance.node.fan !== undefined) activateNext(run, instance.node, instance.node.fan);
			}
			return;
		case "fallback.started":
			if (state.status !== "failing" && state.status !== "open") return;
			leaveState(run, instance);
			instance.standIn = jobOf(instance.node).fallback;
			instance.failures = 0;
			tryAgain(run, instance, event.attempt, at, event.error);
			return;
		case "instance.succeeded":
			if (event.warnings === true) run.warned = true;
			endInstance(run, instance, {
				status: "succeeded",
				attempt: lastAttempt(instance),
				value: event.value,
				started: instance.startedAt ?? at,
				ended: at,
			});
			return;
		case "instance.failed":
			endInstance(run, instance, {
				status: "failed",
				attempt: lastAttempt(instance),
				error: event.error,
				started: instance.startedAt ?? at,
				ended: at,
			});
			return;
		case "instance.skipped":
			noteWithdrawal(run, instance);
			// The numbers of its questions are spent: an answer to one is none to the next, should it be asked anew.
			if (state.status === "asking") noteSpent(run, instance.path, lastAttempt(instance));
			endInstance(run, instance, { status: "skipped", cause: event.cause, ended: at });
			return;
		case "attempt.cancelled":
		case "instance.cancelled":
			noteWithdrawal(run, instance);
			endInstance(run, instance, { status: "cancelled", attempt: lastAttempt(instance), ended: at });
			return;
		default:
			assertNever(event);
	}
}

function lostError(unbegun: true | undefined): JobError {
	const message =
		unbegun === true ? "Its engine ended before the attempt began." : "The attempt was lost with its engine.";
	return { kind: "lost", message };
}

/** Puts an instance that is in no queue among those that start again, at `due` (UTC ms). */
function tryAgain(run: LiveRun, instance: Instance, attempt: number, due: number, error: JobError): void {
	if (isApproval(workOf(instance))) {
		askAgain(run, instance, attempt);
		enqueue(run, instance);
		return;
	}
	instance.state = { status: "retrying", attempt, due, error };
	(isComposite(instance) ? run.reopenings : run.retries).add(instance);
	run.idle++;
	if (instance.node.fan !== undefined) instance.node.fan.unstarted++;
}

/** Of a group, loop or call that is tried again by an event that does not say why. */
const unknownError: JobError = { kind: "engine", message: "It failed." };
