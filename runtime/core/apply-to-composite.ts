import { leaveState } from "./end-node.ts";
import type { RunEvent } from "./event.ts";
import { findInstance } from "./find-path.ts";
import { lastAttempt } from "./last-attempt.ts";
import type { Frame, Instance, LiveRun, NodeRun } from "./live-run.ts";
import { openCall, openRound } from "./open-frame.ts";
import { isComposite, jobOf, open } from "./open-node.ts";

type CompositeEvent = Extract<
	RunEvent,
	{ readonly type: "instance.opened" | "round.started" | "call.started" | "instance.timed_out" }
>;

/** Applies what happens to a group, loop or call; nothing if it does not fit. */
export function applyToComposite(run: LiveRun, event: CompositeEvent): void {
	const instance = findInstance(run, event.instance);
	if (instance === undefined || typeof instance === "number") return;
	const { state } = instance;
	if (event.type === "instance.opened") {
		if (state.status === "retrying" && isComposite(instance)) openAnew(run, instance, event.attempt);
		return;
	}
	if (state.status !== "open") return;
	const { kind } = jobOf(instance.node);
	switch (event.type) {
		case "round.started":
			if (kind === "loop" && event.round === (instance.rounds?.length ?? 0)) openRound(run, instance, event.carries);
			return;
		case "call.started":
			if (kind === "call" && instance.frame === undefined) openCall(run, instance, event.params);
			return;
		case "instance.timed_out":
			if (state.timedOut) return;
			run.deadlines.remove(instance);
			instance.state = { ...state, timedOut: true };
			run.halts.add(instance);
			if (instance.frame !== undefined) {
				instance.frame.failure = undefined;
				halt(instance.frame);
			}
			return;
	}
}

/** Gives up the block of the attempt before, whose attempts keep their numbers, and opens a new one. */
function openAnew(run: LiveRun, instance: Instance, attempt: number): void {
	run.spentAttempts ??= new Map();
	const { spentAttempts: spent } = run;
	for (const frame of blocksOf(instance)) noteAttempts(frame, spent);
	for (const [path, { frame }] of run.rollbacks ?? []) if (path.startsWith(instance.path)) noteAttempts(frame, spent);
	leaveState(run, instance);
	instance.frame = undefined;
	instance.rounds = undefined;
	// It may be of the block that is given up.
	run.remember(undefined);
	open(run, instance, attempt);
}

/** Notes the last attempt of each path in a block, in the blocks within it, and in the hooks of a called workflow. */
function noteAttempts(frame: Frame, spent: Map<string, number>): void {
	for (let at = 0; at < frame.index.nodes.length; at++) {
		const node = frame.nodes[at];
		const ended = node === undefined ? frame.ended.get(at) : undefined;
		if (ended !== undefined && "attempt" in ended && ended.attempt > 0) {
			spent.set(`${frame.prefix}${frame.index.nodes[at]?.name}`, ended.attempt);
		}
		for (const instance of node === undefined ? [] : instancesOf(node)) {
			const last = lastAttempt(instance);
			if (last > 0) spent.set(instance.path, last);
			for (const inner of blocksOf(instance)) noteAttempts(inner, spent);
		}
	}
	if (frame.role !== "call") return;
	for (const hook of frame.workflow.recovery?.hooks.values() ?? []) noteAttempts(hook, spent);
}

/** The blocks of an instance's last attempt: of a loop, all rounds. */
function blocksOf({ rounds, frame }: Instance): readonly Frame[] {
	return rounds ?? (frame === undefined ? [] : [frame]);
}

/** Lets nothing more start in a block and what is open in it. */
function halt(frame: Frame): void {
	frame.halted = true;
	for (const node of frame.nodes) {
		if (node?.state.status !== "active") continue;
		for (const { state, frame: inner } of instancesOf(node)) {
			if (state.status === "open" && inner !== undefined) halt(inner);
		}
	}
}

function instancesOf({ fan, single }: NodeRun): readonly Instance[] {
	return fan?.instances ?? (single === undefined ? [] : [single]);
}
