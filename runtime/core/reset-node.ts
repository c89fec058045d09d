import { wantGuard } from "./checkpoint-watch.ts";
import type { RunFact } from "./event.ts";
import { findPlace } from "./find-path.ts";
import { forgetHooks, forgetInstance, forgetNode, forgetRoundsAfter } from "./forget-node.ts";
import type { Frame, Instance, NodeRun } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { makeInstance, makeNode } from "./make-node.ts";
import { isWaiting, nodeAt, stateAt } from "./node-at.ts";
import { jobOf, numberOn, timeoutOf } from "./open-node.ts";
import { countAnew, takeBack } from "./pass-on.ts";
import { recount } from "./recount.ts";
import { enqueue, enqueueNode } from "./work-queue.ts";

/**
 * Applies that a job or an instance of a finished run is to run again. What depends on it is reset before it, so that a
 * log that ends in between shows nothing that rests on what is gone; for the same reason the rounds after it go with the
 * first reset in a round.
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
	countTimeAnew(run);
	forgetHooks(run, root);
	recount(run, root);
	if (root.remaining === 0) enqueue(run, root);
}

/** What is open again has its time from now on: an engine may have died, long ago, between its reset and this. */
function countTimeAnew(run: LiveRun): void {
	const walk = run.deadlines.walk();
	const open: Instance[] = [];
	for (let instance = walk.next(); instance !== undefined; instance = walk.next()) open.push(instance);
	for (const instance of open) {
		const { state } = instance;
		const timeout = timeoutOf(instance);
		if (state.status !== "open" || timeout === undefined) continue;
		run.deadlines.remove(instance);
		instance.state = { ...state, deadline: run.at + timeout };
		run.deadlines.add(instance);
	}
}

function resetNode(run: LiveRun, frame: Frame, at: number): void {
	if (isWaiting(frame, at)) return;
	const wasOver = stateAt(frame, at).status !== "active";
	forgetNode(run, frame, at);
	frame.ended.clear(at);
	frame.nodes[at] = makeNode(frame, at, { status: "waiting" });
	run.idle++;
	if (wasOver) takeBack(run, frame, at);
	countAnew(frame, at);
	if (frame.waiting[at] === 0) enqueueNode(run, frame, at);
	reopenAround(run, frame);
}

function resetInstance(run: LiveRun, instance: Instance): void {
	const { node, index, bindings, state } = instance;
	const { fan } = node;
	const isOver = "ended" in state;
	if (fan === undefined || !(isOver || state.status === "open")) return;
	forgetInstance(run, instance);
	if (isOver) discount(instance);
	const made = makeInstance(node, index, bindings, { status: "pending" });
	fan.instances[index] = made;
	numberOn(run, made);
	const error = fan.unfit?.get(index);
	if (error !== undefined) {
		// Its config has no value, and will have none: it fails again.
		made.state = { status: "failing", attempt: made.first - 1, error, lost: false };
		enqueue(run, made);
	} else {
		run.idle++;
		fan.unstarted++;
		fan.next = Math.min(fan.next, index);
	}
	if (jobOf(node).policies.critical === true) wantGuard(run, node.path);
	goOnWithNode(run, node);
	reopenAround(run, node.frame);
}

/** What encloses a block in which something runs again is open again: a loop in that round, a call with its hooks to come. */
function reopenAround(run: LiveRun, inner: Frame): void {
	for (let frame = inner; frame.owner !== undefined; frame = frame.owner.node.frame) {
		const { owner } = frame;
		if (frame.role === "round") forgetRoundsAfter(run, owner, frame);
		else if (frame.role === "call") forgetHooks(run, frame);
		reopenInstance(run, owner);
	}
}

function reopenInstance(run: LiveRun, instance: Instance): void {
	const { node, state, frame, path } = instance;
	if (!("ended" in state)) return;
	const { fan } = node;
	node.frame.workflow.recovery?.armed.delete(path);
	const timeout = timeoutOf(instance);
	const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : run.at + timeout;
	const attempt = "attempt" in state ? state.attempt : 1;
	if (fan !== undefined) {
		discount(instance);
		fan.running++;
	}
	instance.state = { status: "open", attempt, deadline, timedOut: false };
	// Its block goes on: what stood in for it does so no longer, and its tries are counted anew.
	instance.standIn = undefined;
	instance.failures = 0;
	instance.losses = 0;
	if (timeout !== undefined) run.deadlines.add(instance);
	if (frame !== undefined) frame.halted = false;
	goOnWithNode(run, node);
}

/** Takes an ended instance out of the counts of its job. */
function discount({ node: { fan }, state }: Instance): void {
	if (fan === undefined) return;
	fan.ended--;
	if (state.status === "succeeded") fan.succeeded--;
	else if (state.status === "failed") fan.failed--;
}

/** A node that had ended is under way again. */
function goOnWithNode(run: LiveRun, node: NodeRun): void {
	const { state, frame, at } = node;
	if (state.status === "waiting" || state.status === "active") return;
	node.state = { status: "active", since: "started" in state ? state.started : run.at };
	run.reused?.delete(node.path);
	takeBack(run, frame, at);
}
