import type {
	Json,
	Origins,
	ParamValues,
	Plan,
	RunError,
	RunEvent,
	RunOptions,
	RunResult,
	RunState,
} from "@dagwright/core";

/** What a run is started with. */
export interface RunRequest {
	/** Absolute path of the project root; the run lies below it in `.dag/runs/`. */
	readonly root: string;
	readonly plan: Plan;
	/** Kept beside the plan for readers; no meaning for the engine. */
	readonly origins?: Origins;
	/** The plan and its origins as JSON, where that is at hand: kept as it is. */
	readonly texts?: PlanTexts;
	/** Values given by the user, as JSON; checked against the params' types. */
	readonly params: ParamValues;
	readonly options: RunOptions;
	/** Project-relative paths of the `.dag` files that the plan came from: a resume warns when they have changed. */
	readonly sources?: readonly string[];
	/** The SHA-256 of what was just read of them, by path; the others are read again. */
	readonly hashes?: Readonly<Record<string, string>>;
}

/** A plan and its origins as JSON. */
export interface PlanTexts {
	readonly plan: string;
	readonly origins: string;
}

/** What `resumeRun` needs. */
export interface ResumeRequest {
	readonly root: string;
	readonly run: string;
}

/** A run that this process drives. */
export interface ActiveRun {
	readonly run: string;
	/** Absolute path of the run's folder. */
	readonly folder: string;
	readonly plan: Plan;
	/** The folded state; valid until the next event, so read it and let go. */
	readonly state: RunState;
	/** Settles when nothing is under way any more and the journal is closed; rejects when the engine had to stop. */
	readonly ended: Promise<RunEnd>;
	/** Hears every event and notice so far and from then on; returns what ends the subscription. */
	subscribe(subscriber: RunSubscriber): () => void;
	/** Starts nothing new; what runs ends and is recorded, then `ended` settles with `paused`. */
	pause(by: string): void;
	/** Stops all processes, SIGTERM and after the grace SIGKILL; the run finishes as cancelled. */
	cancel(by: string, rollback: boolean): void;
	/**
	 * Ends all processes at once; what ran counts as lost and starts again when the run is resumed. A run that is being
	 * cancelled finishes as cancelled.
	 */
	kill(): void;
}

/** How the engine let go of a run. */
export type RunEnd =
	| {
			readonly status: "finished";
			readonly result: RunResult;
			readonly outputs: Readonly<Record<string, Json>>;
			readonly error?: RunError;
	  }
	/** Resumable. */
	| { readonly status: "paused" }
	/** Nothing is left to do but to wait for people, and the engine was not to wait for them. Resumable. */
	| { readonly status: "waiting" };

/** What a subscriber hears; each is called synchronously and must not throw. */
export interface RunSubscriber {
	/** After the event was recorded and folded into `run.state`. */
	event?(event: RunEvent): void;
	sample?(sample: Sample): void;
	notice?(notice: Notice): void;
}

/** What a running attempt reports of itself: not part of the event log. */
export interface Sample {
	readonly instance: string;
	readonly attempt: number;
	/** 0 to 1. */
	readonly progress?: number;
	readonly metric?: { readonly name: string; readonly value: number; readonly step?: number };
	/** CPU ms so far and memory in bytes now, of the whole process tree. */
	readonly usage?: { readonly cpu: number; readonly memory: number };
}

/** Something that people should know and that is not an event. */
export interface Notice {
	readonly code:
		| "torn_tail"
		| "sources_changed"
		| "ended_processes"
		| "left_processes"
		| "secret_missing"
		| "cache_unused"
		| "channel_missing"
		| "file_missing"
		/** A message of an approval, for the console. */
		| "channel"
		| "channel_failed";
	readonly message: string;
}
