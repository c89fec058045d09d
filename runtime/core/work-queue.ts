import type { FanOut, Frame } from "./frame.ts";
import type { LiveRun, Straight, WorkItem } from "./live-run.ts";
import { isWaiting, reachNode } from "./node-at.ts";
import { questionAsks } from "./question.ts";
import { assertNever } from "./result.ts";

/** Notes that there may be something to decide about this item. */
export function enqueue(run: LiveRun, item: Exclude<WorkItem, Straight>): void {
	if (item.queued) return;
	item.queued = true;
	run.work.push(item);
}

/** Notes that the node at a position of a block waits for nothing any more. */
export function enqueueNode(run: LiveRun, frame: Frame, at: number): void {
	if (frame.straight !== undefined && frame.index.straight[at] !== undefined && frame.nodes[at] === undefined) {
		run.work.push(at);
	} else enqueue(run, reachNode(frame, at));
}

/** Whether the node at a position waits and may go the straight way: as one instance that asks for nothing but a slot. */
export function mayGoStraight(frame: Frame, at: number): boolean {
	if (frame.straight === undefined || frame.index.straight[at] === undefined) return false;
	return frame.nodes[at] === undefined && isWaiting(frame, at);
}

/** Lets go of the items at the front that are dealt with. */
export function dropStale(run: LiveRun): void {
	const { work } = run;
	let head = run.workHead;
	for (let item = work[head]; item !== undefined && !asksForDecision(run, item); item = work[head]) {
		if (typeof item !== "number") item.queued = false;
		head++;
	}
	if (head > 0 && head === work.length) {
		// One by one, which keeps the room for what comes next: to make it anew each time costs more than all else here.
		while (work.length > 0) work.pop();
		head = 0;
	} else if (head > 1024 && head * 2 > work.length) {
		work.splice(0, head);
		head = 0;
	}
	run.workHead = head;
}

/** Whether something has to be decided about the item as things stand. */
export function asksForDecision(run: LiveRun, item: WorkItem): boolean {
	if (typeof item === "number") return run.root !== undefined && isWaiting(run.root, item);
	switch (item.kind) {
		case "node":
			if (item.state.status === "waiting") {
				return item.frame.waiting[item.at] === 0 || (item.frame === run.root && run.selected?.[item.at] === 0);
			}
			return item.state.status === "active" && item.fan !== undefined && fanOutAsks(item.fan);
		case "instance":
			if (item.state.status === "asking") return questionAsks(item.state);
			return item.state.status === "failing" || (item.state.status === "open" && item.frame === undefined);
		case "frame":
			if (item.remaining > 0 || item.recovers !== undefined || isRecovering(item)) return false;
			if (item.owner === undefined) return run.mode !== "finished";
			return item.owner.state.status === "open" && item.owner.frame === item;
		default:
			return assertNever(item);
	}
}

/** Whether a rollback or a hook of the workflow that this is the body of is under way. */
function isRecovering({ role, workflow }: Frame): boolean {
	return (role === "root" || role === "call") && workflow.recovery?.active !== undefined;
}

/** Whether so many instances ended without success that `succeed` can't be met any more. */
export function isHopeless(fan: FanOut): boolean {
	return fan.ended - fan.succeeded > fan.mayMiss;
}

function fanOutAsks(fan: FanOut): boolean {
	return fan.ended === fan.instances.length || (fan.unstarted > 0 && isHopeless(fan));
}
