import type { RunFact } from "./event.ts";
import type { Frame, Instance, NodeRun } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { nodeAt, stateAt } from "./node-at.ts";
import { blocksOf } from "./spent-attempts.ts";

/** What runs again of a finished run, by the blocks that it lies in. */
export type Resets = Map<Frame, BlockResets>;

/** What runs again of one block: whole nodes by position, and instances of nodes that are not reset as a whole. */
export interface BlockResets {
	readonly frame: Frame;
	readonly nodes: Set<number>;
	readonly instances: Set<Instance>;
}

/** The resets of a block, to be added to. */
export function resetsOf(frame: Frame, all: Resets): BlockResets {
	const known = all.get(frame);
	if (known !== undefined) return known;
	const resets: BlockResets = { frame, nodes: new Set(), instances: new Set() };
	all.set(frame, resets);
	return resets;
}

/** Adds all of a block; whether there is anything. */
export function addBlock(frame: Frame, all: Resets): boolean {
	const { nodes, takesPart, size } = frame.index;
	if (size === 0) return false;
	const resets = resetsOf(frame, all);
	for (let at = 0; at < nodes.length; at++) if (takesPart[at] === 1) resets.nodes.add(at);
	return true;
}

/** Adds what failed, was cancelled or not reached in a block, as deep inside as it can be told; whether there is any. */
export function addFailures(frame: Frame, all: Resets): boolean {
	let any = false;
	for (let at = 0; at < frame.index.nodes.length; at++) {
		const node = nodeAt(frame, at);
		if (node !== undefined && isUnfinished(frame, at) && addUnfinished(node, all)) any = true;
	}
	return any;
}

/**
 * Adds a node that did not succeed: of a `for` job the instances that did not, of a group, the last round of a loop or a
 * called workflow what did not in there. Of one that a retry which broke off has opened again only what did not. Whether
 * there is anything.
 */
export function addUnfinished(node: NodeRun, all: Resets): boolean {
	const { fan, single, frame, at, state } = node;
	const isOpen = state.status === "active";
	const unsuccessful = fan?.instances.filter((instance) => instance.state.status !== "succeeded") ?? [];
	if (fan === undefined ? single === undefined : unsuccessful.length === 0 && !isOpen) {
		resetsOf(frame, all).nodes.add(at);
		return true;
	}
	if (single !== undefined) {
		if (addInside(single, all)) return true;
		if (!isOpen) resetsOf(frame, all).nodes.add(at);
		return !isOpen;
	}
	let any = false;
	for (const instance of unsuccessful) {
		if (addInstance(instance, all)) any = true;
	}
	return any;
}

/**
 * Adds the instances that were given up, of each `for` job of which some run again: without them it could not succeed.
 * Where others failed that stay as they are it can't in any case, and only what was asked for runs.
 */
export function addGivenUp(all: Resets): void {
	for (const { frame, instances } of [...all.values()]) {
		for (const instance of [...instances]) addGivenUpBeside(instance, all);
		for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) addGivenUpBeside(owner, all);
	}
}

/** Whether a called workflow has begun to undo what it did: then it runs again as a whole, or not at all. */
export function hasUndone({ role, workflow }: Frame): boolean {
	return role === "call" && workflow.recovery?.rollbacks !== undefined;
}

/** Adds what depends on the resets, in their blocks and in all that encloses those. */
export function addDependents(run: LiveRun, all: Resets): void {
	for (const { frame, nodes, instances } of [...all.values()]) {
		addFrom(run, frame, [...nodes, ...Array.from(instances, ({ node }) => node.at)], nodes);
		for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) {
			const outer = owner.node.frame;
			addFrom(run, outer, [owner.node.at], resetsOf(outer, all).nodes);
		}
	}
}

/**
 * The resets as facts: outer blocks first, and in a block dependents before what they depend on, and of several instances
 * the last first.
 */
export function* resetFacts(all: Resets): Generator<RunFact> {
	const byDepth = [...all.values()].sort((a, b) => depthOf(a.frame) - depthOf(b.frame));
	for (const { frame, nodes, instances } of byDepth) {
		if (endsWithAnother(frame, all)) continue;
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

function isUnfinished(frame: Frame, at: number): boolean {
	const state = stateAt(frame, at);
	const plan = frame.index.nodes[at];
	if (state.status === "failed")
		return plan !== undefined && (plan.kind === "let" || plan.policies.allow_failure !== true);
	// One that is active was opened again by a retry that broke off.
	if (state.status === "cancelled" || state.status === "active") return true;
	return state.status === "skipped" && state.cause === "not_reached";
}

function addGivenUpBeside({ node }: Instance, all: Resets): void {
	const { fan, frame, at } = node;
	const resets = all.get(frame);
	if (fan === undefined || resets?.nodes.has(at) === true) return;
	const stay = fan.instances.filter(
		(instance) => resets?.instances.has(instance) !== true && !blocksOf(instance).some((block) => all.has(block)),
	);
	const failed = stay.filter(({ state }) => state.status === "failed").length;
	if (failed > fan.instances.length - fan.needed) return;
	for (const instance of stay) {
		const { status } = instance.state;
		if (status !== "skipped" && status !== "cancelled") continue;
		addInstance(instance, all);
	}
}

/**
 * Adds what failed in an instance of a `for` job, or the whole of it if nothing did, and also where no more of its job may
 * go on at once than do: then it has to wait, and begins anew.
 */
function addInstance(instance: Instance, all: Resets): boolean {
	const { fan, frame } = instance.node;
	const isOver = "ended" in instance.state;
	const goOn = fan === undefined || fan.limit === 0 ? 0 : fan.instances.filter((each) => goesOn(each, all)).length;
	const mayGoOn = fan === undefined || fan.limit === 0 || goOn < fan.limit || !isOver;
	if (mayGoOn && addInside(instance, all)) return true;
	if (isOver) resetsOf(frame, all).instances.add(instance);
	return isOver;
}

/** Whether an instance is open again, and what was done in it is kept. */
function goesOn(instance: Instance, all: Resets): boolean {
	if (instance.state.status === "open") return true;
	return [...all.keys()].some((frame) => {
		for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner)
			if (owner === instance) return true;
		return false;
	});
}

/** What failed in the block of an instance; if that is nothing, the last round of a loop whose values did not fit. */
function addInside({ frame, state }: Instance, all: Resets): boolean {
	if (frame === undefined || hasUndone(frame)) return false;
	if (addFailures(frame, all)) return true;
	return frame.role === "round" && "ended" in state && addBlock(frame, all);
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

/** Whether the block is part of something that is reset as a whole, or in a round after one that is reset in. */
function endsWithAnother(frame: Frame, all: Resets): boolean {
	for (let block = frame; block.owner !== undefined; block = block.owner.node.frame) {
		const { owner } = block;
		const around = all.get(owner.node.frame);
		if (around?.nodes.has(owner.node.at) === true || around?.instances.has(owner) === true) return true;
		for (const round of owner.rounds ?? []) {
			if (round === block) break;
			if (isResetIn(round, all)) return true;
		}
	}
	return false;
}

function isResetIn(block: Frame, all: Resets): boolean {
	for (const frame of all.keys())
		for (let around: Frame | undefined = frame; around !== undefined; around = around.owner?.node.frame)
			if (around === block) return true;
	return false;
}

function depthOf(frame: Frame): number {
	let depth = 0;
	for (let { owner } = frame; owner !== undefined; owner = owner.node.frame.owner) depth++;
	return depth;
}
