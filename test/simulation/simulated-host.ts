import { isDeepStrictEqual } from "node:util";
import {
	accept,
	apply,
	type Capacity,
	type Command,
	createRun,
	decide,
	due,
	emptyState,
	fold,
	type Plan,
	pendingQuestions,
	type Report,
	type RunEvent,
	type RunFact,
	type RunState,
	runningAttempts,
	stampFact,
} from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import { type Fate, fateOf } from "./fate.ts";
import { isSameState } from "./same-state.ts";
import type { Trouble } from "./trouble.ts";

interface InFlight {
	readonly instance: string;
	readonly attempt: number;
	/** ms of the simulated clock. */
	readonly ends: number;
}

/** What every simulated machine has. */
export const simulatedCapacity: Capacity = { slots: 3, cpu: 4, memory: 8, gpu: 1, labels: ["big"] };

const stepLimit = 5000;
const roundLimit = 2000;

class Crash extends Error {}

/**
 * A host that crashes anywhere: in the middle of a batch of facts, between a fact and its process, with processes that
 * run on and report to the next engine. Throws at the first thing that no host may see.
 */
export class SimulatedHost {
	readonly events: RunEvent[] = [];
	readonly #plan: Plan;
	readonly #dice: Dice;
	readonly #fate: number;
	readonly #trouble: Trouble;
	#state: RunState;
	#now = 1_000_000;
	#inFlight: InFlight[] = [];
	/** Processes of engines that died. */
	#ghosts: InFlight[] = [];
	readonly #past: Report[] = [];
	/** Every instance that ever got ready, and the attempt that may start next (from ms on), if one may. */
	readonly #next = new Map<string, { readonly attempt: number; readonly due: number } | undefined>();
	/** The highest number of an attempt that started: none comes twice. */
	readonly #started = new Map<string, number>();
	readonly #failures = new Map<string, number>();
	/** Instances whose outputs are declared, so that wrong ones are refused. */
	readonly #declared = new Set<string>();
	/** Instances whose fallback runs. */
	readonly #standIns = new Set<string>();

	constructor(plan: Plan, dice: Dice, fate: number, trouble: Trouble) {
		this.#plan = plan;
		this.#dice = dice;
		this.#fate = fate;
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

	/** Drives the run to its end. */
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
		if (this.#dice.chance(0.3)) this.#compareWithLog();
		for (const report of this.#past.slice(-3)) this.#mustRefuse(report);
		this.#mustRefuse({ type: "cancel", by: "sim", rollback: false });
		this.#now += 1_000_000;
		const { commands, wakeAt } = due(this.#plan, this.#state, this.#now, simulatedCapacity);
		if (decide(this.#plan, this.#state, this.#now).length > 0 || commands.length > 0 || wakeAt !== undefined)
			throw new Error("something follows after the end");
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
		if (this.#askPeople()) return;
		const ends = this.#inFlight.map((job) => job.ends);
		const next = Math.min(wakeAt ?? Number.POSITIVE_INFINITY, ...ends);
		if (commands.length === 0 && next === Number.POSITIVE_INFINITY) {
			if (this.#look().decided || this.#look().commands.length > 0) return;
			throw new Error("stuck: nothing runs, nothing is due and nothing will be");
		}
		if (next !== Number.POSITIVE_INFINITY) this.#now = Math.max(this.#now, next);
		if (this.#dice.chance(this.#trouble.jump)) this.#now += this.#dice.below(3000);
		this.#endWhatIsOver();
	}

	#look(): { readonly decided: boolean; readonly commands: readonly Command[]; readonly wakeAt: number | undefined } {
		const facts = decide(this.#plan, this.#state, this.#now);
		if (this.#dice.chance(0.05) && !isDeepStrictEqual(facts, decide(this.#plan, this.#state, this.#now))) {
			throw new Error("decide is not pure");
		}
		this.#append(facts);
		if (facts.length > 0) return { decided: true, commands: [], wakeAt: undefined };
		const { commands, wakeAt } = due(this.#plan, this.#state, this.#now, simulatedCapacity);
		return { decided: false, commands, wakeAt };
	}

	#obey(command: Command): void {
		const { instance, attempt } = command;
		if (command.type === "start") {
			if (command.idempotency_key !== `sim/${instance}`) throw new Error(`${command.id} has a key of its own`);
			if (command.task.declared) this.#declared.add(instance);
			else this.#declared.delete(instance);
			this.#report({ type: "starting", instance, attempt });
			this.#crashPerhaps();
			this.#inFlight.push({ instance, attempt, ends: this.#now + this.#fateOf(instance).takes });
			if (this.#dice.chance(0.5)) {
				this.#report({ type: "running", instance, attempt, process: { pid: 7, started: "1", host: "sim" } });
			}
			return;
		}
		const stopped = this.#inFlight.find((job) => job.instance === instance && job.attempt === attempt);
		if (stopped === undefined) throw new Error(`stop of ${command.id}, which does not run`);
		this.#inFlight = this.#inFlight.filter((job) => job !== stopped);
		this.#report({ type: "cancelled", instance, attempt });
	}

	/** People take their time, unless they are all that is left. True if one answered. */
	#askPeople(): boolean {
		const [question] = pendingQuestions(this.#state);
		if (question === undefined) return false;
		const idle = this.#inFlight.length === 0 && this.#state.status === "running";
		if (!idle && !this.#dice.chance(0.2)) return false;
		const { instance, attempt, approval } = question;
		const { given, people, about } = approval;
		const by = people[given.length] ?? "anybody";
		this.#mustRefuse({ type: "answer", instance, attempt: attempt + 1, by, decision: "approved" });
		if (about === "approval") {
			this.#mustRefuse({ type: "answer", instance, by: "nobody", decision: "approved" });
			const [first] = given;
			if (first !== undefined) this.#mustRefuse({ type: "answer", instance, by: first.by, decision: "approved" });
		}
		const rejected = about === "approval" && fateOf(this.#fate, instance).failures > 0;
		const before = this.events.length;
		this.#report({ type: "answer", instance, attempt, by, decision: rejected ? "rejected" : "approved" });
		return this.events.length > before;
	}

	#endWhatIsOver(): void {
		for (const job of this.#inFlight.filter(({ ends }) => ends <= this.#now)) {
			this.#inFlight = this.#inFlight.filter((other) => other !== job);
			const { instance, attempt } = job;
			if (this.#dice.chance(this.#trouble.lost)) this.#report({ type: "lost", instance, attempt });
			else this.#report(this.#endOf(job));
			this.#settle();
		}
	}

	/** A host that is asked to decide after each report, as a real one is. */
	#settle(): void {
		for (let round = 0; ; round++) {
			if (round > roundLimit) throw new Error("the decisions never come to an end");
			const facts = decide(this.#plan, this.#state, this.#now);
			if (facts.length === 0) return;
			this.#append(facts);
		}
	}

	#mischief(): void {
		if (this.#dice.chance(this.#trouble.duplicate) && this.#past.length > 0) {
			this.#mustRefuse(this.#dice.pick(this.#past));
		}
		if (this.#dice.chance(this.#trouble.duplicate)) this.#claimWhatIsNotTrue();
		if (this.#ghosts.length > 0 && this.#dice.chance(this.#trouble.late)) {
			const ghost = this.#dice.pick(this.#ghosts);
			this.#ghosts = this.#ghosts.filter((other) => other !== ghost);
			this.#mustRefuse(this.#endOf(ghost));
		}
		if (this.#dice.chance(this.#trouble.pause)) {
			const { status } = this.#state;
			const by = "sim";
			if (status === "paused" || status === "pausing") {
				this.#mustRefuse({ type: "pause", by });
				if (this.#dice.chance(0.5)) this.#report({ type: "resume", by });
			} else {
				this.#mustRefuse({ type: "resume", by });
				this.#report({ type: "pause", by });
			}
		}
		if (this.#dice.chance(this.#trouble.pause)) this.#report({ type: "checkpoint", by: "sim" });
		if (this.#dice.chance(this.#trouble.cancel)) {
			const before = this.events.length;
			this.#report({ type: "cancel", by: "sim", rollback: this.#dice.chance(0.5) });
			if (this.events.length === before) return;
			this.#mustRefuse({ type: "cancel", by: "sim", rollback: false });
			this.#mustRefuse({ type: "pause", by: "sim" });
		}
	}

	#claimWhatIsNotTrue(): void {
		const instances = [...this.#next.keys()];
		const nobody = this.#dice.pick([
			"nobody",
			"a[99]",
			"a.b.c",
			"a[0].b",
			"[0]",
			"",
			"a/b",
			"on_failure.x",
			"a.rollback",
		]);
		const instance = instances.length === 0 || this.#dice.chance(0.1) ? nobody : this.#dice.pick(instances);
		const next = this.#next.get(instance);
		const attempt = this.#dice.below(5);
		const mayStart = next?.attempt === attempt && next.due <= this.#now && this.#state.status === "running";
		if (!mayStart) this.#mustRefuse({ type: "starting", instance, attempt });
		const runs = this.#inFlight.some((job) => job.instance === instance && job.attempt === attempt);
		if (!runs) this.#mustRefuse(this.#endOf({ instance, attempt }));
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
		if ("attempt" in report) this.#past.push(report);
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
		this.#remember(fact);
	}

	/** Nothing of this is the host's to know: it is what the test needs to tell true claims from others. */
	#remember(fact: RunFact): void {
		switch (fact.type) {
			case "job.ready":
				if (fact.instances === undefined) this.#mayBegin(fact.job);
				for (const index of fact.instances?.keys() ?? []) this.#mayBegin(`${fact.job}[${index}]`);
				return;
			case "attempt.started":
				this.#started.set(fact.instance, fact.attempt);
				this.#next.set(fact.instance, undefined);
				return;
			case "attempt.failed":
				this.#failures.set(fact.instance, (this.#failures.get(fact.instance) ?? 0) + 1);
				return;
			case "retry.scheduled":
				this.#next.set(fact.instance, fact);
				return;
			case "fallback.started":
				this.#next.set(fact.instance, { attempt: fact.attempt, due: 0 });
				this.#failures.set(fact.instance, 0);
				this.#standIns.add(fact.instance);
				return;
			default:
		}
	}

	#crashPerhaps(): void {
		if (this.#dice.chance(this.#trouble.crash * 0.2)) throw new Crash();
	}

	#mayBegin(instance: string): void {
		this.#next.set(instance, { attempt: (this.#started.get(instance) ?? 0) + 1, due: 0 });
	}

	/** Forgets the state and all that was under way; what the log says was running is reported lost. */
	#recover(): void {
		// Comparing costs more than all the rest; over many seeds a share of the crashes shows the same.
		if (this.#dice.chance(0.1)) this.#compareWithLog();
		this.#state = fold(this.#plan, this.events);
		this.#ghosts.push(...this.#inFlight);
		this.#inFlight = [];
		this.#unharmed({ type: "attached", engine: { pid: 1, started: "1", host: "sim" } });
		for (const { instance, attempt } of runningAttempts(this.#state)) {
			this.#unharmed({ type: "lost", instance, attempt });
		}
	}

	/** During recovery a crash is one more recovery, whose effect is the same: leave it out. */
	#unharmed(report: Report): void {
		try {
			this.#report(report);
		} catch (problem) {
			if (!(problem instanceof Crash)) throw problem;
		}
	}

	#compareWithLog(): void {
		if (!isSameState(fold(this.#plan, this.events), this.#state))
			throw new Error("the folded log is not the live state");
	}

	#endOf({ instance, attempt }: Pick<InFlight, "instance" | "attempt">): Report {
		const { failures, code, outputs, garbles } = this.#fateOf(instance);
		if ((this.#failures.get(instance) ?? 0) >= failures) {
			const garbled = garbles && this.#declared.has(instance);
			return { type: "succeeded", instance, attempt, outputs: garbled ? { n: "garbled" } : outputs };
		}
		const error = { kind: "exit", message: `exit code ${code}`, exit_code: code } as const;
		return { type: "failed", instance, attempt, error };
	}

	#fateOf(instance: string): Fate {
		return fateOf(this.#fate, this.#standIns.has(instance) ? `${instance}~` : instance);
	}
}
