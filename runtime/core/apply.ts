import { applyToComposite } from "./apply-to-composite.ts";
import { applyToInstance } from "./apply-to-instance.ts";
import { applyToQuestion } from "./apply-to-question.ts";
import { applyToRun } from "./apply-to-run.ts";
import { applyCheckpoint, noteEvent } from "./checkpoint-watch.ts";
import { endInstance, endNode, fanOutValue } from "./end-node.ts";
import type { RunEvent } from "./event.ts";
import { findInstance, findPlace } from "./find-path.ts";
import type { NodeRun } from "./frame.ts";
import { lastAttempt } from "./last-attempt.ts";
import { LiveRun, live, type Straight } from "./live-run.ts";
import { isWaiting, reachNode } from "./node-at.ts";
import type { EndedState } from "./node-state.ts";
import { startedAt } from "./node-status.ts";
import { openNode } from "./open-node.ts";
import type { Plan } from "./plan.ts";
import { armNode, startHooks, startRollback } from "./recovery.ts";
import { applyReset } from "./reset-node.ts";
import { assertNever } from "./result.ts";
import { reuseNode } from "./reuse-node.ts";
import type { RunState } from "./run-state.ts";
import { readyStraight, unfold } from "./straight-way.ts";
import { dropStale, mayGoStraight } from "./work-queue.ts";

/** The state before the first event. */
export function emptyState(plan: Plan): RunState {
	return new LiveRun(plan);
}

/** Folds a whole log. */
export function fold(plan: Plan, events: Iterable<RunEvent>): RunState {
	let state = emptyState(plan);
	for (const event of events) state = apply(plan, state, event);
	return state;
}

/**
 * Folds one event; total: an event about a job that the plan does not have changes nothing. Consumes the old state:
 * only the returned one may be used afterwards.
 */
export function apply(_plan: Plan, state: RunState, event: RunEvent): RunState {
	const run = live(state);
	run.seq = event.seq;
	run.at = event.at;
	if (run.watch !== undefined) noteEvent(run.watch, event);
	applyFact(run, event);
	if (run.work.length > 0) dropStale(run);
	return run;
}

function applyFact(run: LiveRun, event: RunEvent): void {
	switch (event.type) {
		case "attempt.started":
		case "attempt.running":
		case "attempt.succeeded":
		case "attempt.failed":
		case "attempt.cancelled":
		case "attempt.timed_out":
		case "attempt.lost":
		case "retry.scheduled":
		case "fallback.started":
		case "instance.succeeded":
		case "instance.failed":
		case "instance.skipped":
		case "instance.cancelled":
			applyToInstance(run, event);
			return;
		case "instance.opened":
		case "round.started":
		case "call.started":
		case "instance.timed_out":
			applyToComposite(run, event);
			return;
		case "approval.requested":
		case "approval.answered":
		case "approval.expired":
		case "outcome.asked":
		case "outcome.answered": {
			const found = findInstance(run, event.instance);
			if (typeof found === "object") applyToQuestion(run, found, event);
			return;
		}
		case "notification.sent":
		case "notification.failed":
			run.notifications?.delete(event.id);
			return;
		case "job.ready":
		case "job.skipped":
		case "job.succeeded":
		case "job.failed":
		case "job.cancelled":
			applyToJob(run, event);
			return;
		case "rollback.started":
			startRollback(run, event);
			return;
		case "hooks.started":
			startHooks(run, event);
			return;
		case "job.reused":
			applyReuse(run, event);
			return;
		case "job.reset":
		case "instance.reset":
			applyReset(run, event);
			return;
		case "run.created":
		case "run.attached":
		case "run.paused":
		case "run.resumed":
		case "run.cancel_requested":
		case "run.timed_out":
		case "run.reopened":
		case "run.finished":
			applyToRun(run, event);
			return;
		case "checkpoint.created":
		case "checkpoint.dropped":
			applyCheckpoint(run, event);
			return;
		default:
			assertNever(event);
	}
}

type JobEvent = Extract<RunEvent, { readonly type: `job.${string}` }>;

function applyToJob(run: LiveRun, event: Exclude<JobEvent, { readonly type: "job.reused" | "job.reset" }>): void {
	if (event.type === "job.ready" && event.instances === undefined && event.errors === undefined) {
		const straight = straightAt(run, event.job);
		if (straight !== undefined) {
			readyStraight(run, straight);
			return;
		}
	}
	const node = nodeOf(run, event.job);
	if (node === undefined) return;
	if (event.type === "job.ready") {
		openNode(run, node, event);
		return;
	}
	const { at } = run;
	const started = startOf(node, at);
	const attempt = node.single === undefined ? 0 : lastAttempt(node.single);
	switch (event.type) {
		case "job.skipped":
			end(run, node, { status: "skipped", cause: event.cause, ended: at });
			return;
		case "job.succeeded": {
			if (event.warnings === true) run.warned = true;
			const value = node.fan === undefined ? (event.value ?? null) : fanOutValue(node.fan);
			end(run, node, { status: "succeeded", attempt, value, started, ended: at });
			return;
		}
		case "job.failed":
			end(run, node, { status: "failed", attempt, error: event.error, started, ended: at });
			return;
		case "job.cancelled":
			end(run, node, { status: "cancelled", attempt, ended: at });
			return;
		default:
			assertNever(event);
	}
}

function applyReuse(run: LiveRun, event: Extract<RunEvent, { readonly type: "job.reused" }>): void {
	const place = run.root && findPlace(run, event.job);
	if (place !== undefined && isWaiting(place.frame, place.at)) reuseNode(run, reachNode(place.frame, place.at), event);
}

/** Ends a whole job; a group without `for` has one instance, which ends with it. */
function end(run: LiveRun, node: NodeRun, ended: EndedState): void {
	if (node.single === undefined) {
		armNode(node, ended);
		endNode(run, node, ended);
	} else endInstance(run, node.single, ended);
}

/** The task that may go the straight way from here: most often the one that was next to be decided about. */
function straightAt(run: LiveRun, path: string): Straight | undefined {
	const { body } = run.index;
	const next = run.work[run.workHead];
	if (typeof next === "object" && next.kind === "node" && next.path === path) return undefined;
	const at = typeof next === "number" && body.names[next] === path ? next : body.position.get(path);
	return at !== undefined && run.root !== undefined && mayGoStraight(run.root, at) ? at : undefined;
}

/** The node that an event is about: most often the one that was next to be decided about. */
function nodeOf(run: LiveRun, path: string): NodeRun | undefined {
	const next = run.work[run.workHead];
	if (typeof next === "object" && next.kind === "node" && next.path === path) return next;
	const place = findPlace(run, path);
	if (place === undefined) return undefined;
	const { frame, at } = place;
	return frame.straight?.has(at) === true ? unfold(run, at).node : reachNode(frame, at);
}

function startOf(node: NodeRun, at: number): number {
	return startedAt(node) ?? (node.state.status === "active" ? node.state.since : at);
}
