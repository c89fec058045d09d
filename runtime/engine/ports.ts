import type {
	Capacity,
	Command,
	JobTypeCatalog,
	Json,
	Plan,
	Report,
	RunEvent,
	RunFact,
	RunState,
} from "@dagwright/core";

/** What the run loop needs of the world. The local engine, the remote runner and the tests each bring their own. */

/** Wall clock and timer; a test brings a manual one. */
export interface Clock {
	/** UTC ms. */
	now(): number;
	/** Resolves at `at` (UTC ms), or when the signal aborts. */
	sleepUntil(at: number, signal: AbortSignal): Promise<void>;
}

/** Keeps runs. The event log is the truth; `transact` commits facts and decisions together or not at all. */
export interface RunStore {
	create(plan: Plan, origins: Json, first: readonly RunFact[]): Promise<StoredRun>;
	/** Takes the run's lock; refused with who holds it. */
	open(run: string): Promise<StoredRun>;
}

export interface StoredRun extends AsyncDisposable {
	readonly run: string;
	readonly plan: Plan;
	/** The folded state; the store applies what it appends. */
	readonly state: RunState;
	/**
	 * Appends the facts that `fn` returns for the present state, numbered and stamped, and folds them. The events are
	 * on disk (by the run's durability) before a later `transact` that depends on them is acknowledged.
	 */
	transact(fn: (state: RunState, now: number) => readonly RunFact[]): readonly RunEvent[];
	/** Resolves when all that was appended so far is as durable as the run asks. */
	durable(): Promise<void>;
}

/** Runs attempts. Every start ends in exactly one final report, also after `stop`. */
export interface Executor {
	start(command: Extract<Command, { type: "start" }>, report: (report: Report) => void): void;
	stop(command: Extract<Command, { type: "stop" }>): void;
}

/** Names to values; a missing one is an error of kind `secret` that names where it was looked for. */
export interface Secrets {
	get(name: string): Promise<string | undefined>;
}

export interface EngineContext {
	readonly clock: Clock;
	readonly executor: Executor;
	readonly capacity: Capacity;
	readonly catalog: JobTypeCatalog;
}
