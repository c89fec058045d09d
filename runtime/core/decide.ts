import { decideCheckpoints, guardCritical } from "./decide-checkpoints.ts";
import { decideFrame } from "./decide-frame.ts";
import { decideInstance, giveUp } from "./decide-instance.ts";
import { decideFanOut, decideNode } from "./decide-node.ts";
import type { RunFact } from "./event.ts";
import { type AskingState, deadlineOf, type Frame, hasDeadline, isDraining, type LiveRun, live } from "./live-run.ts";
import { isWaiting, nodeAt } from "./node-at.ts";
import type { Plan } from "./plan.ts";
import { isSettled } from "./question.ts";
import { assertNever } from "./result.ts";
import type { RunState } from "./run-state.ts";
import { rootOf } from "./straight-way.ts";
import { asksForDecision } from "./work-queue.ts";

/**
 * The decisions that follow from the state as it stands. Does not change the state: the host appends and applies them
 * and asks again until there are none, which is the fixpoint. After a crash anywhere in between, asking again leads to
 * the same end, because nothing is remembered but the state.
 */
export function decide(_plan: Plan, state: RunState, now: number): readonly RunFact[] {
	const run = live(state);
	if (run.mode === "created" || run.mode === "finished") return [];
	if (hasDeadline(run) && now >= run.deadline) return [{ type: "run.timed_out" }];
	const facts: RunFact[] = [];
	if (run.watch !== undefined) decideCheckpoints(run, run.watch, now, facts);
	noteDeadlines(run, now, facts);
	noteExpiries(run, now, facts);
	const draining = isDraining(run);
	if (draining && run.idle > 0 && run.root !== undefined) drain(run, run.root, facts);
	for (let at = run.workHead; at < run.work.length; at++) {
		const item = run.work[at];
		if (item === undefined || !asksForDecision(run, item)) continue;
		if (typeof item === "number") {
			const root = rootOf(run);
			if (!draining || !isSelected(run, root, item)) facts.push(decideNode(run, root, item));
			continue;
		}
		switch (item.kind) {
			case "node":
				if (item.fan !== undefined) decideFanOut(run, item, item.fan, facts);
				else if (!draining || !isSelected(run, item.frame, item.at)) {
					const fact = decideNode(run, item.frame, item.at);
					if (fact.type === "job.ready") guardCritical(run, item, facts);
					facts.push(fact);
				}
				break;
			case "instance":
				// A paused run asks nobody, and what is given up above is decided.
				if (item.state.status !== "asking" || mayDecide(run, item.state)) facts.push(decideInstance(run, item, now));
				break;
			case "frame":
				facts.push(decideFrame(run, item));
				break;
			default:
				assertNever(item);
		}
	}
	return facts;
}

function noteDeadlines(run: LiveRun, now: number, facts: RunFact[]): void {
	if (run.deadlines.size === 0) return;
	const walk = run.deadlines.walk();
	for (let instance = walk.next(); instance !== undefined && deadlineOf(instance) <= now; instance = walk.next()) {
		if (instance.state.status !== "running") continue;
		facts.push({ type: "attempt.timed_out", instance: instance.path, attempt: instance.state.attempt });
	}
}

/** Whether it may be asked, or has its answer. */
function mayDecide(run: LiveRun, state: AskingState): boolean {
	return state.question === undefined ? run.mode === "running" : isSettled(state);
}

function noteExpiries(run: LiveRun, now: number, facts: RunFact[]): void {
	if (run.expiring.size === 0 || run.mode !== "running") return;
	const walk = run.expiring.walk();
	for (let next = walk.next(); next?.state.status === "asking" && next.state.deadline <= now; next = walk.next()) {
		facts.push({ type: "approval.expired", instance: next.path, attempt: next.state.attempt });
	}
}

/** Ends all that has not started, once, when the run is to start nothing more. */
function drain(run: LiveRun, frame: Frame, facts: RunFact[]): void {
	if (frame.remaining === 0) {
		const active = frame.role === "root" || frame.role === "call" ? frame.workflow.recovery?.active : undefined;
		if (active !== undefined) drain(run, active, facts);
		return;
	}
	const { index } = frame;
	const cancelling = run.mode === "cancelling";
	for (let at = 0; at < index.nodes.length; at++) {
		const plan = index.nodes[at];
		if (plan === undefined || index.takesPart[at] === 0) continue;
		if (isWaiting(frame, at)) {
			if (!isSelected(run, frame, at)) continue;
			const job = frame.prefix + plan.name;
			facts.push(cancelling ? { type: "job.cancelled", job } : { type: "job.skipped", job, cause: "not_reached" });
			continue;
		}
		const node = frame.ended.has(at) ? undefined : nodeAt(frame, at);
		if (node?.state.status === "active") {
			for (const instance of node.fan?.instances ?? (node.single === undefined ? [] : [node.single])) {
				if (instance.state.status === "open" && instance.frame !== undefined) drain(run, instance.frame, facts);
				else giveUp(instance, cancelling, facts);
			}
		}
	}
}

function isSelected(run: LiveRun, frame: Frame, at: number): boolean {
	return frame !== run.root || run.selected?.[at] !== 0;
}
