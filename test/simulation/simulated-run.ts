import { isDeepStrictEqual } from "node:util";
import {
	accept,
	apply,
	type Capacity,
	decide,
	due,
	emptyState,
	fold,
	type Plan,
	type Report,
	type RunEvent,
	type RunFact,
	type RunState,
	stampFact,
	summary,
} from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import { isSameState } from "./same-state.ts";

/** What every simulated machine has. */
export const simulatedCapacity: Capacity = { slots: 3, cpu: 4, memory: 8, gpu: 1, labels: ["big"] };

/** The engine dies here. */
export class Crash extends Error {}

/** The log of a run and its state, which may be lost after any event. Throws at the first thing that may not be. */
export class SimulatedRun {
	readonly plan: Plan;
	readonly events: RunEvent[] = [];
	state: RunState;
	/** ms of a clock that nobody can set. */
	time = 1_000_000;
	/** How much later the clock of the machine is, ms: it may be set, ahead and back. */
	skew = 0;
	/** Those about attempts that were believed, and those that were dropped quietly. */
	readonly past: Report[] = [];
	/** What this engine took for now last. */
	#now = 0;
	readonly #dice: Dice;
	readonly #crash: number;
	readonly #remember: (fact: RunFact) => void;
	/** How the run looked at some of its checkpoints, by the number of their event. */
	readonly #looks = new Map<number, string>();

	/** `crash` is the chance that it comes after an event; `remember` hears of each. The first facts come all or not at all. */
	constructor(plan: Plan, first: readonly RunFact[], dice: Dice, crash: number, remember: (fact: RunFact) => void) {
		this.plan = plan;
		this.#dice = dice;
		this.#crash = crash;
		this.#remember = remember;
		this.state = emptyState(plan);
		for (const fact of first) this.#appendOne(fact);
	}

	/** UTC ms as engines take it: not before what they took it for, nor before what was recorded by another. */
	get now(): number {
		this.#now = Math.max(this.#now, this.time + this.skew);
		return this.#now;
	}

	/** @throws Crash in the midst of them */
	append(facts: readonly RunFact[]): void {
		for (const fact of facts) {
			this.#appendOne(fact);
			this.crashPerhaps();
		}
	}

	/** Whether it was believed. */
	report(report: Report): boolean {
		const answer = accept(this.plan, this.state, report, this.now);
		if (!answer.ok) return false;
		this.append(answer.value);
		if ("attempt" in report) this.past.push(report);
		return true;
	}

	mustRefuse(report: Report): void {
		if (accept(this.plan, this.state, report, this.now).ok) {
			throw new Error(`a report was believed that is not true: ${JSON.stringify(report)}`);
		}
	}

	/** Appends what is to be decided now; false if that is nothing. */
	decide(): boolean {
		const facts = decide(this.plan, this.state, this.now);
		if (this.#dice.chance(0.05) && !isDeepStrictEqual(facts, decide(this.plan, this.state, this.now))) {
			throw new Error("decide is not pure");
		}
		this.append(facts);
		return facts.length > 0;
	}

	due(): ReturnType<typeof due> {
		return due(this.plan, this.state, this.now, simulatedCapacity);
	}

	crashPerhaps(): void {
		if (this.#dice.chance(this.#crash)) throw new Crash();
	}

	/** The next engine knows the log alone. */
	reload(): void {
		// Comparing costs more than all the rest; over many seeds a share of the crashes shows the same.
		if (this.#dice.chance(0.1)) this.compareWithLog();
		this.state = fold(this.plan, this.events);
		this.#now = this.events.at(-1)?.at ?? 0;
	}

	compareWithLog(): void {
		if (!isSameState(fold(this.plan, this.events), this.state)) throw new Error("the folded log is not the live state");
	}

	/** What a fork from a checkpoint goes on from is what was there when it was made. */
	compareWithCheckpoints(): void {
		for (const [seq, look] of this.#looks) {
			if (lookOf(this.plan, fold(this.plan, this.events.slice(0, seq))) !== look)
				throw new Error(`the checkpoint at event ${seq} does not give back the state of then`);
		}
	}

	#appendOne(fact: RunFact): void {
		const event = stampFact(fact, this.events.length + 1, this.now);
		this.events.push(event);
		this.state = apply(this.plan, this.state, event);
		this.#remember(fact);
		if (fact.type === "checkpoint.created" && this.#looks.size < 3 && this.#dice.chance(0.05))
			this.#looks.set(event.seq, lookOf(this.plan, this.state));
	}
}

function lookOf(plan: Plan, state: RunState): string {
	return JSON.stringify([summary(plan, state), state.checkpoints, state.phase]);
}
