import { apply, emptyState, type Plan, type RunEvent } from "@dagwright/core";
import type { Frame } from "../../runtime/core/frame.ts";
import { type LiveRun, live } from "../../runtime/core/live-run.ts";
import { nodeAt, stateAt } from "../../runtime/core/node-at.ts";

/** One change of status, as the life-cycle table names it. */
export interface ObservedTransition {
	readonly machine: "run" | "job" | "instance";
	readonly from: string;
	readonly event: RunEvent["type"];
	readonly to: string;
}

/** Every change of status that folding the events makes; what comes to life is `new` before. */
export function observeTransitions(plan: Plan, events: readonly RunEvent[]): readonly ObservedTransition[] {
	const state = emptyState(plan);
	const found: ObservedTransition[] = [];
	let before = statuses(live(state));
	for (const event of events) {
		apply(plan, state, event);
		const after = statuses(live(state));
		// A block that is opened anew begins with nothing of the one before.
		if (event.type === "instance.opened") for (const thing of within(before, event.instance)) before.delete(thing);
		for (const [thing, { machine, status: to }] of after) {
			const from = before.get(thing)?.status ?? (machine === "instance" ? "new" : "waiting");
			if (from !== to) found.push({ machine, from, event: event.type, to });
		}
		// What a reset lets go of had ended: its next life begins anew.
		const reset = event.type === "job.reset" || event.type === "instance.reset";
		for (const [thing, { machine, status: from, job }] of reset ? [] : before) {
			// The only instance of a job is let go with its end, which is the job's.
			if (!after.has(thing)) found.push({ machine, from, event: event.type, to: after.get(job)?.status ?? "gone" });
		}
		before = after;
	}
	return found;
}

interface Observed {
	readonly machine: ObservedTransition["machine"];
	readonly status: string;
	/** The key of the job that it belongs to. */
	readonly job: string;
}

/** By `machine path`. */
function statuses(run: LiveRun): Map<string, Observed> {
	const all = new Map<string, Observed>([["run", { machine: "run", status: run.mode, job: "" }]]);
	const visit = (frame: Frame): void => {
		for (let at = 0; at < frame.index.nodes.length; at++) {
			const node = nodeAt(frame, at);
			if (node === undefined) continue;
			const job = `job ${node.path}`;
			all.set(job, { machine: "job", status: stateAt(frame, at).status, job });
			for (const instance of node.fan?.instances ?? (node.single === undefined ? [] : [node.single])) {
				all.set(`instance ${instance.path}`, { machine: "instance", status: instance.state.status, job });
				const { frame: block, rounds = block === undefined ? [] : [block] } = instance;
				for (const inner of rounds) visit(inner);
			}
		}
	};
	if (run.root !== undefined) visit(run.root);
	return all;
}

/** The jobs and instances in the block of an instance. */
function within(all: ReadonlyMap<string, Observed>, instance: string): readonly string[] {
	const prefixes = ["job", "instance"].map((machine) => `${machine} ${instance}`);
	return [...all.keys()].filter((thing) =>
		prefixes.some((prefix) => thing.startsWith(prefix) && /^(\[\d+\])?[./]/.test(thing.slice(prefix.length))),
	);
}
