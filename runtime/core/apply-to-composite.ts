import { forgetGuards } from "./checkpoint-watch.ts";
import { leaveState } from "./end-node.ts";
import type { RunEvent } from "./event.ts";
import { findInstance } from "./find-path.ts";
import type { Frame, Instance } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { openCall, openRound } from "./open-frame.ts";
import { isComposite, jobOf, open } from "./open-node.ts";
import { takeOver } from "./recovery.ts";
import { blocksOf, instancesOf, noteAttempts } from "./spent-attempts.ts";

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
			if (kind !== "call" || instance.frame !== undefined) return;
			openCall(run, instance, event.params);
			takeOver(instance);
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
	for (const frame of blocksOf(instance)) noteAttempts(run, frame);
	if (run.watch !== undefined) forgetGuards(run.watch, instance.path);
	leaveState(run, instance);
	instance.frame = undefined;
	instance.rounds = undefined;
	// It may be of the block that is given up.
	run.remember(undefined);
	open(run, instance, attempt);
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
