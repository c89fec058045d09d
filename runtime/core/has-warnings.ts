import type { Frame } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";
import { blocksOf, instancesOf } from "./spent-attempts.ts";

/** Whether a node that succeeded, or something in it, did so with warnings: then its run does not end without them. */
export function hasWarnings(run: LiveRun, frame: Frame, at: number): boolean {
	const node = nodeAt(frame, at);
	if (node === undefined) return false;
	const { fan, state } = node;
	if (run.warnings?.has(node.path) === true) return true;
	if (fan !== undefined && state.status === "succeeded" && fan.succeeded < fan.ended) return true;
	return instancesOf(node).some((instance) => {
		if (run.warnings?.has(instance.path) === true) return true;
		// What a fallback stands in for is absolved.
		return instance.standIn === undefined && blocksOf(instance).some((block) => isWarned(run, block));
	});
}

/** Whether something failed in a block that succeeded, and so was absolved, or is warned of. */
function isWarned(run: LiveRun, block: Frame): boolean {
	const { index, role, workflow } = block;
	for (let at = 0; at < index.nodes.length; at++) {
		if (nodeAt(block, at)?.state.status === "failed" || hasWarnings(run, block, at)) return true;
	}
	if (role !== "call") return false;
	return [...(workflow.recovery?.hooks.values() ?? [])].some((hook) => isWarned(run, hook));
}
