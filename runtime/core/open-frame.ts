import { endedNodes } from "./ended-nodes.ts";
import type { Frame, Instance, NodeRun, WorkflowRun } from "./frame.ts";
import { gateOf } from "./gate.ts";
import type { Json } from "./json.ts";
import type { LiveRun } from "./live-run.ts";
import type { ParamValues } from "./plan.ts";
import type { BlockIndex } from "./plan-index.ts";
import { enqueue, enqueueNode } from "./work-queue.ts";

/** What a block is opened with; the rest is as for one that nothing encloses. */
export interface Opening extends Pick<Frame, "role" | "index" | "workflow" | "prefix"> {
	readonly outer?: Frame;
	readonly owner?: Instance;
	readonly recovers?: Frame;
	readonly locals?: Readonly<Record<string, Json>>;
	readonly round?: number;
}

const noLocals: Readonly<Record<string, Json>> = {};

/** Brings a block to life; its nodes that wait for nothing are up for decision at once. */
export function openFrame(run: LiveRun, opening: Opening): Frame {
	const { role, index, workflow, prefix, outer, owner, recovers, locals = noLocals, round = 0 } = opening;
	const frame: Frame = {
		kind: "frame",
		role,
		index,
		workflow,
		outer,
		locals,
		round,
		openedAt: run.at,
		nodes: new Array<NodeRun | undefined>(index.nodes.length),
		ended: endedNodes(index.nodes.length),
		straight: role === "root" ? run.straight : undefined,
		waiting: index.waits.slice(),
		unmet: undefined,
		priority: owner === undefined ? 0 : priorityAfter(owner.node),
		owner,
		recovers,
		prefix,
		remaining: index.size,
		failure: undefined,
		incomplete: false,
		halted: owner?.node.frame.halted ?? false,
		queued: false,
	};
	run.idle += index.size;
	for (let at = 0; at < index.nodes.length; at++) {
		if (frame.waiting[at] === 0 && index.takesPart[at] === 1) enqueueNode(run, frame, at);
	}
	if (index.size === 0) enqueue(run, frame);
	return frame;
}

/** Opens the body of the run's own workflow. */
export function openRoot(run: LiveRun): Frame {
	const { index, params } = run;
	const workflow: WorkflowRun = { index, params, outer: undefined, depth: 0, gate: undefined, recovery: undefined };
	return openFrame(run, { role: "root", index: index.body, workflow, prefix: "" });
}

/** Opens the block of a group's instance. */
export function openGroup(run: LiveRun, instance: Instance): void {
	const { frame: outer, at } = instance.node;
	const index = bodyOf(outer, at);
	const { workflow } = outer;
	instance.frame = openFrame(run, {
		role: "group",
		index,
		workflow,
		outer,
		owner: instance,
		prefix: `${instance.path}.`,
	});
}

/** Opens the next round of a loop's instance, with the values that it carries. */
export function openRound(run: LiveRun, instance: Instance, carries: Readonly<Record<string, Json>>): void {
	const { frame: outer, at } = instance.node;
	instance.rounds ??= [];
	const round = instance.rounds.length;
	const frame = openFrame(run, {
		role: "round",
		index: bodyOf(outer, at),
		workflow: outer.workflow,
		outer,
		owner: instance,
		locals: carries,
		round,
		prefix: `${instance.path}[${round}].`,
	});
	instance.rounds.push(frame);
	instance.frame = frame;
}

/** Opens the body of the workflow that an instance calls. */
export function openCall(run: LiveRun, instance: Instance, params: ParamValues): void {
	const { frame, at } = instance.node;
	const index = frame.index.calls.get(at);
	if (index === undefined) throw new Error(`${instance.path} calls no workflow of the plan`);
	const workflow: WorkflowRun = {
		index,
		params,
		outer: frame.workflow,
		depth: frame.workflow.depth + 1,
		gate: gateOf(index.workflow.policies.limit, frame.workflow.gate),
		recovery: undefined,
	};
	instance.frame = openFrame(run, {
		role: "call",
		index: index.body,
		workflow,
		owner: instance,
		prefix: `${instance.path}/`,
	});
}

function bodyOf(frame: Frame, at: number): BlockIndex {
	const body = frame.index.bodies[at];
	if (body === undefined) throw new Error(`there is no block at ${frame.prefix}${at}`);
	return body;
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
