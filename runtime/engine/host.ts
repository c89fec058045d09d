import { due, type Notification, type Report, waitsForPeople } from "@dagwright/core";
import type { ActiveRun, RunEnd } from "./active-run.ts";
import { Audience } from "./audience.ts";
import type { EngineContext, Executor, Notifier, StartCommand, StopCommand, StoredRun } from "./ports.ts";
import { acceptReport, decideAll, startingReport } from "./transaction-steps.ts";

/**
 * The run loop: gathers what the world reports, lets the core turn it into facts and decisions, writes them in one go
 * and does what is due. It keeps no state of its own that the log does not have, so it may end at any point.
 */
export class Host implements Pick<ActiveRun, "pause" | "cancel" | "kill"> {
	readonly ended: Promise<RunEnd>;
	readonly audience = new Audience();
	readonly #stored: StoredRun;
	readonly #context: EngineContext;
	readonly #executor: Executor;
	readonly #notifier: Notifier;
	#resolve: (end: RunEnd) => void = () => undefined;
	#reject: (error: unknown) => void = () => undefined;
	#reports: Report[] = [];
	#turn: NodeJS.Immediate | undefined;
	#stopWaiting: (() => void) | undefined;
	/** Once set nothing is started any more: the run ends here, or the engine lets go of it. */
	#closing = false;
	#syncing = false;

	constructor(stored: StoredRun, context: EngineContext) {
		this.#stored = stored;
		this.#context = context;
		this.ended = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		this.#executor = context.executor({
			report: (report) => this.report(report),
			fail: (error) => this.fail(error),
			sample: (sample) => this.audience.sample(sample),
			notice: (notice) => this.audience.notice(notice),
		});
		this.#notifier = context.notifier({
			report: (report) => this.report(report),
			notice: (notice) => this.audience.notice(notice),
		});
		context.inbox.watch(() => this.#wake());
	}

	/** Takes a claim from outside; it counts with the next turn. */
	report(report: Report): void {
		this.#reports.push(report);
		this.#wake();
	}

	pause(by: string): void {
		this.report({ type: "pause", by });
	}

	cancel(by: string, rollback: boolean): void {
		this.report({ type: "cancel", by, rollback });
	}

	kill(): void {
		// A run that is being cancelled needs no engine later: what is killed now ends it.
		if (this.#stored.state.status !== "cancelling") this.#letGo({ status: "paused" });
		this.#executor.kill();
	}

	/** What must be kept can't be written any more: everything is stopped, and `ended` rejects. */
	fail(error: unknown): void {
		// While it closes anyway, the same failure meets whoever waits for the end.
		if (this.#closing) return;
		this.#closing = true;
		this.#reports = [];
		this.#executor.kill();
		this.#close().then(
			() => this.#reject(error),
			() => this.#reject(error),
		);
	}

	/** Turns are taken after all that came in one go of the event loop. */
	#wake(): void {
		this.#turn ??= setImmediate(() => {
			this.#turn = undefined;
			if (this.#closing || this.#syncing) return;
			this.#takeTurn().catch((error: unknown) => this.fail(error));
		});
	}

	async #takeTurn(): Promise<void> {
		this.#stopWaiting?.();
		this.#stopWaiting = undefined;
		const reports = [...this.#reports, ...this.#context.inbox.take()];
		this.#reports = [];
		const starts: StartCommand[] = [];
		const stops: StopCommand[] = [];
		const messages: Notification[] = [];
		let wakeAt: number | undefined;
		const events = this.#stored.transact((transaction) => {
			const { plan } = this.#stored;
			for (const report of reports) acceptReport(plan, transaction, report);
			decideAll(plan, transaction);
			const wanted = due(plan, transaction.state, transaction.now, this.#context.capacity);
			wakeAt = wanted.wakeAt;
			for (const notification of wanted.notifications ?? []) messages.push(notification);
			for (const command of wanted.commands) {
				if (command.type === "stop") stops.push(command);
				// Write-ahead: a crash leaves no process that the log does not know.
				else if (acceptReport(plan, transaction, startingReport(command))) {
					starts.push(command);
					const { timeout } = command.task.policies;
					// It counts from now, and was not there yet to be waited for.
					if (timeout !== undefined) wakeAt = Math.min(wakeAt ?? Number.POSITIVE_INFINITY, transaction.now + timeout);
				}
			}
		});
		this.#context.inbox.settle();
		if (this.#context.strict && events.length > 0) {
			this.audience.events(events);
			this.#syncing = true;
			await this.#stored.durable();
			this.#syncing = false;
			// Closed while it waited: what was to start counts as started, and never begins.
			if (this.#closing) return;
			if (this.#reports.length > 0) this.#wake();
		}
		for (const command of starts) {
			// The one before could not be: these count as started, and never begin.
			if (this.#closing) break;
			this.#executor.start(command);
		}
		if (this.#closing) {
			if (!this.#context.strict) this.audience.events(events);
			return;
		}
		for (const message of messages) this.#notifier.send(message);
		for (const command of stops) this.#executor.stop(command);
		// While what was started gets going.
		if (!this.#context.strict) this.audience.events(events);
		const { status, result, outputs, error } = this.#stored.state;
		if (status === "finished" && result !== undefined) {
			this.#letGo({ status, result, outputs, ...(error === undefined ? {} : { error }) });
		} else if (status === "paused") this.#letGo({ status });
		else if (this.#context.leavesPeople && waitsForPeople(this.#stored.state)) this.#letGo({ status: "waiting" });
		else if (wakeAt !== undefined) this.#stopWaiting = this.#context.clock.wakeAt(wakeAt, () => this.#wake());
	}

	/** Waits for what still runs, records how it ended, and closes. */
	#letGo(end: RunEnd): void {
		if (this.#closing) return;
		this.#closing = true;
		this.#close().then(
			() => this.#resolve(end),
			(error: unknown) => this.#reject(error),
		);
	}

	async #close(): Promise<void> {
		this.#stopWaiting?.();
		clearImmediate(this.#turn);
		this.#context.inbox[Symbol.dispose]();
		try {
			await Promise.all([this.#executor[Symbol.asyncDispose](), this.#notifier[Symbol.asyncDispose]()]);
			const last = this.#reports;
			if (last.length > 0) {
				this.audience.events(
					this.#stored.transact((transaction) => {
						for (const report of last) acceptReport(this.#stored.plan, transaction, report);
					}),
				);
			}
		} finally {
			await this.#stored[Symbol.asyncDispose]();
		}
	}
}
