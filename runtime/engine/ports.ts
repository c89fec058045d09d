import type {
	Capacity,
	Command,
	Notification,
	Origins,
	Plan,
	Report,
	RunEvent,
	RunFact,
	RunState,
} from "@dagwright/core";
import type { Notice, Sample } from "./active-run.ts";
import type { UserError } from "./user-error.ts";

/** What the run loop needs of the world. The local engine, the remote runner and the tests each bring their own. */

/** Wall clock and timer; a test brings a manual one. */
export interface Clock {
	/** UTC ms. */
	now(): number;
	/** Calls back once at `at` (UTC ms) or soon after; returns what calls it off. */
	wakeAt(at: number, wake: () => void): () => void;
}

/** Keeps runs. The event log is the truth; `transact` commits facts and decisions together or not at all. */
export interface RunStore {
	/** Makes the run with its first facts, and takes its lock; `first` is handed the run's new name. */
	create(plan: Plan, origins: Origins, first: (run: string) => readonly RunFact[]): Promise<StoredRun>;
	/** Takes the run's lock; refused with who holds it. */
	open(run: string): Promise<StoredRun>;
}

export interface StoredRun extends AsyncDisposable {
	readonly run: string;
	readonly plan: Plan;
	/** The folded state; the store applies what it appends. */
	readonly state: RunState;
	/**
	 * Runs `work`, then appends all that it appended in one write. When this returns, the events survive the death of
	 * the process. A failed write throws and is final: the state is then ahead of the log, and the engine must stop.
	 */
	transact(work: (transaction: Transaction) => void): readonly RunEvent[];
	/** Resolves when all that was appended so far is as durable as the run asks. */
	durable(): Promise<void>;
}

/** What may be done inside `transact`. */
export interface Transaction {
	/** UTC ms, never before that of an earlier event. */
	readonly now: number;
	/** With everything folded in that was appended before. */
	readonly state: RunState;
	/** Numbers and stamps facts, and folds them. */
	append(facts: readonly RunFact[]): void;
}

export type StartCommand = Extract<Command, { type: "start" }>;
export type StopCommand = Extract<Command, { type: "stop" }>;

/** Runs attempts. Every start ends in exactly one final report, also after `stop`, unless it can't go on: see `fail`. */
export interface Executor extends AsyncDisposable {
	start(command: StartCommand): void;
	stop(command: StopCommand): void;
	/** Ends everything at once; each attempt is reported `lost`. */
	kill(): void;
}

/** Where an executor says what happens; called at any time, also from within `start`. */
export interface ExecutorListener {
	report(report: Report): void;
	/** The executor can't go on, as the disk is full: the engine must stop. The attempt that met it has no end yet. */
	fail(error: UserError): void;
	sample(sample: Sample): void;
	notice(notice: Notice): void;
}

/** Requests that other processes left for the run: cancel, pause, resume, the answers of people. */
export interface Inbox extends Disposable {
	/** Takes all requests that wait, oldest first. */
	take(): readonly Report[];
	/** What was taken last is recorded. */
	settle(): void;
	/** Calls back when there may be something new. */
	watch(wake: () => void): void;
}

/** Names to values; undefined for a missing one. */
export interface Secrets {
	get(name: string): string | undefined;
	/** Where a missing one was looked for, for the message. */
	readonly places: string;
}

/** Sends messages of approvals to channels; a message comes until its `notified` report was accepted. */
export interface Notifier extends AsyncDisposable {
	send(notification: Notification): void;
}

export interface EngineContext {
	readonly clock: Clock;
	readonly capacity: Capacity;
	readonly inbox: Inbox;
	/** Sync what was recorded before anything that follows from it is started. */
	readonly strict: boolean;
	executor(listener: ExecutorListener): Executor;
	notifier(listener: Pick<ExecutorListener, "report" | "notice">): Notifier;
	/** The engine lets go of the run where nothing is left to do but to wait for people. */
	readonly leavesPeople: boolean;
}
