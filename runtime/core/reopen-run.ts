import type { RunFact } from "./event.ts";
import { findPlace } from "./find-path.ts";
import type { Frame, Instance, LiveRun, NodeRun } from "./live-run.ts";
import { nodeAt, stateAt } from "./node-at.ts";
import type { Rejection, Report } from "./report.ts";
import { ok, type Result, refused } from "./result.ts";

type Answer = Result<readonly RunFact[], Rejection>;

/** What runs again of one block: whole nodes by position, and instances of nodes that are not reset as a whole. */
interface Resets {
	readonly frame: Frame;
	readonly nodes: Set<number>;
	readonly instances: Set<Instance>;
}

/** The facts that let a finished run go on with what failed, or with the job or instance at a path; or why it can't. */
export function reopen(run: LiveRun, { by, path }: Extract<Report, { type: "retry" }>): Answer {
	const { root } = run;
	if (run.mode !== "finished" || root === undefined) {
		return no("The run has not finished: `dag resume` goes on with it, if no engine drives it.");
	}
	if (root.workflow.recovery?.rollbacks !== undefined) {
		return no("Its rollback has begun, so what it rests on may be undone already: `dag fork` makes a new run of it.");
	}
	const all = new Map<Frame, Resets>();
	if (path === undefined) {
		seedFailures(root, all);
		if (all.size === 0 && root.remaining === 0) return no("Nothing of it failed: name the job that is to run again.");
	} else {
		const problem = seedPath(run, path, all);
		if (problem !== undefined) return no(problem);
	}
	for (const resets of [...all.values()]) addUnreached(resets, all);
	for (const resets of [...all.values()]) addDependents(run, resets, all);
	return ok([...factsOf(all), { type: "run.reopened", by }]);
}

/** Adds what failed, was cancelled or not reached in a block: as deep inside groups as it can be told. */
function seedFailures(frame: Frame, all: Map<Frame, Resets>): void {
	for (let at = 0; at < frame.index.nodes.length; at++) {
		const node = nodeAt(frame, at);
		if (node !== undefined && isUnfinished(frame, at)) seedNode(node, all);
	}
}

function isUnfinished(frame: Frame, at: number): boolean {
	const state = stateAt(frame, at);
	const plan = frame.index.nodes[at];
	if (state.status === "failed")
		return plan !== undefined && (plan.kind === "let" || plan.policies.allow_failure !== true);
	return state.status === "cancelled" || (state.status === "skipped" && state.cause === "not_reached");
}

/** Adds a node that did not succeed: of a `for` job the instances that did not, of a group what failed in it. */
function seedNode(node: NodeRun, all: Map<Frame, Resets>): void {
	const { fan, single, frame, at } = node;
	if (fan === undefined) {
		if (single === undefined || !seededInside(single, all)) resetsOf(frame, all).nodes.add(at);
		return;
	}
	const unsuccessful = fan.instances.filter(({ state }) => state.status !== "succeeded");
	if (unsuccessful.length === 0) resetsOf(frame, all).nodes.add(at);
	for (const instance of unsuccessful) {
		if (!seededInside(instance, all)) resetsOf(frame, all).instances.add(instance);
	}
}

/** A loop or a called workflow runs again as a whole; in a group what succeeded is kept. */
function seededInside({ frame }: Instance, all: Map<Frame, Resets>): boolean {
	if (frame?.role !== "group") return false;
	const before = all.size;
	seedFailures(frame, all);
	return all.size > before;
}

/** Adds the job or instance at a path; why that can't be, in a sentence. */
function seedPath(run: LiveRun, path: string, all: Map<Frame, Resets>): string | undefined {
	const bracket = path.endsWith("]") ? path.lastIndexOf("[") : path.length;
	const place = findPlace(run, path.slice(0, bracket));
	if (place === undefined) return `The run has no job ${path}.`;
	const { frame, at } = place;
	for (let around: Frame | undefined = frame; around !== undefined; around = around.owner?.node.frame) {
		if (around.role !== "root" && around.role !== "group") {
			const whole = around.owner?.path;
			return whole === undefined
				? `${path} follows the run's own jobs.`
				: `${path} is part of ${whole}, which runs again as a whole: name that.`;
		}
	}
	const node = nodeAt(frame, at);
	if (node === undefined || node.plan.kind === "let") return `${path} is a let: its value follows from what it reads.`;
	const { state } = node;
	if (state.status === "skipped")
		return `${path} never ran: it was skipped. What it waits for can run again, or a fork begin there.`;
	if (bracket < path.length) {
		const instance = node.fan?.instances[Number(path.slice(bracket + 1, -1))];
		if (instance === undefined)
			return `${path.slice(0, bracket)} has ${node.fan?.instances.length ?? "no"} instances, counted from 0.`;
		resetsOf(frame, all).instances.add(instance);
		return undefined;
	}
	if (state.status === "succeeded") resetsOf(frame, all).nodes.add(at);
	else seedNode(node, all);
	return undefined;
}

/**
 * Adds the instances that were given up, of each `for` job of which some run again: without them it could not succeed.
 * Where others failed that stay as they are it can't in any case, and only what was asked for runs.
 */
function addUnreached({ frame, instances }: Resets, all: Map<Frame, Resets>): void {
	for (const instance of [...instances]) addGivenUpBeside(instance, all);
	for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) addGivenUpBeside(owner, all);
}

function addGivenUpBeside({ node }: Instance, all: Map<Frame, Resets>): void {
	const { fan, frame, at } = node;
	const resets = all.get(frame);
	if (fan === undefined || resets?.nodes.has(at) === true) return;
	const runsAgain = (instance: Instance) =>
		resets?.instances.has(instance) === true || (instance.frame !== undefined && all.has(instance.frame));
	const stay = fan.instances.filter((instance) => !runsAgain(instance));
	const failed = stay.filter(({ state }) => state.status === "failed").length;
	if (failed > fan.instances.length - fan.needed) return;
	for (const instance of stay) {
		const { status } = instance.state;
		if (status !== "skipped" && status !== "cancelled") continue;
		if (!seededInside(instance, all)) resetsOf(frame, all).instances.add(instance);
	}
}

function resetsOf(frame: Frame, all: Map<Frame, Resets>): Resets {
	const known = all.get(frame);
	if (known !== undefined) return known;
	const resets: Resets = { frame, nodes: new Set(), instances: new Set() };
	all.set(frame, resets);
	return resets;
}

/** Adds what depends on a block's resets, in it and in all that encloses it. */
function addDependents(run: LiveRun, { frame, nodes, instances }: Resets, all: Map<Frame, Resets>): void {
	const changed = [...nodes, ...Array.from(instances, ({ node }) => node.at)];
	addFrom(run, frame, changed, nodes);
	for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) {
		const outer = owner.node.frame;
		addFrom(run, outer, [owner.node.at], resetsOf(outer, all).nodes);
	}
}

function addFrom(run: LiveRun, frame: Frame, changed: number[], nodes: Set<number>): void {
	const { dependents, dependentStart, takesPart } = frame.index;
	for (let from = changed.pop(); from !== undefined; from = changed.pop()) {
		for (let d = dependentStart[from] ?? 0; d < (dependentStart[from + 1] ?? 0); d++) {
			const dependent = dependents[d] ?? 0;
			if (nodes.has(dependent) || takesPart[dependent] === 0 || isLeftOut(run, frame, dependent)) continue;
			nodes.add(dependent);
			changed.push(dependent);
		}
	}
}

function isLeftOut(run: LiveRun, frame: Frame, at: number): boolean {
	return frame === run.root && run.selected?.[at] === 0;
}

/** Outer blocks first, and in a block dependents before what they depend on, and of several instances the last first. */
function* factsOf(all: ReadonlyMap<Frame, Resets>): Generator<RunFact> {
	const byDepth = [...all.values()].sort((a, b) => depthOf(a.frame) - depthOf(b.frame));
	for (const { frame, nodes, instances } of byDepth) {
		const { index, prefix } = frame;
		const lastFirst = [...instances].sort((a, b) => b.index - a.index);
		for (let o = index.order.length - 1; o >= 0; o--) {
			const at = index.order[o] ?? 0;
			if (nodes.has(at) && stateAt(frame, at).status !== "waiting")
				yield { type: "job.reset", job: prefix + (index.nodes[at]?.name ?? "") };
			for (const { node, path } of lastFirst)
				if (node.at === at && !nodes.has(at)) yield { type: "instance.reset", instance: path };
		}
	}
}

function depthOf(frame: Frame): number {
	let depth = 0;
	for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) depth++;
	return depth;
}

function no(message: string): Answer {
	return refused({ code: "not_allowed", message });
}
