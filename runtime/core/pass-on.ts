import { noteNodeEnd, noteNodeReset } from "./checkpoint-watch.ts";
import { asEnd, isAllowedToFail, isMet } from "./demand.ts";
import type { Frame } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { isWaiting, stateAt } from "./node-at.ts";
import { endPhaseBlock } from "./recovery.ts";
import { enqueue, enqueueNode } from "./work-queue.ts";

/** Tells those that wait for the node at a position, and its block, that it came to an end (`asEnd`). */
export function passOn(run: LiveRun, frame: Frame, at: number, end: number): void {
	const { index } = frame;
	frame.remaining--;
	if (run.watch !== undefined && frame === run.root) noteNodeEnd(run.watch, frame, at, end);
	const { dependents, demands, dependentStart, takesPart } = index;
	const { waiting } = frame;
	const last = dependentStart[at + 1] ?? 0;
	for (let d = dependentStart[at] ?? 0; d < last; d++) {
		const dependent = dependents[d] ?? 0;
		if (!isMet(demands[d] ?? 0, end)) refuse(frame, dependent);
		const left = (waiting[dependent] ?? 0) - 1;
		waiting[dependent] = left;
		if (left === 0 && takesPart[dependent] === 1) {
			if (isWaiting(frame, dependent)) enqueueNode(run, frame, dependent);
		}
	}
	if (frame.remaining > 0) return;
	if (frame.recovers === undefined) enqueue(run, frame);
	else endPhaseBlock(run, frame, frame.recovers);
}

/** Takes back that the node at a position came to an end: those that still wait, wait for it again. */
export function takeBack(run: LiveRun, frame: Frame, at: number): void {
	const { dependents, dependentStart } = frame.index;
	frame.remaining++;
	if (run.watch !== undefined && frame === run.root) noteNodeReset(run.watch, frame, at);
	for (let d = dependentStart[at] ?? 0; d < (dependentStart[at + 1] ?? 0); d++) {
		const dependent = dependents[d] ?? 0;
		if (isWaiting(frame, dependent)) countAnew(frame, dependent);
	}
}

/** Counts what a waiting node waits for, and whether something ended as it does not accept, as if all ends came now. */
export function countAnew(frame: Frame, at: number): void {
	const { nodes, sources, sourceStart, dependents, dependentStart, demands, waits } = frame.index;
	frame.waiting[at] = waits[at] ?? 0;
	if (frame.unmet !== undefined) frame.unmet[at] = 0;
	const first = sourceStart[at] ?? 0;
	for (let edge = first; edge < (sourceStart[at + 1] ?? 0); edge++) {
		const source = sources[edge] ?? -1;
		// A source of several edges is counted with each of them at the first.
		if (source < 0 || sources.indexOf(source, first) < edge) continue;
		const { status } = stateAt(frame, source);
		const plan = nodes[source];
		if (status === "waiting" || status === "active" || plan === undefined) continue;
		const end = asEnd(status, isAllowedToFail(plan));
		for (let d = dependentStart[source] ?? 0; d < (dependentStart[source + 1] ?? 0); d++) {
			if (dependents[d] !== at) continue;
			frame.waiting[at] = (frame.waiting[at] ?? 0) - 1;
			if (!isMet(demands[d] ?? 0, end)) refuse(frame, at);
		}
	}
}

/** Notes that something ended in a way that the node at a position does not accept. */
function refuse(frame: Frame, at: number): void {
	frame.unmet ??= new Uint8Array(frame.index.nodes.length);
	frame.unmet[at] = 1;
}
