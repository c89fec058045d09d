import { endNode, fanOutValue } from "./end-node.ts";
import type { ReusedEnd, RunFact } from "./event.ts";
import type { FanOut, NodeRun } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { makeInstance } from "./make-node.ts";
import type { EndedState } from "./node-state.ts";
import { jobOf, neededOf } from "./open-node.ts";
import { assertNever } from "./result.ts";
import { noteWarning } from "./straight-way.ts";

/** Ends a node that waits as it ended in the run that this one is a fork of. */
export function reuseNode(run: LiveRun, node: NodeRun, event: Extract<RunFact, { type: "job.reused" }>): void {
	const { at } = run;
	const { end, instances, warnings } = event;
	if (warnings === true) {
		// Instances that failed say so themselves, until they run again.
		if (instances?.every((instance) => instance.end.status === "succeeded") === false) run.warned = true;
		else noteWarning(run, node.path);
	}
	run.reused ??= new Set();
	run.reused.add(node.path);
	if (instances !== undefined) {
		const job = jobOf(node);
		const made = instances.map((instance, index) =>
			makeInstance(node, index, instance.bindings, ended(instance.end, at)),
		);
		const count = (status: EndedState["status"]) => made.filter(({ state }) => state.status === status).length;
		const needed = neededOf(job, made.length);
		const unfit = instances.flatMap(({ unfit: error }, index) =>
			error === undefined ? [] : [[index, error] as const],
		);
		node.fan = {
			instances: made,
			...(unfit.length > 0 && { unfit: new Map(unfit) }),
			needed,
			mayMiss: made.length - needed,
			limit: job.policies.limit ?? 0,
			succeeded: count("succeeded"),
			failed: count("failed"),
			ended: made.length,
			running: 0,
			asking: 0,
			ready: 0,
			unstarted: 0,
			next: made.length,
		} satisfies FanOut;
	}
	const state = ended(end, at);
	endNode(
		run,
		node,
		node.fan !== undefined && state.status === "succeeded" ? { ...state, value: fanOutValue(node.fan) } : state,
	);
	// What is taken over has completed nothing here.
	run.watch?.wanted.splice(0);
}

function ended(end: ReusedEnd, at: number): EndedState {
	switch (end.status) {
		case "succeeded":
			return { status: "succeeded", attempt: 0, value: end.value ?? null, started: at, ended: at };
		case "failed":
			return { status: "failed", attempt: 0, error: end.error, started: at, ended: at };
		case "skipped":
			return { status: "skipped", cause: end.cause, ended: at };
		case "cancelled":
			return { status: "cancelled", attempt: 0, ended: at };
		default:
			return assertNever(end);
	}
}
