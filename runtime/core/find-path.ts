import type { Frame, Instance, LiveRun, NodeRun, Straight } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";

/** Where a path leads: a position in a block that runs. */
export interface Place {
	readonly frame: Frame;
	readonly at: number;
}

/** The place of a node's path (`clean`, `prep.load`, `prep[2].load`), if its block has been opened. */
export function findPlace(run: LiveRun, path: string): Place | undefined {
	let frame = run.root;
	if (frame === undefined) return undefined;
	let from = 0;
	for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", from)) {
		frame = instanceIn(frame, path.slice(from, dot))?.frame;
		if (frame === undefined) return undefined;
		from = dot + 1;
	}
	const at = frame.index.position.get(from === 0 ? path : path.slice(from));
	return at === undefined || frame.index.takesPart[at] === 0 ? undefined : { frame, at };
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
	// Nearly always it runs, or is the next in line: two small places, beside one with all jobs of the plan.
	const next = run.undemanding.queue.first();
	const found =
		next !== undefined && isAt(run, next, path) ? next : (run.running.get(path) ?? lookUpInstance(run, path));
	run.remember(found);
	return found;
}

/** Whether the instance has this path; no longer so for a straight task that has ended. */
function isAt(run: LiveRun, instance: Instance | Straight, path: string): boolean {
	if (typeof instance !== "number") return instance.path === path;
	return run.index.body.nodes[instance]?.name === path && run.straight.has(instance);
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

function instanceIn(frame: Frame, segment: string): Instance | undefined {
	const bracket = segment.endsWith("]") ? segment.indexOf("[") : -1;
	if (bracket < 0) return nodeIn(frame, segment)?.single;
	return nodeIn(frame, segment.slice(0, bracket))?.fan?.instances[indexOf(segment, bracket)];
}

function nodeIn(frame: Frame, name: string): NodeRun | undefined {
	return frame.nodes[frame.index.position.get(name) ?? -1];
}

/** Only the canonical digits name an instance: not `[01]`, not `[1e0]`. */
function indexOf(path: string, bracket: number): number {
	const digits = path.slice(bracket + 1, -1);
	return /^(0|[1-9][0-9]{0,8})$/.test(digits) ? Number(digits) : -1;
}
