import { EndedNodes } from "./ended-nodes.ts";
import type { RunFact } from "./event.ts";
import {
	type FanOut,
	type Frame,
	type Instance,
	type InstanceState,
	isDraining,
	type LiveRun,
	type NodeRun,
} from "./live-run.ts";
import { makeInstance, noBindings } from "./make-node.ts";
import type { JobPlan } from "./plan.ts";
import type { BlockIndex } from "./plan-index.ts";
import { readyClass } from "./ready-class.ts";
import { assertNever } from "./result.ts";
import { enqueue, enqueueNode, isHopeless } from "./work-queue.ts";

const pending: InstanceState = { status: "pending" };
const ready: InstanceState = { status: "ready" };
const open: InstanceState = { status: "open" };

/** Brings a block to life; its nodes that wait for nothing are up for decision at once. */
export function openFrame(run: LiveRun, index: BlockIndex, owner: Instance | undefined): Frame {
	const frame: Frame = {
		kind: "frame",
		index,
		nodes: new Array<NodeRun | undefined>(index.nodes.length).fill(undefined),
		ended: new EndedNodes(index.nodes.length),
		straight: owner === undefined ? run.straight : undefined,
		waiting: index.waits.slice(),
		unmet: new Uint8Array(index.nodes.length),
		priority: owner === undefined ? 0 : priorityAfter(owner.node),
		owner,
		prefix: owner === undefined ? "" : `${owner.path}.`,
		remaining: index.size,
		failure: undefined,
		incomplete: false,
		queued: false,
	};
	run.idle += index.size;
	for (let at = 0; at < index.nodes.length; at++) {
		if (frame.waiting[at] === 0 && index.takesPart[at] === 1) enqueueNode(run, frame, at);
	}
	if (index.size === 0) enqueue(run, frame);
	return frame;
}

/** Makes the instances of a job whose time has come. */
export function openNode(run: LiveRun, node: NodeRun, event: Extract<RunFact, { type: "job.ready" }>): void {
	node.state = { status: "active", since: run.at };
	run.idle--;
	const job = jobOf(node);
	if (event.instances === undefined) {
		const single = makeInstance(node, -1, noBindings, pending);
		const error = event.errors?.[0]?.error;
		node.single = single;
		if (error !== undefined) {
			single.state = { status: "failing", attempt: 0, error, lost: false };
			enqueue(run, single);
			return;
		}
		run.idle++;
		activate(run, single, job);
		return;
	}
	const instances = event.instances.map((bindings, index) => makeInstance(node, index, bindings, pending));
	const fan: FanOut = {
		instances,
		needed: Math.ceil((job.policies.succeed ?? 1) * instances.length - 1e-9),
		limit: job.policies.limit ?? 0,
		succeeded: 0,
		failed: 0,
		ended: 0,
		running: 0,
		ready: 0,
		unstarted: instances.length,
		next: 0,
	};
	node.fan = fan;
	run.idle += instances.length;
	for (const { index, error } of event.errors ?? []) {
		const instance = instances[index];
		if (instance === undefined) continue;
		instance.state = { status: "failing", attempt: 0, error, lost: false };
		run.idle--;
		fan.unstarted--;
		enqueue(run, instance);
	}
	activateNext(run, node, fan);
	if (instances.length === 0) enqueue(run, node);
}

/** Lets go on as many instances as the limit of their job allows. */
export function activateNext(run: LiveRun, node: NodeRun, fan: FanOut): void {
	if (isDraining(run) || isHopeless(fan)) return;
	const job = jobOf(node);
	while (fan.next < fan.instances.length && (fan.limit === 0 || fan.running + fan.ready < fan.limit)) {
		const instance = fan.instances[fan.next++];
		if (instance?.state.status === "pending") activate(run, instance, job);
	}
}

/** What an instance runs: its job, or the fallback that stands in. */
export function workOf(instance: Instance): JobPlan {
	return instance.standIn ?? jobOf(instance.node);
}

/** The plan of a node that is a job; a let has no instances. */
export function jobOf(node: NodeRun): JobPlan {
	if (node.plan.kind === "let") throw new Error(`${node.path} is no job`);
	return node.plan;
}

function activate(run: LiveRun, instance: Instance, job: JobPlan): void {
	const { fan } = instance.node;
	switch (job.kind) {
		case "task":
			instance.state = ready;
			instance.startsBefore = run.starts;
			if (fan !== undefined) fan.ready++;
			instance.order = run.readied++;
			readyClass(run, job).queue.add(instance, instance.priority, instance.order);
			return;
		case "group":
		case "fan_in": {
			instance.state = open;
			instance.startedAt = run.at;
			run.idle--;
			if (fan !== undefined) {
				fan.unstarted--;
				fan.running++;
			}
			const body = job.kind === "group" ? instance.node.frame.index.bodies[instance.node.at] : undefined;
			if (body === undefined) enqueue(run, instance);
			else instance.frame = openFrame(run, body, instance);
			return;
		}
		case "loop":
		case "call":
			throw new Error(`${instance.path}: a ${job.kind} cannot run yet; hosts refuse it at the start`);
		default:
			assertNever(job);
	}
}

/** Jobs on the longest path from behind the node to the end of the run. */
function priorityAfter({ frame, at }: NodeRun): number {
	const { index } = frame;
	let highest = 0;
	for (let d = index.dependentStart[at] ?? 0; d < (index.dependentStart[at + 1] ?? 0); d++) {
		highest = Math.max(highest, index.height[index.dependents[d] ?? 0] ?? 0);
	}
	return highest + frame.priority;
}
