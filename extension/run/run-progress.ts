import type { RunEvent } from "@dagwright/core";

/** What a glance at the status bar tells of a run. */
export interface RunProgress {
	/** Attempts under way, by instance. */
	readonly running: ReadonlySet<string>;
	/** Attempts that ended well. */
	readonly succeeded: number;
	/** Instances that ended badly. */
	readonly failed: number;
}

/** Nothing has happened yet. */
export const noProgress: RunProgress = { running: new Set(), succeeded: 0, failed: 0 };

/** The progress after one more event. */
export function progressAfter(progress: RunProgress, event: RunEvent): RunProgress {
	switch (event.type) {
		case "attempt.started":
			return { ...progress, running: new Set(progress.running).add(event.instance) };
		case "attempt.succeeded":
			return { ...progress, running: without(progress.running, event.instance), succeeded: progress.succeeded + 1 };
		case "attempt.failed":
		case "attempt.cancelled":
		case "attempt.lost":
			return { ...progress, running: without(progress.running, event.instance) };
		case "instance.failed":
			return { ...progress, failed: progress.failed + 1 };
		default:
			return progress;
	}
}

/** One line for the status bar: `iris: train, 4 done`. */
export function progressLine(title: string, { running, succeeded, failed }: RunProgress): string {
	const names = [...running];
	const now = names.length > 2 ? `${names.length} jobs` : names.join(", ");
	const parts = [now, succeeded > 0 ? `${succeeded} done` : "", failed > 0 ? `${failed} failed` : ""];
	return `${title}: ${parts.filter((part) => part !== "").join(", ") || "starting"}`;
}

function without(running: ReadonlySet<string>, instance: string): ReadonlySet<string> {
	const rest = new Set(running);
	rest.delete(instance);
	return rest;
}
