import type { Frame, Instance, LiveRun, NodeRun } from "./live-run.ts";

/** The node at a path (`clean`, `prep.load`, `prep[2].load`), if the run has come to know it. */
export function findNode(run: LiveRun, path: string): NodeRun | undefined {
	let frame: Frame | undefined = run.root;
	if (frame === undefined) return undefined;
	const at = frame.index.position.get(path);
	if (at !== undefined) return frame.nodes[at];
	let from = 0;
	for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", from)) {
		frame = instanceIn(frame, path.slice(from, dot))?.frame;
		if (frame === undefined) return undefined;
		from = dot + 1;
	}
	return nodeIn(frame, path.slice(from));
}

/** The instance at a path (`clean`, `sweep[3]`, `prep.load`), if its job was ready. */
export function findInstance(run: LiveRun, path: string): Instance | undefined {
	if (!path.endsWith("]")) return findNode(run, path)?.single;
	const bracket = path.lastIndexOf("[");
	return findNode(run, path.slice(0, bracket))?.fan?.instances[indexOf(path, bracket)];
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
