import { isDeepStrictEqual } from "node:util";
import {
	accept,
	apply,
	type Command,
	createRun,
	decide,
	due,
	emptyState,
	fold,
	type Json,
	type Plan,
	type Report,
	type RunEvent,
	type RunFact,
	type RunState,
	runningAttempts,
	stampFact,
} from "@dagwright/core";
import { Dice } from "../support/dice.ts";
import { checkHistory } from "./check-history.ts";
import { randomPlan } from "./random-plan.ts";

/** What may go wrong in a simulated run; all chances are per step. */
export interface Trouble {
	readonly crash: number;
	readonly duplicate: number;
	readonly lost: number;
	readonly pause: number;
	readonly cancel: number;
}

export const noTrouble: Trouble = { crash: 0, duplicate: 0, lost: 0, pause: 0, cancel: 0 };
export const allTrouble: Trouble = { crash: 0.1, duplicate: 0.1, lost: 0.05, pause: 0.05, cancel: 0.01 };
/** What must not change the outcome of a run whose jobs may be repeated. */
export const survivableTrouble: Trouble = { crash: 0.1, duplicate: 0.1, lost: 0, pause: 0.05, cancel: 0 };

type Start = Extract<Command, { type: "start" }>;

interface InFlight {
	readonly instance: string;
	readonly attempt: number;
	readonly ends: number;
}

const capacity = { slots: 3, cpu: 4, gpu: 1 };
const stepLimit = 5000;

/**
 * Drives a random plan to its end through a host that crashes anywhere: in the middle of a batch of facts, between a
 * fact and its process, with processes running on or lost. Throws at the first broken promise.
 */
export function simulate(
	seed: number,
	trouble: Trouble,
): { readonly plan: Plan; readonly events: readonly RunEvent[] } {
	const plan = randomPlan(new Dice(seed));
	const host = new Host(plan, new Dice(seed ^ 0x5bd1e995), new Dice(seed ^ 0x27d4eb2f), trouble);
	host.run();
	checkHistory(plan, host.events, capacity);
	return { plan, events: host.events };
}

class Crash extends Error {}

class Host {
	readonly events: RunEvent[] = [];
	readonly #plan: Plan;
	readonly #dice: Dice;
	/** How jobs end depends on nothing but this and their path, so that trouble does not change it. */
	readonly #fate: number;
	readonly #trouble: Trouble;
	#state: RunState;
	#now = 1_000_000;
	#inFlight: InFlight[] = [];
	#past: Report[] = [];
	/** Every start that was ever due. */
	readonly #offered: { readonly instance: string; readonly attempt: number }[] = [];

	constructor(plan: Plan, dice: Dice, fate: Dice, trouble: Trouble) {
		this.#plan = plan;
		this.#dice = dice;
		this.#fate = fate.below(2 ** 31);
		this.#trouble = trouble;
		this.#state = emptyState(plan);
		const options = {
			durability: "default",
			...(dice.chance(0.1) && { fail_fast: true }),
			...(dice.chance(0.1) && { only: ["c"] }),
		} as const;
		const created = createRun(plan, { run: "sim", params: {}, options, version: "0" });
		if (!created.ok) throw new Error(created.problem.message);
		for (const fact of created.value) this.#appendOne(fact);
	}

	run(): void {
		for (let step = 0; this.#state.status !== "finished"; step++) {
			if (step > stepLimit) throw new Error(`no end after ${stepLimit} steps`);
			try {
				this.#step();
			} catch (problem) {
				if (!(problem instanceof Crash)) throw problem;
				this.#recover();
			}
		}
		if (this.#inFlight.length > 0) throw new Error("the run finished while attempts run");
		this.#compareWithLog();
	}

	#step(): void {
		const { decided, commands, wakeAt } = this.#look();
		if (decided) return;
		for (const command of commands) this.#obey(command);
		const before = this.events.length;
		this.#mischief();
		if (this.events.length > before) return;
		if (this.#state.status === "paused" && this.#inFlight.length === 0) {
			this.#report({ type: "resume", by: "sim" });
			return;
		}
		const ends = this.#inFlight.map((job) => job.ends);
		const next = Math.min(wakeAt ?? Number.POSITIVE_INFINITY, ...ends);
		if (commands.length === 0 && next === Number.POSITIVE_INFINITY) {
			if (this.#look().decided || this.#look().commands.length > 0) return;
			throw new Error("stuck: nothing runs, nothing is due and nothing will be");
		}
		if (next !== Number.POSITIVE_INFINITY) this.#now = Math.max(this.#now, next);
		this.#endWhatIsOver();
	}

	#look(): { readonly decided: boolean; readonly commands: readonly Command[]; readonly wakeAt: number | undefined } {
		const facts = decide(this.#plan, this.#state, this.#now);
		if (this.#dice.chance(0.05) && !isDeepStrictEqual(facts, decide(this.#plan, this.#state, this.#now))) {
			throw new Error("decide is not pure");
		}
		this.#append(facts);
		if (facts.length > 0) return { decided: true, commands: [], wakeAt: undefined };
		const { commands, wakeAt } = due(this.#plan, this.#state, this.#now, capacity);
		this.#offered.push(...commands.filter((command) => command.type === "start"));
		return { decided: false, commands, wakeAt };
	}

	#obey(command: Command): void {
		if (command.type === "start") {
			this.#report({ type: "starting", instance: command.instance, attempt: command.attempt });
			this.#crashPerhaps();
			const { instance, attempt } = command;
			this.#inFlight.push({ instance, attempt, ends: this.#now + this.#fateOf(command).takes });
			if (this.#dice.chance(0.5)) {
				this.#report({ type: "running", instance, attempt, process: { pid: 7, started: "1", host: "sim" } });
			}
			return;
		}
		const stopped = this.#inFlight.find((job) => job.instance === command.instance && job.attempt === command.attempt);
		if (stopped === undefined) throw new Error(`stop of ${command.id}, which does not run`);
		this.#inFlight = this.#inFlight.filter((job) => job !== stopped);
		this.#report({ type: "cancelled", instance: stopped.instance, attempt: stopped.attempt });
	}

	#endWhatIsOver(): void {
		const over = this.#inFlight.filter(({ ends }) => ends <= this.#now);
		for (const job of over) {
			this.#inFlight = this.#inFlight.filter((other) => other !== job);
			const { instance, attempt } = job;
			if (this.#dice.chance(this.#trouble.lost)) this.#report({ type: "lost", instance, attempt });
			else this.#report(this.#endOf(job));
			this.#settleNow();
		}
	}

	/** A host that is asked to decide after each report, as a real one is. */
	#settleNow(): void {
		for (let facts = decide(this.#plan, this.#state, this.#now); facts.length > 0; ) {
			this.#append(facts);
			facts = decide(this.#plan, this.#state, this.#now);
		}
	}

	#mischief(): void {
		if (this.#dice.chance(this.#trouble.duplicate) && this.#past.length > 0) {
			const again = this.#dice.pick(this.#past);
			this.#mustRefuse(again);
		}
		if (this.#dice.chance(this.#trouble.duplicate)) {
			const { attempt, instance } = this.#someStart();
			const unknown = this.#dice.pick([instance, instance, "nobody", "a[99]", "a.b.c", "a[0].b", "[0]", ""]);
			this.#mustRefuse({ type: "starting", instance: unknown, attempt: attempt + 50 });
			if (this.#state.status !== "running") this.#mustRefuse({ type: "starting", instance, attempt });
		}
		if (this.#dice.chance(this.#trouble.pause)) {
			this.#report({ type: this.#dice.chance(0.5) ? "pause" : "resume", by: "sim" });
		}
		if (this.#dice.chance(this.#trouble.cancel)) this.#report({ type: "cancel", by: "sim", rollback: false });
	}

	/** A start that is due, or would be if the run were not paused or ending. */
	#someStart(): { readonly instance: string; readonly attempt: number } {
		return this.#offered.length === 0 ? { instance: "a", attempt: 9 } : this.#dice.pick(this.#offered);
	}

	#mustRefuse(report: Report): void {
		if (accept(this.#plan, this.#state, report, this.#now).ok) {
			throw new Error(`a report was believed that is not true: ${JSON.stringify(report)}`);
		}
	}

	#report(report: Report): void {
		const answer = accept(this.#plan, this.#state, report, this.#now);
		if (!answer.ok) return;
		this.#append(answer.value);
		if ("attempt" in report && report.type !== "starting" && report.type !== "running") this.#past.push(report);
	}

	#append(facts: readonly RunFact[]): void {
		for (const fact of facts) {
			this.#appendOne(fact);
			this.#crashPerhaps();
		}
	}

	#appendOne(fact: RunFact): void {
		const event = stampFact(fact, this.events.length + 1, this.#now);
		this.events.push(event);
		this.#state = apply(this.#plan, this.#state, event);
	}

	#crashPerhaps(): void {
		if (this.#dice.chance(this.#trouble.crash * 0.2)) throw new Crash();
	}

	/** Forgets the state and all that was under way; what the log says was running is reported lost. */
	#recover(): void {
		this.#compareWithLog();
		this.#state = fold(this.#plan, this.events);
		this.#inFlight = [];
		this.#report0(() => this.#report({ type: "attached", engine: { pid: 1, started: "1", host: "sim" } }));
		for (const { instance, attempt } of runningAttempts(this.#state)) {
			this.#report0(() => this.#report({ type: "lost", instance, attempt }));
		}
	}

	/** During recovery a crash is one more recovery, whose effect is the same: leave it out. */
	#report0(report: () => void): void {
		try {
			report();
		} catch (problem) {
			if (!(problem instanceof Crash)) throw problem;
		}
	}

	#compareWithLog(): void {
		if (!isDeepStrictEqual(fold(this.#plan, this.events), this.#state)) {
			throw new Error("the folded log is not the live state");
		}
	}

	#endOf({ instance, attempt }: InFlight): Report {
		const { fails, outputs } = this.#fateOf({ instance });
		if (!fails) return { type: "succeeded", instance, attempt, outputs };
		return { type: "failed", instance, attempt, error: { kind: "exit", message: "exit code 1", exit_code: 1 } };
	}

	#fateOf({ instance }: Pick<Start, "instance">): {
		readonly takes: number;
		readonly fails: boolean;
		readonly outputs: Json;
	} {
		let mixed = this.#fate;
		for (const letter of instance) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193);
		const dice = new Dice(mixed);
		return { takes: dice.below(400), fails: dice.chance(0.12), outputs: { n: dice.below(10) } };
	}
}
