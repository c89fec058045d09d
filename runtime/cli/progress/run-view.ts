import type { Plan, RunEvent, RunState } from "@dagwright/core";
import type { Notice as EngineNotice, Sample } from "@dagwright/engine";

/** What a person sees of a run while it goes: told everything, it decides what to draw. */
export interface RunView extends Disposable {
	event(event: RunEvent): void;
	sample(sample: Sample): void;
	notice(notice: EngineNotice): void;
	/** The person pressed Ctrl-C once or twice. */
	interrupted(stage: "pausing" | "killing"): void;
	/** Says something above what moves. */
	say(line: string): void;
}

/** What a view is made for. */
export interface ViewedRun {
	readonly run: string;
	readonly plan: Plan;
	/** Absolute. */
	readonly folder: string;
	readonly state: RunState;
}
