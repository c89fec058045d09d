import { asEnd, isAllowedToFail } from "./demand.ts";
import { Placeholder } from "./expression/placeholder.ts";
import type { FanOut, Frame, Instance, NodeRun } from "./frame.ts";
import { leaveLine, passGates } from "./gate.ts";
import type { JobError, RunError } from "./job-error.ts";
import type { Json, JsonObject } from "./json.ts";
import type { LiveRun } from "./live-run.ts";
import { putAway } from "./node-at.ts";
import type { EndedState } from "./node-state.ts";
import { activateNext, isComposite, jobOf, workOf } from "./open-node.ts";
import { passOn } from "./pass-on.ts";
import { leaveQuestion } from "./question.ts";
import { needsOf } from "./ready-class.ts";
import { armInstance, isAfterwards, leaveHooks } from "./recovery.ts";
import { assertNever } from "./result.ts";
import { asksForDecision, enqueue } from "./work-queue.ts";

/** Takes an instance out of whatever its present state keeps it in: queue, timers, resources, counts. */
export function leaveState(run: LiveRun, instance: Instance): void {
	const { state } = instance;
	const { fan } = instance.node;
	switch (state.status) {
		case "ready":
			leaveLine(run, instance, workOf(instance));
			if (fan !== undefined) fan.ready--;
			leaveIdle(run, fan);
			return;
		case "retrying":
			(isComposite(instance) ? run.reopenings : run.retries).remove(instance);
			leaveIdle(run, fan);
			return;
		case "pending":
			leaveIdle(run, fan);
			return;
		case "running":
			run.running.remove(instance.start);
			takeNeeds(run, instance, -1);
			passGates(run, instance, -1);
			if (fan !== undefined) fan.running--;
			if (state.timedOut) run.timedOut--;
			else if (instance.slot >= 0) run.deadlines.remove(instance);
			return;
		case "open":
			if (fan !== undefined) fan.running--;
			if (state.timedOut) run.halts.delete(instance);
			else if (instance.slot >= 0) run.deadlines.remove(instance);
			return;
		case "asking":
			leaveQuestion(run, instance);
			leaveIdle(run, fan);
			return;
		case "failing":
		case "succeeded":
		case "failed":
		case "skipped":
		case "cancelled":
			return;
		default:
			assertNever(state);
	}
}

/** Counts the needs of an instance as used (`sign` 1) or free again (-1). */
export function takeNeeds(run: LiveRun, instance: Instance, sign: 1 | -1): void {
	const job = workOf(instance);
	if (job.policies.needs === undefined) return;
	const needs = needsOf(job);
	run.used.cpu += sign * needs.cpu;
	run.used.memory += sign * needs.memory;
	run.used.gpu += sign * needs.gpu;
}

/** Ends an instance, and with it its job if that has no `for`. */
export function endInstance(run: LiveRun, instance: Instance, state: EndedState): void {
	const { node } = instance;
	const { fan } = node;
	// One that waits for its next try, or whose fallback runs, has had the hooks of its block.
	const wasOpen = instance.state.status === "open";
	leaveState(run, instance);
	instance.state = state;
	armInstance(instance, state);
	if (wasOpen && instance.frame !== undefined) leaveHooks(run, instance);
	if (fan === undefined) {
		// Without a block in it or a fallback nothing is left to know but how the node ended.
		if (instance.frame === undefined && instance.standIn === undefined) node.single = undefined;
		endNode(run, node, state);
		return;
	}
	fan.ended++;
	if (state.status === "succeeded") fan.succeeded++;
	else if (state.status === "failed") fan.failed++;
	activateNext(run, node, fan);
	if (asksForDecision(run, node)) enqueue(run, node);
}

/** Ends a node: those that waited for it come closer, and its block may be over. */
export function endNode(run: LiveRun, node: NodeRun, state: EndedState): void {
	if (node.state.status === "waiting") run.idle--;
	node.state = state;
	if (node.single === undefined && node.fan === undefined) putAway(node, state);
	if (state.status === "failed") noteFailure(run, node, state.error);
	else if (state.status === "cancelled") {
		node.frame.incomplete = true;
		// What ran out of time fails, and may be tried again: the run is not cancelled for it.
		if (!isAfterwards(node.frame) && !node.frame.halted) run.cancelled = true;
	} else if (state.status === "skipped" && state.cause === "not_reached") node.frame.incomplete = true;
	passOn(run, node.frame, node.at, asEnd(state.status, isAllowedToFail(node.plan)));
}

/** The value of a `for` job: outputs of the succeeded instances in order, each with its bindings. */
export function fanOutValue(fan: FanOut): Json {
	const list: Json[] = [];
	for (const { state, bindings } of fan.instances) {
		if (state.status === "succeeded") list.push(withBindings(state.value, bindings));
	}
	return list;
}

function withBindings(outputs: Json, bindings: JsonObject): Json {
	if (outputs === null || typeof outputs !== "object" || Array.isArray(outputs)) return outputs;
	if (outputs instanceof Placeholder) return outputs;
	return { ...outputs, for: bindings };
}

/** Notes that a node failed: its block, and unless something absolves it the run. */
export function noteFailure(run: LiveRun, node: NodeRun, error: JobError): void {
	if (isAllowedToFail(node.plan)) {
		run.warned = true;
		return;
	}
	const { frame } = node;
	// Of what stands in for a block the error is its own.
	const inner = node.single?.standIn === undefined ? node.single?.frame?.failure : undefined;
	const failure: RunError = inner ?? { ...error, job: node.path };
	// A block that ran out of time fails for that, whatever happens in it.
	if (frame.owner?.state.status !== "open" || !frame.owner.state.timedOut) frame.failure ??= failure;
	if (isAfterwards(frame)) {
		run.warned = true;
		return;
	}
	if (!reachesTheRun(frame)) return;
	run.doom ??= failure;
	// What had failed before it was reopened does not end what goes on now.
	if (run.options.fail_fast !== true || run.mode === "finished") return;
	run.failsFast = true;
	// A paused run starts nothing as it is, and fails fast once it goes on.
	if (run.mode === "running") run.mode = "failing_fast";
}

/** Whether nothing between the block and the run can absolve a failure. */
function reachesTheRun(frame: Frame): boolean {
	if (frame.halted) return false;
	for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) {
		const { policies, fallback } = jobOf(owner.node);
		if (owner.index >= 0 || policies.allow_failure === true) return false;
		if (policies.retry !== undefined || fallback !== undefined) return false;
	}
	return true;
}

function leaveIdle(run: LiveRun, fan: FanOut | undefined): void {
	run.idle--;
	if (fan !== undefined) fan.unstarted--;
}
