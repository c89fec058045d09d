import { asEnd } from "./demand.ts";
import { noteFailure } from "./end-node.ts";
import type { RunFact } from "./event.ts";
import { findPlace } from "./find-path.ts";
import type { Frame, Instance, LiveRun, NodeRun, WorkflowRun } from "./live-run.ts";
import { makeInstance, makeNode } from "./make-node.ts";
import { isWaiting, nodeAt, stateAt } from "./node-at.ts";
import { activateNext, jobOf, numberOn, timeoutOf } from "./open-node.ts";
import { blocksOf, instancesOf, noteSpent } from "./spent-attempts.ts";
import { enqueue, enqueueNode } from "./work-queue.ts";

/**
 * Applies that a job or an instance of a finished run is to run again. What depends on it is reset before it, so that a
 * log that ends in between shows nothing that rests on what is gone.
 */
export function applyReset(run: LiveRun, event: Extract<RunFact, { type: "job.reset" | "instance.reset" }>): void {
	if (run.mode !== "finished") return;
	// It may be one that is let go of here.
	run.remember(undefined);
	if (event.type === "job.reset") {
		const place = findPlace(run, event.job);
		if (place !== undefined) resetNode(run, place.frame, place.at);
		return;
	}
	const bracket = event.instance.lastIndexOf("[");
	const place = findPlace(run, event.instance.slice(0, bracket));
	const node = place && nodeAt(place.frame, place.at);
	const instance = node?.fan?.instances[Number(event.instance.slice(bracket + 1, -1))];
	if (instance !== undefined) resetInstance(run, instance);
}

/** Lets a finished run go on: what it says of its end is taken back, and follows anew from what was not reset. */
export function reopenRun(run: LiveRun): void {
	const { root } = run;
	if (run.mode !== "finished" || root === undefined) return;
	run.mode = "running";
	run.reopened++;
	delete run.ended;
	delete run.result;
	delete run.error;
	run.outputs = {};
	run.deadline = run.at + (run.index.workflow.policies.timeout ?? Number.POSITIVE_INFINITY);
	run.cancel = undefined;
	const { recovery } = root.workflow;
	for (const hook of recovery?.hooks.values() ?? []) forgetFrame(run, hook);
	recovery?.hooks.clear();
	recount(run, root);
	if (root.remaining === 0) enqueue(run, root);
}

function resetNode(run: LiveRun, frame: Frame, at: number): void {
	if (isWaiting(frame, at)) return;
	forgetNode(run, frame, at);
	frame.ended.clear(at);
	frame.nodes[at] = makeNode(frame, at, { status: "waiting" });
	run.idle++;
	goOn(run, frame, at);
	countAnew(frame, at);
	if (frame.waiting[at] === 0) enqueueNode(run, frame, at);
	reopenOwners(run, frame);
}

function resetInstance(run: LiveRun, instance: Instance): void {
	const { node, index, bindings, state } = instance;
	const { fan } = node;
	if (fan === undefined || state.status === "pending" || !("ended" in state)) return;
	forgetInstance(run, instance);
	fan.ended--;
	if (state.status === "succeeded") fan.succeeded--;
	else if (state.status === "failed") fan.failed--;
	const made = makeInstance(node, index, bindings, { status: "pending" });
	fan.instances[index] = made;
	if (state.status === "failed" && state.attempt === 0 && jobOf(node).kind === "task") {
		// Its config has no value, and will have none: it fails again.
		made.state = { status: "failing", attempt: 0, error: state.error, lost: false };
		enqueue(run, made);
	} else {
		numberOn(run, made);
		run.idle++;
		fan.unstarted++;
		fan.next = Math.min(fan.next, index);
	}
	goOnWithNode(run, node);
	reopenOwners(run, node.frame);
}

/** What encloses a block in which something runs again is open again. */
function reopenOwners(run: LiveRun, frame: Frame): void {
	for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) {
		const { node, state } = owner;
		if (!("ended" in state)) return;
		const { fan } = node;
		disarm(owner);
		const timeout = timeoutOf(owner);
		const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : run.at + timeout;
		const attempt = "attempt" in state ? state.attempt : 1;
		owner.state = { status: "open", attempt, deadline, timedOut: false };
		if (timeout !== undefined) run.deadlines.add(owner);
		if (owner.frame !== undefined) owner.frame.halted = false;
		if (fan !== undefined) {
			fan.ended--;
			if (state.status === "succeeded") fan.succeeded--;
			else if (state.status === "failed") fan.failed--;
			fan.running++;
		}
		goOnWithNode(run, node);
	}
}

/** A node that had ended is under way again. */
function goOnWithNode(run: LiveRun, node: NodeRun): void {
	const { state, frame, at } = node;
	if (state.status === "waiting" || state.status === "active") return;
	node.state = { status: "active", since: "started" in state ? state.started : run.at };
	run.reused?.delete(node.path);
	goOn(run, frame, at);
}

/** A node of a block has not ended any more: those that still wait for it wait for one more. */
function goOn(run: LiveRun, frame: Frame, at: number): void {
	const { dependents, dependentStart } = frame.index;
	frame.remaining++;
	if (frame === run.root) noteNodeReset(run, frame, at);
	for (let d = dependentStart[at] ?? 0; d < (dependentStart[at + 1] ?? 0); d++) {
		const dependent = dependents[d] ?? 0;
		if (isWaiting(frame, dependent)) countAnew(frame, dependent);
	}
}

/** Counts anew what a waiting node waits for, and whether something has ended as it does not accept. */
function countAnew(frame: Frame, at: number): void {
	const { sources, sourceStart, dependents, dependentStart, demands } = frame.index;
	let waiting = 0;
	let unmet = 0;
	const seen = new Set<number>();
	for (let edge = sourceStart[at] ?? 0; edge < (sourceStart[at + 1] ?? 0); edge++) {
		const source = sources[edge] ?? -1;
		if (source < 0 || seen.has(source)) continue;
		seen.add(source);
		const state = stateAt(frame, source);
		const over = state.status !== "waiting" && state.status !== "active";
		const plan = frame.index.nodes[source];
		const allowed = plan !== undefined && plan.kind !== "let" && plan.policies.allow_failure === true;
		for (let d = dependentStart[source] ?? 0; d < (dependentStart[source + 1] ?? 0); d++) {
			if (dependents[d] !== at) continue;
			if (!over) waiting++;
			else if (((demands[d] ?? 0) & asEnd(state.status, allowed)) === 0) unmet = 1;
		}
	}
	frame.waiting[at] = waiting;
	frame.unmet[at] = unmet;
}

function noteNodeReset(run: LiveRun, { index }: Frame, at: number): void {
	const plan = index.nodes[at];
	const { watch } = run;
	if (watch?.levels === undefined || plan === undefined || plan.kind === "let") return;
	const level = watch.levels.of[at] ?? 0;
	watch.levels.left[level] = (watch.levels.left[level] ?? 0) + 1;
	watch.levels.next = Math.min(watch.levels.next, level);
}

/** Remembers which attempts there were, and lets go of what can be undone, of warnings and of guards. */
function forgetNode(run: LiveRun, frame: Frame, at: number): void {
	const node = nodeAt(frame, at);
	if (node === undefined) return;
	run.reused?.delete(node.path);
	run.watch?.guarded.delete(node.path);
	recoveryOf(frame)?.armed.delete(node.path);
	const instances = instancesOf(node);
	for (const instance of instances) forgetInstance(run, instance);
	if (node.fan === undefined && instances.length === 0) {
		run.warnings?.delete(node.path);
		const { state } = node;
		if ("attempt" in state) noteSpent(run, node.path, state.attempt);
	}
}

function forgetInstance(run: LiveRun, instance: Instance): void {
	disarm(instance);
	run.warnings?.delete(instance.path);
	if ("attempt" in instance.state) noteSpent(run, instance.path, instance.state.attempt);
	noteSpent(run, instance.path, instance.first - 1);
	for (const [path, { frame }] of run.rollbacks ?? []) {
		if (path.startsWith(`${instance.path}/`)) forgetFrame(run, frame);
	}
	for (const frame of blocksOf(instance)) forgetFrame(run, frame);
}

function forgetFrame(run: LiveRun, frame: Frame): void {
	for (let at = 0; at < frame.index.nodes.length; at++) forgetNode(run, frame, at);
	if (frame.role !== "call") return;
	const { recovery } = frame.workflow;
	const undoing = recovery === undefined ? -1 : run.undoing.indexOf(recovery);
	if (undoing >= 0) run.undoing.splice(undoing, 1);
	const others = run.rollbackFailures.filter(({ job }) => !job.startsWith(frame.prefix));
	run.rollbackFailures.splice(0, run.rollbackFailures.length, ...others);
	for (const hook of recovery?.hooks.values() ?? []) forgetFrame(run, hook);
}

function disarm({ node, path }: Instance): void {
	recoveryOf(node.frame)?.armed.delete(path);
}

function recoveryOf(frame: Frame): WorkflowRun["recovery"] {
	return frame.workflow.recovery;
}

/** What the ends of nodes mean for their blocks and for the run, as if they had come again in their order. */
function recount(run: LiveRun, root: Frame): void {
	run.doom = undefined;
	run.cancelled = false;
	run.warned = (run.warnings?.size ?? 0) > 0;
	const failed: { readonly node: NodeRun; readonly ended: number; readonly again: () => void }[] = [];
	const visit = (frame: Frame): void => {
		frame.failure = undefined;
		frame.incomplete = false;
		for (let at = 0; at < frame.index.nodes.length; at++) {
			const node = nodeAt(frame, at);
			if (node === undefined) continue;
			const { fan, state } = node;
			for (const { frame: inner } of instancesOf(node)) {
				if (inner !== undefined) visit(inner);
			}
			if (fan !== undefined && state.status === "active") {
				// What failed before and stands does not keep back what was asked for.
				fan.mayMiss = Math.max(fan.instances.length - fan.needed, fan.ended - fan.succeeded);
				activateNext(run, node, fan);
			}
			if (fan !== undefined && state.status === "succeeded" && fan.succeeded < fan.ended) run.warned = true;
			if (state.status === "failed") {
				const { error, ended } = state;
				failed.push({ node, ended, again: () => noteFailure(run, node, error) });
			} else if (state.status === "cancelled") run.cancelled = frame.incomplete = true;
			else if (state.status === "skipped" && state.cause === "not_reached") frame.incomplete = true;
		}
	};
	visit(root);
	const { mode } = run;
	// Nothing of it is new: a first failure of then does not end what goes on now.
	run.mode = "finished";
	for (const { again } of failed.sort((a, b) => a.ended - b.ended)) again();
	run.mode = mode;
}
