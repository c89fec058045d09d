import type { FanOut, Instance, NodeRun } from "./frame.ts";
import type { NodeStatus } from "./graph-view.ts";
import type { InstanceState } from "./node-state.ts";
import { assertNever } from "./result.ts";

/** How the graph calls the state of an instance. */
export function instanceStatus(state: InstanceState): NodeStatus {
	switch (state.status) {
		case "open":
		case "failing":
			return "running";
		case "asking":
			return state.question === undefined ? "ready" : "waiting";
		case "pending":
		case "ready":
		case "running":
		case "retrying":
		case "succeeded":
		case "failed":
		case "skipped":
		case "cancelled":
			return state.status;
		default:
			return assertNever(state);
	}
}

/** How the graph calls the state of a job; undefined is one that has only been waited for. */
export function jobStatus(node: NodeRun | undefined): NodeStatus {
	if (node === undefined) return "pending";
	switch (node.state.status) {
		case "waiting":
			return "pending";
		case "active":
			if (node.fan !== undefined) return fanOutStatus(node.fan);
			return node.single === undefined ? "running" : instanceStatus(node.single.state);
		case "succeeded":
			return isRolledBack(node) ? "rolled_back" : "succeeded";
		case "failed":
		case "skipped":
		case "cancelled":
			return node.state.status;
		default:
			return assertNever(node.state);
	}
}

/** UTC ms of the first start of a job, of a `for` job that of the first of its instances to start; undefined before. */
export function startedAt({ single, fan }: NodeRun): number | undefined {
	if (fan === undefined) return single?.startedAt;
	let first: number | undefined;
	for (const { startedAt: at } of fan.instances)
		if (at !== undefined && (first === undefined || at < first)) first = at;
	return first;
}

/** Whether what an instance did was undone. */
export function isUndone({ node, path }: Instance): boolean {
	return node.frame.workflow.recovery?.rolledBack.has(path) === true;
}

function isRolledBack({ frame, path, fan }: NodeRun): boolean {
	const { recovery } = frame.workflow;
	if (recovery === undefined || recovery.rolledBack.size === 0) return false;
	if (fan === undefined) return recovery.rolledBack.has(path);
	return fan.succeeded > 0 && fan.instances.every((each) => each.state.status !== "succeeded" || isUndone(each));
}

/** Running as soon as one instance was started, and until all have ended; waiting while it is for people alone. */
function fanOutStatus(fan: FanOut): NodeStatus {
	if (fan.running > fan.asking) return "running";
	if (fan.asking > 0) return "waiting";
	if (fan.instances.some(({ state }) => state.status === "retrying")) return "retrying";
	return fan.ended === 0 ? "ready" : "running";
}
