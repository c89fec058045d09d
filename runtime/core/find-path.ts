import type { Frame, Instance, NodeRun } from "./frame.ts";
import type { LiveRun, Straight } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";

const DOT = 46;
const SLASH = 47;
const ROLLBACK = ".rollback";

/** Where a path leads: a position in a block that runs. */
export interface Place {
	readonly frame: Frame;
	readonly at: number;
}

/** The place of a node's path (`clean`, `prep[2].load`, `tune[3].fit`, `ship/deploy`), if its block has been opened. */
export function findPlace(run: LiveRun, path: string): Place | undefined {
	if (path.endsWith(ROLLBACK)) {
		const rollback = run.rollbacks?.get(path);
		if (rollback !== undefined) return { frame: rollback.frame, at: 0 };
	}
	let frame = run.root;
	let from = 0;
	for (let at = 0; at < path.length && frame !== undefined; at++) {
		const separator = path.charCodeAt(at);
		if (separator !== DOT && separator !== SLASH) continue;
		frame = frameIn(frame, path.slice(from, at));
		if ((frame?.role === "call") !== (separator === SLASH)) return undefined;
		from = at + 1;
	}
	if (frame === undefined) return undefined;
	const at = frame.index.position.get(from === 0 ? path : path.slice(from));
	return at === undefined || frame.index.takesPart[at] === 0 ? undefined : { frame, at };
}

/** The body of the workflow whose paths have this prefix: empty for the run's own, else `ship/`. */
export function findBody(run: LiveRun, prefix: string): Frame | undefined {
	let frame = run.root;
	for (let from = 0, at = 0; at < prefix.length && frame !== undefined; at++) {
		const separator = prefix.charCodeAt(at);
		if (separator !== DOT && separator !== SLASH) continue;
		frame = frameIn(frame, prefix.slice(from, at));
		from = at + 1;
	}
	return frame?.role === "root" || frame?.role === "call" ? frame : undefined;
}

/** The block that a path names whole: of a group's instance (`prep[2]`), a call (`ship`), or a round (`tune[3]`). */
export function findBlock(run: LiveRun, path: string): Frame | undefined {
	const from = Math.max(path.lastIndexOf("."), path.lastIndexOf("/")) + 1;
	const bracket = path.indexOf("[", from);
	const frame = findPlace(run, bracket < 0 ? path : path.slice(0, bracket))?.frame;
	return frame && frameIn(frame, path.slice(from));
}

/** The node at a path, unless it still waits. */
export function findNode(run: LiveRun, path: string): NodeRun | undefined {
	const at = run.root?.index.position.get(path);
	if (at !== undefined && run.root !== undefined) return nodeAt(run.root, at);
	const place = findPlace(run, path);
	return place && nodeAt(place.frame, place.at);
}

/**
 * The instance at a path (`clean`, `sweep[3]`, `prep.load`), if its job was ready and, without `for`, has not ended; as
 * its position if it is a straight task.
 */
export function findInstance(run: LiveRun, path: string): Instance | Straight | undefined {
	const recent = run.recent();
	if (recent !== undefined && isAt(run, recent, path)) return recent;
	// Nearly always it is the next in line, or the first of what runs, or it runs: beside these few lie all jobs of the plan.
	const next = run.undemanding.queue.first();
	const oldest = run.running.first();
	let found: Instance | Straight | undefined;
	if (next !== undefined && isAt(run, next, path)) found = next;
	else if (oldest !== undefined && isAt(run, oldest, path)) found = oldest;
	else found = lookUpInstance(run, path);
	run.remember(found);
	return found;
}

/** Whether the instance has this path; no longer so for a straight task that has ended. */
function isAt(run: LiveRun, instance: Instance | Straight, path: string): boolean {
	if (typeof instance !== "number") return instance.path === path;
	// In this order: names that differ are compared letter by letter.
	return run.straight.has(instance) && run.index.body.names[instance] === path;
}

function lookUpInstance(run: LiveRun, path: string): Instance | Straight | undefined {
	const at = run.index.body.position.get(path);
	if (at !== undefined && run.straight.has(at)) return at;
	if (path.endsWith("]")) {
		const bracket = path.lastIndexOf("[");
		return findNode(run, path.slice(0, bracket))?.fan?.instances[indexOf(path, bracket)];
	}
	return findNode(run, path)?.single;
}

/** The block that a step of a path leads into: `prep`, `prep[2]`, the round `tune[3]`, `tune[1][3]` of an instance. */
function frameIn(frame: Frame, step: string): Frame | undefined {
	const bracket = step.indexOf("[");
	if (bracket < 0) {
		const node = nodeIn(frame, step);
		return node === undefined ? hookIn(frame, step) : openBlock(node.single);
	}
	const node = nodeIn(frame, step.slice(0, bracket));
	const between = step.indexOf("][", bracket);
	if (between < 0) {
		const index = indexOf(step, bracket);
		return node?.single === undefined ? openBlock(node?.fan?.instances[index]) : node.single.rounds?.[index];
	}
	return node?.fan?.instances[indexOf(step.slice(0, between + 1), bracket)]?.rounds?.[indexOf(step, between + 1)];
}

/** The hook that a step of a path leads into: `on_failure`. */
function hookIn({ role, workflow }: Frame, step: string): Frame | undefined {
	const hooks = role === "root" || role === "call" ? workflow.recovery?.hooks : undefined;
	if (hooks === undefined || !step.startsWith("on_")) return undefined;
	const event = step.slice(3);
	return event === "failure" || event === "success" || event === "done" ? hooks.get(event) : undefined;
}

/** The only block of an instance; a loop's rounds need their number. */
function openBlock(instance: Instance | undefined): Frame | undefined {
	return instance?.rounds === undefined ? instance?.frame : undefined;
}

function nodeIn(frame: Frame, name: string): NodeRun | undefined {
	return frame.nodes[frame.index.position.get(name) ?? -1];
}

/** Only the canonical digits name an instance: not `[01]`, not `[1e0]`. */
function indexOf(path: string, bracket: number): number {
	const digits = path.slice(bracket + 1, -1);
	return /^(0|[1-9][0-9]{0,8})$/.test(digits) ? Number(digits) : -1;
}
