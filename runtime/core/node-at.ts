import type { EndedState, Frame, NodeRun, NodeState } from "./live-run.ts";

const waiting: NodeState = { status: "waiting" };

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
	const state = frame.ended.get(at);
	return state === undefined ? undefined : makeNode(frame, at, state);
}

/** The state of the node at a position. */
export function stateAt(frame: Frame, at: number): NodeState {
	return frame.nodes[at]?.state ?? frame.ended.get(at) ?? waiting;
}

export function isWaiting(frame: Frame, at: number): boolean {
	const known = frame.nodes[at];
	return known === undefined ? !frame.ended.has(at) : known.state.status === "waiting";
}

/** Lets go of an ended node on which nothing hangs: how it ended is all that will be asked. */
export function putAway({ frame, at }: NodeRun, state: EndedState): void {
	frame.ended.set(at, state);
	frame.nodes[at] = undefined;
}

function makeNode(frame: Frame, at: number, state: NodeState): NodeRun {
	const plan = frame.index.nodes[at];
	if (plan === undefined) throw new Error(`no node at ${at}`);
	return {
		kind: "node",
		frame,
		at,
		plan,
		path: frame.owner === undefined ? plan.name : frame.prefix + plan.name,
		priority: frame.priority + (frame.index.height[at] ?? 0),
		state,
		single: undefined,
		fan: undefined,
		queued: false,
	};
}
