import { asEnd } from "./demand.ts";
import type { RunEvent } from "./event.ts";
import type { Frame } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import type { CheckpointTrigger } from "./plan.ts";
import type { BlockIndex } from "./plan-index.ts";
import type { Checkpoint } from "./run-state.ts";

/** What a run keeps of its checkpoints, and what it has to know to make the next. */
export interface CheckpointWatch {
	readonly triggers: ReadonlySet<CheckpointTrigger["kind"]>;
	/** ms between ticks; undefined without `every`. */
	readonly period: number | undefined;
	/** UTC ms that ticks are counted from. */
	readonly from: number;
	/** Named ones that are kept beside those that people asked for. */
	readonly keep: number;
	/** Oldest first. */
	readonly made: Checkpoint[];
	/** How many of them nobody asked for by hand. */
	automatic: number;
	/** All names that the run ever gave: a dropped one is not given again. */
	readonly used: Set<string>;
	/** Asked for by what happened, and not made yet. */
	readonly wanted: WantedCheckpoint[];
	/** Critical jobs that have had theirs, by path. */
	readonly guarded: Set<string>;
	readonly levels: Levels | undefined;
	/** UTC ms of the first event since the last tick; undefined if nothing has happened since. */
	happened: number | undefined;
}

/** A checkpoint to be made. */
export interface WantedCheckpoint {
	readonly trigger: CheckpointTrigger["kind"];
	/** Before it is made unique. */
	readonly name: string;
	readonly job?: string;
}

/** How many jobs of each level have not ended. */
interface Levels {
	/** Jobs on the longest path to a node from a source, itself included, by position; 0 for a let before any job. */
	readonly of: Int32Array;
	readonly left: Int32Array;
	/** The lowest level that has not ended. */
	next: number;
}

/** What a run watches that has a policy for checkpoints, or has just got its first one without. */
export function makeWatch(run: LiveRun): CheckpointWatch {
	const { on = [], keep = Number.POSITIVE_INFINITY } = run.index.workflow.policies.checkpoint ?? {};
	const triggers = new Set(on.map(({ kind }) => kind));
	const periods = on.flatMap((trigger) => (trigger.kind === "every" ? trigger.period : []));
	return {
		triggers,
		period: periods.length === 0 ? undefined : Math.min(...periods),
		from: run.started,
		keep,
		made: [],
		automatic: 0,
		used: new Set(),
		wanted: [],
		guarded: new Set(),
		levels: triggers.has("level_completed") ? levelsOf(run.index.body) : undefined,
		happened: undefined,
	};
}

/** Notes that something happened that a tick would keep. */
export function noteEvent(watch: CheckpointWatch, event: RunEvent): void {
	if (watch.period === undefined || watch.happened !== undefined) return;
	const { type } = event;
	// Who the process of an attempt is changes nothing about what is done.
	if (type === "attempt.running" || type.startsWith("run.") || type.startsWith("checkpoint.")) return;
	watch.happened = event.at;
}

/** Notes that a node of the workflow's own body came to an end (`asEnd`). */
export function noteNodeEnd(watch: CheckpointWatch, { index }: Frame, at: number, end: number): void {
	const plan = index.nodes[at];
	if (plan === undefined || plan.kind === "let") return;
	const { name } = plan;
	// What was skipped or cancelled has completed nothing.
	const completed = (end & (asEnd("skipped", false) | asEnd("cancelled", false))) === 0;
	if (completed && watch.triggers.has("job_completed")) {
		watch.wanted.push({ trigger: "job_completed", name: `after-${name}`, job: name });
	}
	const { levels } = watch;
	if (levels === undefined) return;
	const level = levels.of[at] ?? 0;
	levels.left[level] = (levels.left[level] ?? 0) - 1;
	for (; levels.next < levels.left.length && levels.left[levels.next] === 0; levels.next++) {
		watch.wanted.push({ trigger: "level_completed", name: `level-${levels.next}` });
	}
}

/** Takes back that a node of the workflow's own body came to an end. */
export function noteNodeReset({ levels }: CheckpointWatch, { index }: Frame, at: number): void {
	const plan = index.nodes[at];
	if (levels === undefined || plan === undefined || plan.kind === "let") return;
	const level = levels.of[at] ?? 0;
	levels.left[level] = (levels.left[level] ?? 0) + 1;
	levels.next = Math.min(levels.next, level);
}

/** Asks for a checkpoint before an instance of a critical job runs again. */
export function wantGuard(run: LiveRun, job: string): void {
	run.watch ??= makeWatch(run);
	const { guarded, wanted } = run.watch;
	guarded.delete(job);
	if (wanted.some((each) => each.trigger === "before_critical" && each.job === job)) return;
	wanted.push({ trigger: "before_critical", name: `before-${job}`, job });
}

/** Lets go of the guards in the block of an instance that is opened anew: what is critical in it starts once more. */
export function forgetGuards({ guarded }: CheckpointWatch, instance: string): void {
	for (const job of guarded) {
		if (job.startsWith(instance) && /^[./[]/.test(job.slice(instance.length))) guarded.delete(job);
	}
}

/** Applies that a checkpoint was made, or its name let go. */
export function applyCheckpoint(
	run: LiveRun,
	event: Extract<RunEvent, { readonly type: `checkpoint.${string}` }>,
): void {
	run.watch ??= makeWatch(run);
	const { watch } = run;
	if (event.type === "checkpoint.dropped") {
		const dropped = watch.made.findIndex(({ name }) => name === event.name);
		if (dropped >= 0 && watch.made[dropped]?.trigger !== "manual") watch.automatic--;
		if (dropped >= 0) watch.made.splice(dropped, 1);
		return;
	}
	const { name, trigger, job, seq, at } = event;
	watch.made.push({ name, trigger, ...(job !== undefined && { job }), seq, at });
	if (trigger !== "manual") watch.automatic++;
	watch.used.add(name);
	if (trigger === "every") watch.happened = undefined;
	else {
		if (trigger === "before_critical" && job !== undefined) watch.guarded.add(job);
		const asked = watch.wanted.findIndex((wanted) => wanted.trigger === trigger && wanted.job === job);
		if (asked >= 0) watch.wanted.splice(asked, 1);
	}
}

/** When the next tick has something to keep, UTC ms; Infinity if nothing has happened since the last. */
export function nextTick({ period, happened, from }: CheckpointWatch): number {
	if (period === undefined || happened === undefined) return Number.POSITIVE_INFINITY;
	return from + (Math.floor((happened - from) / period) + 1) * period;
}

/** A name that the run has not given yet: the one that is wanted, or `name-2`, `name-3`, … */
export function freshName(watch: CheckpointWatch | undefined, name: string, more?: ReadonlySet<string>): string {
	const isTaken = (candidate: string) => watch?.used.has(candidate) === true || more?.has(candidate) === true;
	if (!isTaken(name)) return name;
	for (let count = 2; ; count++) if (!isTaken(`${name}-${count}`)) return `${name}-${count}`;
}

/** Whether people may name a checkpoint so. */
export function isCheckpointName(name: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

function levelsOf({ nodes, order, sources, sourceStart }: BlockIndex): Levels {
	const of = new Int32Array(nodes.length);
	let highest = 0;
	for (const at of order) {
		let level = 0;
		for (let edge = sourceStart[at] ?? 0; edge < (sourceStart[at + 1] ?? 0); edge++) {
			level = Math.max(level, of[sources[edge] ?? -1] ?? 0);
		}
		of[at] = level + (nodes[at]?.kind === "let" ? 0 : 1);
		highest = Math.max(highest, of[at] ?? 0);
	}
	const left = new Int32Array(highest + 1);
	nodes.forEach((node, at) => {
		if (node.kind !== "let") left[of[at] ?? 0] = (left[of[at] ?? 0] ?? 0) + 1;
	});
	return { of, left, next: 1 };
}
