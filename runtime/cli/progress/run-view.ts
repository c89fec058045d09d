import type { Plan, RunEvent, RunState } from "@dagwright/core";
import type { Notice as EngineNotice, Sample } from "@dagwright/engine";
import type { Outcome } from "./job-line.ts";

/** What a person sees of a run while it goes: told everything, it decides what to draw. */
export interface RunView extends Disposable {
	event(event: RunEvent): void;
	/** An event from before this view began: it counts, but is not told. */
	past(event: RunEvent): void;
	sample(sample: Sample): void;
	notice(notice: EngineNotice): void;
	/** The person pressed Ctrl-C once or twice. */
	interrupted(stage: "pausing" | "killing"): void;
	/** Another process drives the run: Ctrl-C here only stops looking. */
	watching(): void;
	/** Whole jobs that have ended, as it counted them; a view that only passes events on counts none. */
	readonly counts?: EndedJobs;
}

/** Whole jobs by how they ended, without those that `--only` left out, rollbacks and hooks. */
export type EndedJobs = Readonly<Record<Outcome, number>>;

/** What a view is made for. */
export interface ViewedRun {
	readonly run: string;
	readonly plan: Plan;
	/** Absolute. */
	readonly folder: string;
	readonly state: RunState;
}
