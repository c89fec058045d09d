import { outermostJob } from "./outermost-job.ts";
import type { BlockIndex } from "./plan-index.ts";

/**
 * The nodes that `only` leaves in: those named (a path names the outermost job that it lies in) and all that they need.
 * Undefined: everything.
 */
export function selectNodes(index: BlockIndex, only: readonly string[] | undefined): Uint8Array | undefined {
	if (only === undefined) return undefined;
	const selected = new Uint8Array(index.nodes.length);
	for (const path of only) {
		const at = index.position.get(outermostJob(path));
		if (at !== undefined) selected[at] = 1;
	}
	for (let o = index.order.length - 1; o >= 0; o--) {
		const at = index.order[o] ?? 0;
		if (selected[at] === 0) continue;
		for (let edge = index.sourceStart[at] ?? 0; edge < (index.sourceStart[at + 1] ?? 0); edge++) {
			const source = index.sources[edge] ?? -1;
			if (source >= 0) selected[source] = 1;
		}
	}
	return selected;
}
