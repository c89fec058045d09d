import { findPlace } from "./find-path.ts";
import type { LiveRun } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";

/** Why a path leads nowhere, where it leaves out which instance or round is meant; undefined where that is not why. */
export function missingIndex(run: LiveRun, path: string): string | undefined {
	for (const { index } of path.matchAll(/[./]/g)) {
		const before = path.slice(0, index);
		const place = before.endsWith("]") ? undefined : findPlace(run, before);
		const node = place && nodeAt(place.frame, place.at);
		const rounds = node?.single?.rounds;
		const parts = node?.fan?.instances ?? rounds;
		if (parts === undefined || parts.length === 0) continue;
		const what = `${parts.length} ${rounds === undefined ? "instance" : "round"}${parts.length === 1 ? "" : "s"}`;
		return `${before} has ${what}: name one, as ${before}[0]${path.slice(index)}.`;
	}
	return undefined;
}
