import {
	accept,
	apply,
	createRun,
	due,
	emptyState,
	type ParamProblem,
	type ParamValues,
	type Plan,
	type Rejection,
	type Report,
	type Result,
	type RunEvent,
	type RunFact,
	type RunState,
	stampFact,
} from "@dagwright/core";
import type { StartCommand, StopCommand, Transaction } from "../ports.ts";
import { acceptReport, decideAll, startingReport } from "../transaction-steps.ts";

/** How an attempt goes in a simulation. */
export interface SimulatedAttempt {
	/** How it ends. */
	readonly end: Report;
	/** ms; it ends at once where this is 0. */
	readonly takes: number;
}

/** The roles of a project, each with the users that it stands for. */
export type Roles = Readonly<Record<string, readonly string[]>>;

/** What stands for the processes. */
export type Perform = (command: StartCommand) => SimulatedAttempt;

/** A run that will never end: nothing goes on, and nothing is due. */
export class StuckSimulation extends Error {}

/** A run that goes on for longer than anybody wants to wait. */
export class EndlessSimulation extends Error {}

/** The clock of every simulation begins here, so that two of them are the same: 2001-01-01, UTC ms. */
export const simulatedStart = Date.UTC(2001, 0, 1);

/** After so many events a simulation gives up. */
const MOST_EVENTS = 500_000;

interface LaterReport {
	/** UTC ms. */
	readonly at: number;
	readonly report: Report;
	readonly refused: (why: Rejection) => void;
}

interface UnderWay {
	readonly command: StartCommand;
	readonly end: Report;
	readonly endsAt: number;
}

/**
 * Runs a plan over the core and the steps of the engine with a clock that leaps to whatever is next: no processes, no
 * files, and no time goes by.
 */
export class Simulation implements Transaction {
	readonly plan: Plan;
	readonly events: RunEvent[] = [];
	state: RunState;
	/** UTC ms. */
	now = simulatedStart;
	readonly #perform: Perform;
	readonly #onEvent: (event: RunEvent) => void;
	readonly #underWay = new Map<string, UnderWay>();
	/** What is reported by itself, in the order in which it was asked for. */
	#later: LaterReport[] = [];

	constructor(plan: Plan, perform: Perform, onEvent: (event: RunEvent) => void = () => undefined) {
		this.plan = plan;
		this.state = emptyState(plan);
		this.#perform = perform;
		this.#onEvent = onEvent;
	}

	/** Makes the run; refused where a param is wrong. */
	create(params: ParamValues, roles: Roles): Result<undefined, ParamProblem> {
		const created = createRun(this.plan, { run: "test", params, options: { durability: "default" }, version: "test" });
		if (!created.ok) return created;
		this.append(created.value);
		this.report({ type: "attached", engine: { pid: 0, started: "0", host: "simulator" }, roles });
		return { ok: true, value: undefined };
	}

	/** Goes on to the end of the run. */
	finish(): void {
		decideAll(this.plan, this);
		while (this.state.status !== "finished") {
			if (this.events.length > MOST_EVENTS) throw new EndlessSimulation(`the run has no end in ${MOST_EVENTS} events`);
			const { commands, wakeAt } = due(this.plan, this.state, this.now, { slots: Number.MAX_SAFE_INTEGER });
			let moved = false;
			for (const command of commands) {
				if (command.type === "start") moved = this.#start(command) || moved;
				else moved = this.#stop(command) || moved;
			}
			moved = this.#endWhatIsOver() || moved;
			if (!moved) this.#leap(wakeAt);
			decideAll(this.plan, this);
		}
	}

	/** Makes a claim, as the outside world does; false if it was refused. */
	report(report: Report): boolean {
		return acceptReport(this.plan, this, report);
	}

	/** Makes a claim when the clock has come to `at` (UTC ms); `refused` hears why it does not count. */
	reportAt(at: number, report: Report, refused: (why: Rejection) => void = () => undefined): void {
		this.#later.push({ at, report, refused });
	}

	append(facts: readonly RunFact[]): void {
		for (const fact of facts) {
			const event = stampFact(fact, this.events.length + 1, this.now);
			this.events.push(event);
			this.state = apply(this.plan, this.state, event);
			this.#onEvent(event);
		}
	}

	#start(command: StartCommand): boolean {
		if (!this.report(startingReport(command))) return false;
		const { end, takes } = this.#perform(command);
		this.#underWay.set(command.id, { command, end, endsAt: this.now + takes });
		return true;
	}

	#stop({ id, instance, attempt }: StopCommand): boolean {
		if (!this.#underWay.delete(id)) return false;
		return this.report({ type: "cancelled", instance, attempt });
	}

	#endWhatIsOver(): boolean {
		let moved = false;
		for (const [id, { end, endsAt }] of this.#underWay) {
			if (endsAt > this.now) continue;
			this.#underWay.delete(id);
			moved = this.report(end) || moved;
		}
		const over = this.#later.filter(({ at }) => at <= this.now);
		if (over.length > 0) this.#later = this.#later.filter(({ at }) => at > this.now);
		for (const { report, refused } of over) {
			const facts = accept(this.plan, this.state, report, this.now);
			if (!facts.ok) {
				refused(facts.problem);
				continue;
			}
			this.append(facts.value);
			moved = true;
		}
		return moved;
	}

	#leap(wakeAt: number | undefined): void {
		const ends = [...this.#underWay.values()].map(({ endsAt }) => endsAt).concat(this.#later.map(({ at }) => at));
		const next = Math.min(wakeAt ?? Number.POSITIVE_INFINITY, ...ends);
		if (next === Number.POSITIVE_INFINITY) throw new StuckSimulation("nothing goes on, and nothing is due");
		this.now = Math.max(this.now, next);
	}
}
