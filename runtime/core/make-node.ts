import type { Frame, Instance, NodeRun } from "./frame.ts";
import type { Json } from "./json.ts";
import type { InstanceState, NodeState } from "./node-state.ts";

/** The bindings of a job without `for`. */
export const noBindings: Readonly<Record<string, Json>> = {};

/** The node at a position of a block, without instances. */
export function makeNode(frame: Frame, at: number, state: NodeState): NodeRun {
	const plan = frame.index.nodes[at];
	if (plan === undefined) throw new Error(`no node at ${at}`);
	return {
		kind: "node",
		frame,
		at,
		plan,
		path: frame.role === "root" ? plan.name : frame.prefix + plan.name,
		priority: frame.priority + (frame.index.height[at] ?? 0),
		state,
		single: undefined,
		fan: undefined,
		queued: false,
	};
}

/** An instance that has not started; `index` is -1 without `for`. */
export function makeInstance(
	node: NodeRun,
	index: number,
	bindings: Readonly<Record<string, Json>>,
	state: InstanceState,
): Instance {
	return {
		kind: "instance",
		node,
		index,
		path: index < 0 ? node.path : `${node.path}[${index}]`,
		bindings,
		priority: node.priority,
		order: 0,
		startsBefore: 0,
		start: 0,
		startedAt: undefined,
		state,
		frame: undefined,
		rounds: undefined,
		standIn: undefined,
		failures: 0,
		losses: 0,
		slot: -1,
		first: 1,
		queued: false,
	};
}
