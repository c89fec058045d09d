import type { Frame, Instance, NodeRun } from "./frame.ts";
import { lastAttempt } from "./last-attempt.ts";
import type { LiveRun } from "./live-run.ts";

/**
 * Lets whatever bears the paths of a block again go on after the attempts that were made in it and its hooks; those of a
 * rollback are noted when it begins again.
 */
export function noteAttempts(run: LiveRun, frame: Frame): void {
	for (let at = 0; at < frame.index.nodes.length; at++) {
		const node = frame.nodes[at];
		const ended = node === undefined ? frame.ended.get(at) : undefined;
		if (ended !== undefined && "attempt" in ended) {
			noteSpent(run, `${frame.prefix}${frame.index.nodes[at]?.name}`, ended.attempt);
		}
		for (const instance of node === undefined ? [] : instancesOf(node)) {
			noteSpent(run, instance.path, lastAttempt(instance));
			for (const inner of blocksOf(instance)) noteAttempts(run, inner);
		}
	}
	const { recovery } = frame.workflow;
	if (frame.role !== "call" || recovery === undefined) return;
	for (const hook of recovery.hooks.values()) noteAttempts(run, hook);
}

/** Lets what bears this path again go on after this attempt, unless it had later ones; 0 is none. */
export function noteSpent(run: LiveRun, path: string, attempt: number): void {
	if (attempt <= 0) return;
	run.spentAttempts ??= new Map();
	run.spentAttempts.set(path, Math.max(attempt, run.spentAttempts.get(path) ?? 0));
}

/** The blocks of an instance's present attempt: one, or those of the rounds of a loop. */
export function blocksOf({ rounds, frame }: Instance): readonly Frame[] {
	return rounds ?? (frame === undefined ? [] : [frame]);
}

/** The instances of a node so far. */
export function instancesOf({ fan, single }: NodeRun): readonly Instance[] {
	return fan?.instances ?? (single === undefined ? [] : [single]);
}
