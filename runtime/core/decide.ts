import { decideCheckpoints, guardCritical } from "./decide-checkpoints.ts";
import { decideFrame } from "./decide-frame.ts";
import { decideInstance, giveUp } from "./decide-instance.ts";
import { decideFanOut, decideNode } from "./decide-node.ts";
import type { RunFact } from "./event.ts";
import { deadlineOf, dueOf, type FanOut, type Frame, hasRoom, type Instance } from "./frame.ts";
import { hasDeadline, isDraining, type LiveRun, live } from "./live-run.ts";
import { isWaiting, nodeAt } from "./node-at.ts";
import type { AskingState } from "./node-state.ts";
import type { Plan } from "./plan.ts";
import { isSettled } from "./question.ts";
import { assertNever } from "./result.ts";
import type { RunState } from "./run-state.ts";
import { rootOf } from "./straight-way.ts";
import { asksForDecision, isHopeless } from "./work-queue.ts";

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
	// What ran out of time is not decided about otherwise.
	if (noteDeadlines(run, now, facts)) return facts;
	noteExpiries(run, now, facts);
	if (run.reopenings.size > 0) openAgain(run, now, facts);
	const draining = isDraining(run);
	if (run.idle > 0) {
		if (draining && run.root !== undefined) drain(run, run.root, facts);
		else if (run.halts.size > 0) drainHalted(run, facts);
	}
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
				else if (!(draining || item.frame.halted) || !isSelected(run, item.frame, item.at)) {
					const fact = decideNode(run, item.frame, item.at);
					// A fan_in starts nothing: it succeeds at once.
					if (fact.type === "job.ready" || fact.type === "job.succeeded") guardCritical(run, item, facts);
					facts.push(fact);
				}
				break;
			case "instance":
				// A paused run asks nobody, and what is given up above is decided.
				if (item.state.status !== "asking" || mayDecide(run, item, item.state))
					facts.push(decideInstance(run, item, now));
				break;
			case "frame":
				facts.push(decideFrame(run, item, now));
				break;
			default:
				assertNever(item);
		}
	}
	return facts;
}

/** Whether a group, loop or call ran out of time. */
function noteDeadlines(run: LiveRun, now: number, facts: RunFact[]): boolean {
	if (run.deadlines.size === 0) return false;
	let halted = false;
	const walk = run.deadlines.walk();
	for (let instance = walk.next(); instance !== undefined && deadlineOf(instance) <= now; instance = walk.next()) {
		const { state, path } = instance;
		if (state.status === "running") facts.push({ type: "attempt.timed_out", instance: path, attempt: state.attempt });
		if (state.status !== "open") continue;
		facts.push({ type: "instance.timed_out", instance: path });
		halted = true;
	}
	return halted;
}

/** Opens groups, loops and calls anew whose time to be tried again has come, as far as the limit of their job allows. */
function openAgain(run: LiveRun, now: number, facts: RunFact[]): void {
	if (run.mode !== "running") return;
	const opened = new Map<FanOut, number>();
	const walk = run.reopenings.walk();
	for (let instance = walk.next(); instance !== undefined && dueOf(instance) <= now; instance = walk.next()) {
		const { state, path, node } = instance;
		if (state.status !== "retrying" || node.frame.halted || !hasRoom(instance, opened)) continue;
		if (isGivenUp(instance)) continue;
		if (node.fan !== undefined) opened.set(node.fan, (opened.get(node.fan) ?? 0) + 1);
		facts.push({ type: "instance.opened", instance: path, attempt: state.attempt });
	}
}

/** What has not started in blocks that ran out of time, outermost first: those within others end with them. */
function drainHalted(run: LiveRun, facts: RunFact[]): void {
	for (const { frame, node } of run.halts) {
		if (frame !== undefined && !node.frame.halted) drain(run, frame, facts);
	}
}

/** Whether it may be asked, or has its answer. */
function mayDecide(run: LiveRun, { node }: Instance, state: AskingState): boolean {
	return state.question === undefined ? run.mode === "running" && !node.frame.halted : isSettled(state);
}

/** Whether it is about to be given up with the others of its job: one decision about it is enough. */
function isGivenUp({ node }: Instance): boolean {
	return node.queued && node.fan !== undefined && isHopeless(node.fan);
}

function noteExpiries(run: LiveRun, now: number, facts: RunFact[]): void {
	if (run.expiring.size === 0 || run.mode !== "running") return;
	const walk = run.expiring.walk();
	for (let next = walk.next(); next?.state.status === "asking" && next.state.deadline <= now; next = walk.next()) {
		if (!isGivenUp(next) && !next.node.frame.halted)
			facts.push({ type: "approval.expired", instance: next.path, attempt: next.state.attempt });
	}
}

/** Ends all that has not started, once, when the run is to start nothing more. */
function drain(run: LiveRun, frame: Frame, facts: RunFact[]): void {
	if (frame.remaining === 0) {
		const active = frame.role === "root" || frame.role === "call" ? frame.workflow.recovery?.active : undefined;
		// What ran out of time does not end what undoes it, or follows it.
		if (active !== undefined && isDraining(run)) drain(run, active, facts);
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
