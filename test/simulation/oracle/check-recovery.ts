import { isDeepStrictEqual } from "node:util";
import type { RunEvent } from "@dagwright/core";
import { withoutRound } from "./locate.ts";
import type { Witness } from "./witness.ts";

/** What follows the jobs of a workflow: its rollback, in reverse order of completion, and then its hooks. */
export function checkRecovery(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "rollback.started":
			checkRollback(witness, event);
			return;
		case "hooks.started":
			checkHooks(witness, event);
			return;
		case "job.ready":
			checkTurn(witness, event.job);
			return;
		case "run.finished":
			checkAllDone(witness, event);
			return;
		default:
	}
}

function checkRollback(witness: Witness, event: Extract<RunEvent, { type: "rollback.started" }>): void {
	const { frame, instances } = event;
	mustHaveEnded(witness, frame, "rollback");
	if (witness.hasPhases(frame)) throw new Error(`the rollback of "${frame}" begins too late or twice`);
	if (!isToBeUndone(witness, frame)) throw new Error(`"${frame}" is rolled back though nothing asks for it`);
	const expected = toUndo(witness, frame);
	if (!isDeepStrictEqual(instances, expected))
		throw new Error(`undoes ${instances.join(", ")}, not ${expected.join(", ")}`);
}

function checkHooks(witness: Witness, event: Extract<RunEvent, { type: "hooks.started" }>): void {
	const { frame } = event;
	const isLeft = frame !== "" && witness.endOf(frame.slice(0, -1)) !== undefined;
	const ending = isLeft ? "" : frame;
	mustHaveEnded(witness, ending, "hooks");
	if (isToBeUndone(witness, ending) && toUndo(witness, ending).length > 0)
		throw new Error(`the hooks of "${frame}" begin before its rollback`);
	const next = nextHook(witness, ending);
	if (frame !== next?.frame || event.event !== next.event)
		throw new Error(
			`"${frame}": on ${event.event}, not on ${next?.event}${frame === next?.frame ? "" : ` of ${next?.frame}`}`,
		);
}

interface Hook {
	readonly frame: string;
	readonly event: string;
}

/** The first that has not begun: of calls that were cut off before those of the workflow that called them. */
function nextHook(witness: Witness, frame: string): Hook | undefined {
	for (const left of witness.left.get(frame) ?? []) {
		const next = nextHook(witness, left);
		if (next !== undefined) return next;
	}
	const event = hooksOf(witness, frame).find((each) => witness.hooks.get(frame)?.includes(each) !== true);
	return event === undefined ? undefined : { frame, event };
}

/** One after the other. */
function checkTurn(witness: Witness, job: string): void {
	const place = witness.place(job);
	if (place.role === "job") return;
	if (place.role === "hook") {
		const event = place.prefix.slice(place.workflowPrefix.length).replace(/^on_(\w+)\..*$/, "$1");
		if (witness.hooks.get(place.workflowPrefix)?.includes(event) !== true)
			throw new Error(`${job} before its hooks began`);
		return;
	}
	for (const { instances, over } of witness.rollbacks.values()) {
		if (`${instances[over]}.rollback` === job) return;
	}
	throw new Error(`${job} is not the next to be undone`);
}

function checkAllDone(witness: Witness, event: Extract<RunEvent, { type: "run.finished" }>): void {
	if (isToBeUndone(witness, "") && toUndo(witness, "").length > 0)
		throw new Error(`the run finished and did not undo ${toUndo(witness, "").join(", ")}`);
	const missing = nextHook(witness, "");
	if (missing !== undefined) throw new Error(`the run finished without on ${missing.event} of "${missing.frame}"`);
	const failures = [...witness.failedRollbacks];
	const told = (event.rollback_failures ?? []).map(({ job }) => job);
	if (!isDeepStrictEqual([...told].sort(), failures.sort()))
		throw new Error(`tells of failed rollbacks of ${told.join(", ")}, not ${failures.join(", ")}`);
}

/** Everything of the workflow's own has ended, and of what follows it everything that began. */
function mustHaveEnded(witness: Witness, frame: string, what: string): void {
	for (const path of witness.running.keys()) {
		if (path.startsWith(frame)) throw new Error(`the ${what} of "${frame}" begins while ${path} runs`);
	}
	for (const node of witness.workflowAt(frame).body.nodes) {
		if (node.kind !== "let" && !witness.ends.has(frame + node.name))
			throw new Error(`the ${what} of "${frame}" begins before ${node.name} has ended`);
	}
	const rollback = witness.rollbacks.get(frame);
	if (rollback !== undefined && rollback.over < rollback.instances.length)
		throw new Error(`the ${what} of "${frame}" begins before its rollback is over`);
}

function isToBeUndone(witness: Witness, frame: string): boolean {
	const { failed, cancelled } = outcomeOf(witness, frame);
	if (witness.cancel === undefined) return failed;
	return witness.cancel === "rollback" && (failed || cancelled);
}

function hooksOf(witness: Witness, frame: string): readonly string[] {
	const { failed, cancelled } = outcomeOf(witness, frame);
	const { hooks } = witness.workflowAt(frame);
	const events = failed
		? (["failure", "done"] as const)
		: cancelled
			? (["done"] as const)
			: (["success", "done"] as const);
	return events.filter((event) => hooks[event] !== undefined);
}

function outcomeOf(witness: Witness, frame: string): { readonly failed: boolean; readonly cancelled: boolean } {
	const isCall = frame !== "";
	const ends = [...witness.ends].filter(([path, { outOfTime, how, seq }]) => {
		const { role, workflowPrefix, outer } = witness.place(path);
		if (role !== "job" || !workflowPrefix.startsWith(frame)) return false;
		// Of what stands from before the run was reopened, each block counts as it ended.
		if (!isCall && how === "cancelled" && outer !== undefined && seq < witness.reopened) return false;
		// A cancel is of the run, whatever absolves what it ended.
		return isCall ? !isCutOff(witness, path, frame) : outOfTime !== true;
	});
	const left = isCall ? witness.endOf(frame.slice(0, -1)) : undefined;
	// A call may succeed with what the cancel left of it: nothing that was missing was needed.
	const cancelled =
		left?.how !== "succeeded" &&
		ends.some(([, { how, cause }]) => how === "cancelled" || (isCall && cause === "not_reached"));
	const failed =
		left?.how === "failed" ||
		ends.some(([path, { how }]) => how === "failed" && witness.failsItsWorkflow(path, frame)) ||
		(isCall ? witness.expired.has(frame.slice(0, -1)) : witness.timedOut) ||
		witness.badOutputs.has(frame);
	return { failed, cancelled };
}

/** In a group, loop or call of the frame that has ended of itself: how it ended counts, not what its end cut off. */
function isCutOff(witness: Witness, path: string, frame: string): boolean {
	for (let { outer } = witness.place(path); outer?.path.startsWith(frame); outer = outer.outer) {
		// Of instances that were cut off, how their job ended counts.
		const ends = [witness.instanceEnds.get(withoutRound(outer)), witness.ends.get(outer.job)];
		if (ends.some((end) => end !== undefined && end.how !== "cancelled" && end.cause !== "not_reached")) return true;
	}
	return false;
}

/** The last that succeeded first; a called workflow's own before the call itself. */
function toUndo(witness: Witness, frame: string): readonly string[] {
	const items = new Map<string, { seq: number; path: string | undefined; inner: string | undefined }>();
	for (const [path, seq] of witness.armed) {
		if (!path.startsWith(frame)) continue;
		const call = outermostCall(path, frame);
		const key = call ?? path;
		const item = items.get(key) ?? { seq: 0, path: undefined, inner: undefined };
		if (call === undefined) item.path = path;
		else item.inner = `${call}/`;
		item.seq = Math.max(item.seq, (call === undefined ? undefined : witness.callEnds.get(call)) ?? seq);
		items.set(key, item);
	}
	return [...items.values()]
		.sort((left, right) => right.seq - left.seq)
		.flatMap(({ path, inner }) => [
			...(inner === undefined ? [] : toUndo(witness, inner)),
			...(path === undefined ? [] : [path]),
		]);
}

/** `ship/a/b` seen from the run lies in the call `ship`. */
function outermostCall(path: string, frame: string): string | undefined {
	const slash = path.indexOf("/", frame.length);
	return slash < 0 ? undefined : path.slice(0, slash);
}
