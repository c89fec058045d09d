import type { RunEvent } from "@dagwright/core";

/** What a glance at the status bar tells of a run. */
export interface RunProgress {
	/** Attempts under way, by instance. */
	readonly running: ReadonlySet<string>;
	/** Attempts that ended well. */
	readonly succeeded: number;
	/** Instances that ended badly. */
	readonly failed: number;
	/** Who may answer, by the instance that waits for people. */
	readonly asking: ReadonlyMap<string, readonly string[]>;
}

/** Nothing has happened yet. */
export const noProgress: RunProgress = { running: new Set(), succeeded: 0, failed: 0, asking: new Map() };

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
			return { ...progress, failed: progress.failed + 1, asking: unasked(progress.asking, event.instance) };
		case "approval.requested":
			return { ...progress, asking: new Map(progress.asking).set(event.instance, event.request.people) };
		case "outcome.asked":
			return { ...progress, asking: new Map(progress.asking).set(event.instance, []) };
		case "approval.expired":
		case "outcome.answered":
		case "instance.succeeded":
		case "instance.cancelled":
		case "instance.skipped":
			return { ...progress, asking: unasked(progress.asking, event.instance) };
		case "job.succeeded":
		case "job.failed":
		case "job.cancelled":
			return { ...progress, asking: unasked(progress.asking, event.job) };
		case "approval.answered":
			return { ...progress, asking: answered(progress.asking, event.instance, event.by) };
		default:
			return progress;
	}
}

/** One line for the status bar: `iris: train, 4 done`, `iris: release waits for you`. */
export function progressLine(title: string, progress: RunProgress, user?: string): string {
	const { running, succeeded, failed, asking } = progress;
	const waiting = askingLine(asking, user);
	if (waiting !== undefined) return `${title}: ${waiting}`;
	const names = [...running];
	const now = names.length > 2 ? `${names.length} jobs` : names.join(", ");
	const parts = [now, succeeded > 0 ? `${succeeded} done` : "", failed > 0 ? `${failed} failed` : ""];
	return `${title}: ${parts.filter((part) => part !== "").join(", ") || "starting"}`;
}

function askingLine(asking: RunProgress["asking"], user: string | undefined): string | undefined {
	const forMe = [...asking].find(([, people]) => people.length === 0 || (user !== undefined && people.includes(user)));
	const [instance, people] = forMe ?? [...asking][0] ?? [];
	if (instance === undefined || people === undefined) return undefined;
	const who =
		forMe !== undefined ? "you" : people.length > 2 ? `${people[0]} or ${people.length - 1} more` : people.join(" or ");
	const more = asking.size > 1 ? `, and ${asking.size - 1} more` : "";
	return `${instance} waits for ${who}${more}`;
}

function unasked(asking: RunProgress["asking"], instance: string): RunProgress["asking"] {
	if (!asking.has(instance)) return asking;
	const rest = new Map(asking);
	rest.delete(instance);
	return rest;
}

/** One of several has answered: it waits for the others. */
function answered(asking: RunProgress["asking"], instance: string, by: string): RunProgress["asking"] {
	const others = asking.get(instance)?.filter((name) => name !== by) ?? [];
	return others.length === 0 ? unasked(asking, instance) : new Map(asking).set(instance, others);
}

function without(running: ReadonlySet<string>, instance: string): ReadonlySet<string> {
	const rest = new Set(running);
	rest.delete(instance);
	return rest;
}
