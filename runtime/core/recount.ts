import { noteFailure } from "./end-node.ts";
import type { Frame, NodeRun } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";
import { activateNext } from "./open-node.ts";
import { blocksOf, instancesOf } from "./spent-attempts.ts";

/** A failure that stands, to be noted again. */
interface Standing {
	readonly ended: number;
	readonly note: () => void;
}

/** Finds anew what the ends of nodes mean for their blocks and for the run, as if they had come again in their order. */
export function recount(run: LiveRun, root: Frame): void {
	run.doom = undefined;
	run.failsFast = false;
	run.cancelled = false;
	run.warned = (run.warnings?.size ?? 0) > 0;
	const failures: Standing[] = [];
	recountBlock(run, root, failures);
	for (const { frame } of run.rollbacks?.values() ?? []) recountBlock(run, frame, failures);
	const { mode } = run;
	// Nothing of it is new: a first failure of then does not end what goes on now.
	run.mode = "finished";
	for (const { note } of failures.sort((a, b) => a.ended - b.ended)) note();
	run.mode = mode;
}

function recountBlock(run: LiveRun, frame: Frame, failures: Standing[]): void {
	frame.failure = undefined;
	frame.incomplete = false;
	for (let at = 0; at < frame.index.nodes.length; at++) {
		const node = nodeAt(frame, at);
		if (node !== undefined) recountNode(run, node, failures);
	}
	if (frame.role !== "call") return;
	for (const hook of frame.workflow.recovery?.hooks.values() ?? []) recountBlock(run, hook, failures);
}

function recountNode(run: LiveRun, node: NodeRun, failures: Standing[]): void {
	const { frame, fan, state } = node;
	for (const instance of instancesOf(node)) for (const inner of blocksOf(instance)) recountBlock(run, inner, failures);
	if (fan !== undefined && state.status === "active") {
		// What failed before and stands does not keep back what was asked for.
		fan.mayMiss = Math.max(fan.instances.length - fan.needed, fan.ended - fan.succeeded);
		activateNext(run, node, fan);
	}
	if (fan !== undefined && state.status === "succeeded" && fan.succeeded < fan.ended) run.warned = true;
	if (state.status === "failed") {
		const { error, ended } = state;
		failures.push({ ended, note: () => noteFailure(run, node, error) });
	} else if (state.status === "cancelled") {
		frame.incomplete = true;
		// What was cancelled in a block counts as that block ended, or will end.
		if (frame.role === "root") run.cancelled = true;
	} else if (state.status === "skipped" && state.cause === "not_reached") frame.incomplete = true;
}
