import type { RunFact } from "./event.ts";
import type { FanOut, Instance, NodeRun } from "./frame.ts";
import { lineUp } from "./gate.ts";
import { type LiveRun, startsNothing } from "./live-run.ts";
import { makeInstance, noBindings } from "./make-node.ts";
import type { InstanceState } from "./node-state.ts";
import { openGroup } from "./open-frame.ts";
import type { JobPlan } from "./plan.ts";
import { askPeople } from "./question.ts";
import { assertNever } from "./result.ts";
import { enqueue, isHopeless } from "./work-queue.ts";

const pending: InstanceState = { status: "pending" };
const ready: InstanceState = { status: "ready" };
const openFanIn: InstanceState = {
	status: "open",
	attempt: 0,
	deadline: Number.POSITIVE_INFINITY,
	timedOut: false,
};

/** Makes the instances of a job whose time has come. */
export function openNode(run: LiveRun, node: NodeRun, event: Extract<RunFact, { type: "job.ready" }>): void {
	node.state = { status: "active", since: run.at };
	run.idle--;
	const job = jobOf(node);
	if (event.instances === undefined) {
		const single = makeInstance(node, -1, noBindings, pending);
		numberOn(run, single);
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
	if (run.spentAttempts !== undefined) for (const instance of instances) numberOn(run, instance);
	const needed = neededOf(job, instances.length);
	const fan: FanOut = {
		instances,
		needed,
		mayMiss: instances.length - needed,
		limit: job.policies.limit ?? 0,
		succeeded: 0,
		failed: 0,
		ended: 0,
		running: 0,
		asking: 0,
		ready: 0,
		unstarted: instances.length,
		next: 0,
		...(event.errors !== undefined && { unfit: new Map(event.errors.map(({ index, error }) => [index, error])) }),
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
}

/** How many of so many instances of a job must succeed. */
export function neededOf({ policies }: JobPlan, count: number): number {
	return Math.ceil((policies.succeed ?? 1) * count - 1e-9);
}

/** Lets go on as many instances as the limit of their job allows. */
export function activateNext(run: LiveRun, node: NodeRun, fan: FanOut): void {
	if (startsNothing(run, node.frame) || isHopeless(fan)) return;
	const job = jobOf(node);
	while (fan.next < fan.instances.length && (fan.limit === 0 || fan.running + fan.ready < fan.limit)) {
		const instance = fan.instances[fan.next++];
		if (instance?.state.status === "pending") activate(run, instance, job);
	}
}

/** Lets the attempts of an instance go on after those that its path has had. */
export function numberOn(run: LiveRun, instance: Instance): void {
	const spent = run.spentAttempts?.get(instance.path);
	if (spent !== undefined) instance.first = spent + 1;
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
			if (job.type === "approval") {
				askPeople(run, instance, instance.first);
				enqueue(run, instance);
				return;
			}
			instance.state = ready;
			if (fan !== undefined) fan.ready++;
			lineUp(run, instance, job);
			return;
		case "group":
		case "loop":
		case "call":
		case "fan_in":
			run.idle--;
			if (fan !== undefined) fan.unstarted--;
			open(run, instance, job.kind === "fan_in" ? 0 : instance.first);
			return;
		default:
			assertNever(job);
	}
}

/** Opens a group, loop or call for so many a time, or a fan_in, which is not counted. */
export function open(run: LiveRun, instance: Instance, attempt: number): void {
	const { fan, plan } = instance.node;
	const timeout = attempt === 0 ? undefined : timeoutOf(instance);
	instance.startedAt ??= run.at;
	if (fan !== undefined) fan.running++;
	if (attempt === 0) instance.state = openFanIn;
	else {
		const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : run.at + timeout;
		instance.state = { status: "open", attempt, deadline, timedOut: false };
		if (timeout !== undefined) run.deadlines.add(instance);
	}
	if (plan.kind === "group") openGroup(run, instance);
	else enqueue(run, instance);
}

/** How long a group, loop or call may take, ms: by its own policy, or by that of the workflow it calls. */
export function timeoutOf({ node }: Instance): number | undefined {
	const own = jobOf(node).policies.timeout;
	const called = node.frame.index.calls.get(node.at)?.workflow.policies.timeout;
	return own === undefined || called === undefined ? (own ?? called) : Math.min(own, called);
}

/** Whether it runs as a block, not as a task: a group, loop or call whose fallback does not stand in. */
export function isComposite(instance: Instance): boolean {
	const { kind } = workOf(instance);
	return kind === "group" || kind === "loop" || kind === "call";
}
