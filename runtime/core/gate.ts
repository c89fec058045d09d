import type { Gate, Instance } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import type { JobPlan } from "./plan.ts";
import { readyClass } from "./ready-class.ts";
import { ReadyQueue } from "./ready-queue.ts";

/** The gate of a workflow that is called: one of its own if it has a limit, else that of the workflow around it. */
export function gateOf(limit: number | undefined, outer: Gate | undefined): Gate | undefined {
	if (limit === undefined) return outer;
	return { limit, outer, running: 0, ready: 0, waiting: new ReadyQueue() };
}

/** Whether the limits of the called workflows around an instance let it start, when `more` in each are about to. */
export function letsPass({ node }: Instance, more: ReadonlyMap<object, number>): boolean {
	for (let { gate } = node.frame.workflow; gate !== undefined; gate = gate.outer) {
		if (gate.running + (more.get(gate) ?? 0) >= gate.limit) return false;
	}
	return true;
}

/**
 * Puts a ready task in line for the host, or before the first full gate around it: what a limit holds back is seen
 * again only when an attempt behind the same gate ends.
 */
export function lineUp(run: LiveRun, instance: Instance, work: JobPlan): void {
	const { gate: inner } = instance.node.frame.workflow;
	const full = fullGate(inner);
	instance.order = run.readied++;
	if (full !== undefined) {
		run.parked ??= new Map();
		run.parked.set(instance, { gate: full, work });
		full.waiting.add(instance, instance.priority, instance.order);
		return;
	}
	for (let gate = inner; gate !== undefined; gate = gate.outer) gate.ready++;
	instance.startsBefore = run.starts;
	readyClass(run, work).queue.add(instance, instance.priority, instance.order);
}

/** Takes a ready task out of its line. */
export function leaveLine(run: LiveRun, instance: Instance, work: JobPlan): void {
	const parked = run.parked?.get(instance);
	if (parked !== undefined) {
		run.parked?.delete(instance);
		parked.gate.waiting.remove(instance.priority, instance.order);
		return;
	}
	readyClass(run, work).queue.remove(instance.priority, instance.order);
	const { gate: inner } = instance.node.frame.workflow;
	if (inner === undefined) return;
	for (let gate: Gate | undefined = inner; gate !== undefined; gate = gate.outer) gate.ready--;
	letIn(run, inner);
}

/** Counts a running attempt (`sign` 1), or its end (-1), which may let others in. */
export function passGates(run: LiveRun, { node }: Instance, sign: 1 | -1): void {
	const { gate: inner } = node.frame.workflow;
	if (inner === undefined) return;
	for (let gate: Gate | undefined = inner; gate !== undefined; gate = gate.outer) gate.running += sign;
	if (sign < 0) letIn(run, inner);
}

/** Lines up again what waits before gates that are full no more, the innermost first. */
function letIn(run: LiveRun, inner: Gate): void {
	for (let gate: Gate | undefined = inner; gate !== undefined; gate = gate.outer) {
		while (!isFull(gate)) {
			const next = gate.waiting.first();
			if (next === undefined) break;
			const parked = run.parked?.get(next);
			if (parked === undefined) throw new Error(`${next.path} waits at a gate and is not parked`);
			gate.waiting.remove(next.priority, next.order);
			run.parked?.delete(next);
			lineUp(run, next, parked.work);
		}
	}
}

function fullGate(inner: Gate | undefined): Gate | undefined {
	for (let gate = inner; gate !== undefined; gate = gate.outer) if (isFull(gate)) return gate;
	return undefined;
}

function isFull({ running, ready, limit }: Gate): boolean {
	return running + ready >= limit;
}
