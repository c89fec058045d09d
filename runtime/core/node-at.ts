import type { Frame, NodeRun } from "./frame.ts";
import { makeInstance, makeNode, noBindings } from "./make-node.ts";
import type { EndedState, NodeState, RunningState } from "./node-state.ts";
import type { StraightTasks } from "./straight-tasks.ts";

const waiting: NodeState = { status: "waiting" };
const ready = { status: "ready" } as const;

/** The node at a position, to be changed; made now if it has only been waited for so far. */
export function reachNode(frame: Frame, at: number): NodeRun {
	const known = frame.nodes[at];
	if (known !== undefined) return known;
	const node = makeNode(frame, at, frame.ended.get(at) ?? waiting);
	frame.nodes[at] = node;
	return node;
}

/** The node at a position, to be looked at; undefined if it has only been waited for so far. */
export function nodeAt(frame: Frame, at: number): NodeRun | undefined {
	const known = frame.nodes[at];
	if (known !== undefined) return known;
	if (frame.straight?.has(at) === true) return viewStraight(frame, frame.straight, at);
	const state = frame.ended.get(at);
	return state === undefined ? undefined : makeNode(frame, at, state);
}

/** The state of the node at a position. */
export function stateAt(frame: Frame, at: number): NodeState {
	const known = frame.nodes[at];
	if (known !== undefined) return known.state;
	if (frame.straight?.has(at) === true) return { status: "active", since: frame.straight.since(at) };
	return frame.ended.get(at) ?? waiting;
}

export function isWaiting(frame: Frame, at: number): boolean {
	const known = frame.nodes[at];
	if (known !== undefined) return known.state.status === "waiting";
	return frame.straight?.has(at) !== true && !frame.ended.has(at);
}

/** Lets go of an ended node on which nothing hangs: how it ended is all that will be asked. */
export function putAway({ frame, at }: NodeRun, state: EndedState): void {
	frame.ended.set(at, state);
	frame.nodes[at] = undefined;
}

/** The state of a straight task, as that of an instance. */
export function straightState(straight: StraightTasks, at: number): typeof ready | RunningState {
	if (!straight.isRunning(at)) return ready;
	return {
		status: "running",
		attempt: 1,
		started: straight.since(at),
		process: straight.process(at),
		deadline: Number.POSITIVE_INFINITY,
		timedOut: false,
	};
}

/** A straight task as a node with its instance. */
export function viewStraight(frame: Frame, straight: StraightTasks, at: number): NodeRun {
	const node = makeNode(frame, at, { status: "active", since: straight.since(at) });
	const instance = makeInstance(node, -1, noBindings, straightState(straight, at));
	instance.order = straight.order(at);
	if (straight.isRunning(at)) instance.startedAt = straight.since(at);
	node.single = instance;
	return node;
}
