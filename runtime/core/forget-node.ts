import { leaveState } from "./end-node.ts";
import type { Frame, Instance } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { isWaiting, nodeAt } from "./node-at.ts";
import { blocksOf, instancesOf, noteSpent } from "./spent-attempts.ts";

/**
 * Lets go of what is to run again: remembers which attempts there were, and forgets what can be undone, warnings and
 * guards. Nothing of it asks for a decision any more, or counts as idle.
 */
export function forgetNode(run: LiveRun, frame: Frame, at: number): void {
	const node = nodeAt(frame, at);
	if (node === undefined) return;
	run.reused?.delete(node.path);
	run.warnings?.delete(node.path);
	run.watch?.guarded.delete(node.path);
	frame.workflow.recovery?.armed.delete(node.path);
	const instances = instancesOf(node);
	for (const instance of instances) forgetInstance(run, instance);
	if (node.fan === undefined && instances.length === 0) {
		const { state } = node;
		if ("attempt" in state) noteSpent(run, node.path, state.attempt);
	}
}

/** Lets go of an instance, with the blocks in it. */
export function forgetInstance(run: LiveRun, instance: Instance): void {
	const { node, path, state } = instance;
	node.frame.workflow.recovery?.armed.delete(path);
	run.warnings?.delete(path);
	if ("attempt" in state) noteSpent(run, path, state.attempt);
	noteSpent(run, path, instance.first - 1);
	leaveState(run, instance);
	if (!("ended" in state)) instance.state = { status: "skipped", cause: "not_reached", ended: run.at };
	for (const [rollback, { frame }] of run.rollbacks ?? []) {
		if (rollback.startsWith(`${path}/`)) forgetBlock(run, frame);
	}
	for (const frame of blocksOf(instance)) forgetBlock(run, frame);
}

/** Lets go of the rounds of a loop's instance after one, which is its last again. */
export function forgetRoundsAfter(run: LiveRun, instance: Instance, round: Frame): void {
	for (const frame of instance.rounds?.splice(round.round + 1) ?? []) forgetBlock(run, frame);
	instance.frame = round;
}

/** Lets go of the hooks of a workflow's body: they run again. */
export function forgetHooks(run: LiveRun, { workflow: { recovery } }: Frame): void {
	for (const hook of recovery?.hooks.values() ?? []) forgetBlock(run, hook);
	recovery?.hooks.clear();
	recovery?.left.splice(0);
	if (recovery !== undefined) recovery.follows = false;
}

function forgetBlock(run: LiveRun, frame: Frame): void {
	for (let at = 0; at < frame.index.nodes.length; at++) {
		if (frame.index.takesPart[at] === 1 && isWaiting(frame, at)) {
			// A retry that broke off had reset it.
			run.idle--;
			frame.waiting[at] = -1;
		} else forgetNode(run, frame, at);
	}
	if (frame.role !== "call") return;
	const { recovery } = frame.workflow;
	const undoing = recovery === undefined ? -1 : run.undoing.indexOf(recovery);
	if (undoing >= 0) run.undoing.splice(undoing, 1);
	const others = run.rollbackFailures.filter(({ job }) => !job.startsWith(frame.prefix));
	run.rollbackFailures.splice(0, run.rollbackFailures.length, ...others);
	forgetHooks(run, frame);
}
