import { asEnd } from "./demand.ts";
import type { RunEvent } from "./event.ts";
import type { Frame, Instance } from "./frame.ts";
import type { LiveRun, Straight } from "./live-run.ts";
import { viewStraight } from "./node-at.ts";
import { passOn } from "./pass-on.ts";
import type { TaskPlan } from "./plan.ts";

/** A straight task gets ready. */
export function readyStraight(run: LiveRun, at: Straight): void {
	const order = run.readied++;
	run.straight.makeReady(at, run.at, order);
	run.undemanding.queue.add(at, priorityOf(run, at), order);
}

/** What happens to an instance, but for what people are asked about it, and what a block of its own comes to. */
export type InstanceEvent = Exclude<
	Extract<
		RunEvent,
		{ readonly type: `attempt.${string}` | `instance.${string}` | "retry.scheduled" | "fallback.started" }
	>,
	{ readonly type: "instance.opened" | "instance.timed_out" | "instance.reset" }
>;

/** Applies what happens on the straight way; false, and nothing is changed, if the event leads off it. */
export function applyToStraight(run: LiveRun, at: Straight, event: InstanceEvent): boolean {
	const { straight } = run;
	switch (event.type) {
		case "attempt.started":
			if (!straight.isReady(at) || event.attempt !== 1) return false;
			run.undemanding.queue.remove(priorityOf(run, at), straight.order(at));
			run.running.add(at, run.starts);
			straight.start(at, run.at, run.starts++);
			run.idle--;
			return true;
		case "attempt.running":
			if (!straight.isRunning(at)) return false;
			straight.noteProcess(at, event.process);
			return true;
		case "attempt.succeeded":
			if (!straight.isRunning(at) || event.attempt !== 1) return false;
			if (event.warnings !== undefined && event.warnings.length > 0) noteWarning(run, event.instance);
			run.running.remove(straight.startOf(at));
			rootOf(run).ended.succeed(at, 1, event.outputs, straight.since(at), run.at);
			straight.leave(at);
			passOn(run, rootOf(run), at, asEnd("succeeded", false));
			return true;
		default:
			return false;
	}
}

/** Makes a straight task an object, in its place in the queue or among what runs: it leaves the straight way. */
export function unfold(run: LiveRun, at: Straight): Instance {
	const root = rootOf(run);
	const node = viewStraight(root, run.straight, at);
	const instance = node.single;
	if (instance === undefined) throw new Error(`${node.path} has no instance`);
	if (instance.state.status === "running") {
		instance.start = run.straight.startOf(at);
		run.running.replace(instance.start, instance);
	} else run.undemanding.queue.replace(instance.priority, instance.order, instance);
	root.nodes[at] = node;
	run.straight.leave(at);
	return instance;
}

/** Notes that an attempt succeeded with warnings, and whose. */
export function noteWarning(run: LiveRun, path: string): void {
	run.warned = true;
	run.warnings ??= new Set();
	run.warnings.add(path);
}

/** The block that straight tasks are positions of. */
export function rootOf(run: LiveRun): Frame {
	if (run.root === undefined) throw new Error("the run has not been created");
	return run.root;
}

/** The plan of a straight task. */
export function straightPlan(run: LiveRun, at: Straight): TaskPlan {
	const plan = run.index.body.straight[at];
	if (plan === undefined) throw new Error(`no straight task at ${at}`);
	return plan;
}

function priorityOf(run: LiveRun, at: Straight): number {
	return run.index.body.height[at] ?? 0;
}
