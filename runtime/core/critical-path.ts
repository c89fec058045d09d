import type { Frame } from "./frame.ts";
import { live } from "./live-run.ts";
import { stateAt } from "./node-at.ts";
import type { Plan } from "./plan.ts";
import { type BlockIndex, indexPlan } from "./plan-index.ts";
import type { RunState } from "./run-state.ts";

/** One job of a finished path; times in UTC ms. */
export interface CriticalStep {
	readonly job: string;
	readonly started: number;
	readonly ended: number;
}

/**
 * Paths of the workflow's own jobs on the longest way through the plan, in order. A job counts `durations[path]` ms if
 * durations are given, else one for each job on the longest way through it; the earliest in the source wins a tie.
 */
export function criticalPath(plan: Plan, durations?: Readonly<Record<string, number>>): readonly string[] {
	const { body } = indexPlan(plan);
	const longest = new Float64Array(body.nodes.length);
	const next = new Int32Array(body.nodes.length).fill(-1);
	for (let o = body.order.length - 1; o >= 0; o--) {
		const at = body.order[o] ?? 0;
		let after = 0;
		for (let d = body.dependentStart[at] ?? 0; d < (body.dependentStart[at + 1] ?? 0); d++) {
			const dependent = body.dependents[d] ?? 0;
			const length = longest[dependent] ?? 0;
			if (length > after) {
				after = length;
				next[at] = dependent;
			}
		}
		longest[at] = after + weightOf(body, at, durations);
	}
	let at = -1;
	for (let candidate = 0; candidate < longest.length; candidate++) {
		if (at < 0 || (longest[candidate] ?? 0) > (longest[at] ?? 0)) at = candidate;
	}
	const path: string[] = [];
	for (; at >= 0; at = next[at] ?? -1) {
		const node = body.nodes[at];
		if (node !== undefined && node.kind !== "let") path.push(node.name);
	}
	return path;
}

/**
 * The way that made the run as long as it was: from the job that ended last back through the dependency that ended last
 * before it, by recorded times.
 */
export function actualCriticalPath(_plan: Plan, state: RunState): readonly CriticalStep[] {
	const { root } = live(state);
	if (root === undefined) return [];
	const { index } = root;
	let last = -1;
	for (const at of index.order) if (endAt(root, at) >= Math.max(0, endAt(root, last))) last = at;
	const steps: CriticalStep[] = [];
	while (last >= 0) {
		const step = stepAt(root, last);
		if (step !== undefined) steps.push(step);
		let before = -1;
		for (let edge = index.sourceStart[last] ?? 0; edge < (index.sourceStart[last + 1] ?? 0); edge++) {
			const source = index.sources[edge] ?? -1;
			if (endAt(root, source) > endAt(root, before)) before = source;
		}
		last = before;
	}
	return steps.reverse();
}

function weightOf(body: BlockIndex, at: number, durations: Readonly<Record<string, number>> | undefined): number {
	const node = body.nodes[at];
	if (node === undefined || node.kind === "let") return 0;
	if (durations !== undefined) return Object.hasOwn(durations, node.name) ? (durations[node.name] ?? 0) : 0;
	return body.ownHeight[at] ?? 1;
}

/** UTC ms; -1 for a node that ran nothing, and for none (at -1). */
function endAt(frame: Frame, at: number): number {
	const state = stateAt(frame, at);
	return state.status === "succeeded" || state.status === "failed" ? state.ended : -1;
}

function stepAt(frame: Frame, at: number): CriticalStep | undefined {
	const plan = frame.index.nodes[at];
	const state = stateAt(frame, at);
	if (plan === undefined || plan.kind === "let") return undefined;
	if (state.status !== "succeeded" && state.status !== "failed") return undefined;
	return { job: plan.name, started: state.started, ended: state.ended };
}
