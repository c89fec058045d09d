import type { Frame, Instance, NodeRun } from "./frame.ts";
import type { NodeStatus } from "./graph-view.ts";
import { type LiveRun, live } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";
import { instanceStatus, jobStatus } from "./node-status.ts";
import type { Plan } from "./plan.ts";
import { pendingQuestions } from "./question-view.ts";
import type { RunFailure, RunState, RunSummary } from "./run-state.ts";
import { runningAttempts } from "./running-attempts.ts";

type Counts = Record<NodeStatus, number>;

/** Counts, running instances and failures, for a progress display; looks at every job, so ask at the pace of a screen. */
export function summary(_plan: Plan, state: RunState): RunSummary {
	const run = live(state);
	const jobs = noCounts();
	const fanOuts: RunSummary["fanOuts"][number][] = [];
	const failures: RunFailure[] = [];
	let total = 0;
	for (const { node, path, status, count } of run.root === undefined ? [] : jobsIn(run.root, run.reused)) {
		total += count;
		jobs[status] += count;
		if (node === undefined) continue;
		failures.push(...failuresOf(node));
		if (node.fan === undefined) continue;
		const counts = noCounts();
		for (const { state } of node.fan.instances) counts[instanceStatus(state)]++;
		fanOuts.push({ job: path, total: node.fan.instances.length, counts });
	}
	for (const hook of run.root?.workflow.recovery?.hooks.values() ?? []) {
		for (const { node } of jobsIn(hook, undefined)) if (node !== undefined) failures.push(...failuresOf(node, true));
	}
	failures.sort((a, b) => a.at - b.at);
	return {
		status: state.status,
		...(state.result !== undefined && { result: state.result }),
		started: state.started,
		...(state.ended !== undefined && { ended: state.ended }),
		jobs,
		total,
		running: runningAttempts(state),
		retrying: retrying(run),
		failures,
		asking: pendingQuestions(state),
		...(run.undoing.length > 0 && {
			rollback: {
				total: run.undoing.reduce((sum, { rollbacks = [] }) => sum + rollbacks.length, 0),
				over: run.undoing.reduce((sum, { undone }) => sum + undone, 0),
				failures: run.rollbackFailures,
			},
		}),
		fanOuts,
	};
}

interface FoundJob {
	readonly path: string;
	readonly status: NodeStatus;
	/** Undefined for the jobs of a block that has not been opened, or never will be, which are not told apart. */
	readonly node: NodeRun | undefined;
	readonly count: number;
}

function* jobsIn(frame: Frame, reused: ReadonlySet<string> | undefined): Generator<FoundJob> {
	const { index } = frame;
	for (let at = 0; at < index.nodes.length; at++) {
		const plan = index.nodes[at];
		if (plan === undefined || plan.kind === "let") continue;
		const node = nodeAt(frame, at);
		const path = frame.prefix + plan.name;
		const status = jobStatus(node);
		yield { path, status, node, count: 1 };
		const opened = instancesOf(node).flatMap((one) => one.rounds ?? (one.frame === undefined ? [] : [one.frame]));
		for (const inner of opened) yield* jobsIn(inner, reused);
		const count = index.bodies[at]?.jobs ?? 0;
		if (count > 0 && opened.length === 0) {
			const never = status !== "pending" && status !== "ready";
			const unopened = never ? "skipped" : "pending";
			yield { path, status: reused?.has(path) === true ? status : unopened, node: undefined, count };
		}
	}
}

function instancesOf(node: NodeRun | undefined): readonly Instance[] {
	if (node?.fan !== undefined) return node.fan.instances;
	return node?.single === undefined ? [] : [node.single];
}

/** `isHook`: a failure of it is a warning. */
function failuresOf(node: NodeRun, isHook = false): readonly RunFailure[] {
	const allowed = isHook || (node.plan.kind !== "let" && node.plan.policies.allow_failure === true);
	const fromInstances = (node.fan?.instances ?? []).flatMap(({ path, state }) =>
		state.status === "failed"
			? [{ path, at: state.ended, error: state.error, allowed: allowed || node.state.status === "succeeded" }]
			: [],
	);
	if (node.state.status !== "failed") return fromInstances;
	return [...fromInstances, { path: node.path, at: node.state.ended, error: node.state.error, allowed }];
}

function retrying(run: LiveRun): RunSummary["retrying"] {
	return run.retries.items
		.flatMap(({ path, state }) =>
			state.status === "retrying" ? [{ instance: path, attempt: state.attempt, due: state.due }] : [],
		)
		.sort((a, b) => a.due - b.due);
}

function noCounts(): Counts {
	return {
		pending: 0,
		ready: 0,
		held: 0,
		running: 0,
		waiting: 0,
		retrying: 0,
		succeeded: 0,
		cached: 0,
		skipped: 0,
		failed: 0,
		cancelled: 0,
		rolled_back: 0,
	};
}
