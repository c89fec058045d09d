import { apply, emptyState, type Plan, type RunEvent } from "@dagwright/core";
import { type Frame, type Instance, type LiveRun, live, type NodeRun } from "../../runtime/core/live-run.ts";

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
		for (const [thing, from] of before) {
			const to = statusOf(thing);
			if (to !== from) found.push({ machine: machineOf(thing), from, event: event.type, to });
		}
		for (const [thing, to] of after) {
			if (!before.has(thing) && thing.kind === "instance") {
				found.push({ machine: "instance", from: "new", event: event.type, to });
			} else if (!before.has(thing) && to !== "waiting") {
				found.push({ machine: machineOf(thing), from: "waiting", event: event.type, to });
			}
		}
		before = after;
	}
	return found;
}

type Thing = NodeRun | Instance | { readonly kind: "run"; readonly run: LiveRun };

const runs = new WeakMap<LiveRun, Thing>();

function statuses(run: LiveRun): Map<Thing, string> {
	const self = runs.get(run) ?? { kind: "run", run };
	runs.set(run, self);
	const all = new Map<Thing, string>([[self, run.mode]]);
	const visit = (frame: Frame): void => {
		for (const node of frame.nodes) {
			if (node === undefined) continue;
			all.set(node, node.state.status);
			for (const instance of node.fan?.instances ?? (node.single === undefined ? [] : [node.single])) {
				all.set(instance, instance.state.status);
				if (instance.frame !== undefined) visit(instance.frame);
			}
		}
	};
	if (run.root !== undefined) visit(run.root);
	return all;
}

function statusOf(thing: Thing): string {
	return thing.kind === "run" ? thing.run.mode : thing.state.status;
}

function machineOf(thing: Thing): ObservedTransition["machine"] {
	return thing.kind === "node" ? "job" : thing.kind;
}
