import type { NodePlan, RunEvent } from "@dagwright/core";

type Created = Extract<RunEvent, { type: "checkpoint.created" }>;

/** What the log has said about checkpoints, and what is due by it. */
export class CheckpointBook {
	/** All that were ever made. */
	readonly made: Created[] = [];
	/** Names that were let go. */
	readonly dropped = new Set<string>();
	/** How often each job of the run's own block completed without a checkpoint after it. */
	readonly completed = new Map<string, number>();
	/** Levels that have theirs. */
	readonly levels = new Set<number>();
	/** Critical jobs that have theirs, as they are now, by path. */
	readonly guarded = new Set<string>();
	/** UTC ms of the first thing that a tick would keep, since the last tick. */
	happened: number | undefined;

	/** The names that nobody gave and that are kept, oldest first. */
	get automatic(): readonly string[] {
		return this.made.flatMap(({ name, trigger }) => (trigger === "manual" || this.dropped.has(name) ? [] : name));
	}

	/** Takes in an event of any kind. */
	note(event: RunEvent): void {
		const { type, at } = event;
		if (type === "checkpoint.dropped") this.dropped.add(event.name);
		else if (type === "checkpoint.created") this.#noteMade(event);
		else if (type !== "attempt.running" && !type.startsWith("run.")) this.happened ??= at;
	}

	/** A job of the run's own block is to run again: what was complete is not. */
	noteReset(level: number): void {
		for (const each of this.levels) if (each >= level) this.levels.delete(each);
	}

	#noteMade(event: Created): void {
		this.made.push(event);
		const { trigger, job = "", name } = event;
		if (trigger === "every") this.happened = undefined;
		else if (trigger === "before_critical") this.guarded.add(job);
		else if (trigger === "job_completed") this.completed.set(job, (this.completed.get(job) ?? 0) - 1);
		else if (trigger === "level_completed") this.levels.add(levelOf(name));
	}
}

/** The level that `level-2` or `level-2-3` names. */
export function levelOf(name: string): number {
	return Number(name.split("-")[1]);
}

/** How many jobs the longest path to each node has, itself included; by name. */
export function depthsOf(nodes: readonly NodePlan[]): ReadonlyMap<string, number> {
	const depths = new Map<string, number>();
	// Each waits for those before it only.
	for (const { name, kind, dependencies } of nodes) {
		const before = Math.max(0, ...dependencies.map(({ on }) => depths.get(on) ?? 0));
		depths.set(name, before + (kind === "let" ? 0 : 1));
	}
	return depths;
}
