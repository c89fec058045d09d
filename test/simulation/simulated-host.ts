import { type Command, type Plan, pendingQuestions, type Report, type RunFact, runningAttempts } from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import type { Fates } from "./fate.ts";
import { makeMischief } from "./mischief.ts";
import { OpenClaims } from "./open-claims.ts";
import type { AskedAgain } from "./oracle/check-reopening.ts";
import { SimulatedProcesses } from "./simulated-processes.ts";
import { Crash, SimulatedRun } from "./simulated-run.ts";
import type { Trouble } from "./trouble.ts";

const stepLimit = 5000;
const roundLimit = 2000;
const by = "sim";

/** What a simulated host drives, and with what luck. */
export interface HostOptions {
	readonly plan: Plan;
	/** The facts that make the run. */
	readonly first: readonly RunFact[];
	/** Before the instances in the idempotency keys: `sim/`. */
	readonly keyPrefix: string;
	readonly fates: Fates;
	readonly dice: Dice;
	readonly trouble: Trouble;
}

/**
 * A host that crashes anywhere: in the middle of a batch of facts, between a fact and its process, with processes that
 * run on and report to the next engine. Throws at the first thing that no host may see.
 */
export class SimulatedHost {
	readonly run: SimulatedRun;
	readonly processes: SimulatedProcesses;
	readonly claims = new OpenClaims();
	readonly dice: Dice;
	readonly trouble: Trouble;
	/** What was asked of the run after its end, in order. */
	readonly asked: AskedAgain[] = [];
	readonly #keyPrefix: string;

	constructor({ plan, first, keyPrefix, fates, dice, trouble }: HostOptions) {
		this.dice = dice;
		this.trouble = trouble;
		this.#keyPrefix = keyPrefix;
		this.processes = new SimulatedProcesses(fates);
		this.run = new SimulatedRun(plan, first, dice, trouble.crash * 0.2, (fact) => {
			this.claims.note(fact);
			this.processes.note(fact);
		});
	}

	/** Drives the run to its end. */
	finish(): void {
		const { run } = this;
		for (let step = 0; run.state.status !== "finished"; step++) {
			if (step > stepLimit) throw new Error(`no end after ${stepLimit} steps`);
			this.#surviving(() => this.#step());
		}
		if (this.processes.inFlight.length > 0) throw new Error("the run finished while attempts run");
		if (this.dice.chance(0.3)) run.compareWithLog();
		run.compareWithCheckpoints();
		for (const report of run.past.slice(-3)) run.mustRefuse(report);
		run.mustRefuse({ type: "cancel", by, rollback: false });
		run.mustRefuse({ type: "checkpoint", by });
		run.time += 1_000_000;
		const { commands, wakeAt } = run.due();
		if (run.decide() || commands.length > 0 || wakeAt !== undefined) throw new Error("something follows after the end");
	}

	/** Asks a run that has finished to try again; until it does, if the engine dies over it. False if that was refused. */
	tryAgain(path: string | undefined): boolean {
		const { run } = this;
		for (let round = 0; round < roundLimit; round++) {
			const asked = { seq: run.events.length, path };
			let believed = true;
			this.#surviving(() => {
				believed = run.report({ type: "retry", by, ...(path !== undefined && { path }) });
			});
			this.asked.push({ ...asked, believed });
			if (!believed || run.state.status !== "finished") return believed;
		}
		throw new Error("the run is never reopened");
	}

	#surviving(action: () => void): void {
		try {
			action();
		} catch (problem) {
			if (!(problem instanceof Crash)) throw problem;
			this.#recover();
		}
	}

	#step(): void {
		const { run, dice, trouble, processes } = this;
		if (run.decide()) return;
		const { commands, wakeAt } = run.due();
		for (const command of commands) this.#obey(command);
		const before = run.events.length;
		makeMischief(this);
		if (run.events.length > before) return;
		if (run.state.status === "paused" && processes.inFlight.length === 0) {
			run.report({ type: "resume", by });
			return;
		}
		if (this.#askPeople()) return;
		const wake = (wakeAt ?? Number.POSITIVE_INFINITY) - run.skew;
		const next = Math.min(wake, ...processes.inFlight.map(({ ends }) => ends));
		if (commands.length === 0 && next === Number.POSITIVE_INFINITY) {
			if (run.decide() || run.due().commands.length > 0) return;
			throw new Error("stuck: nothing runs, nothing is due and nothing will be");
		}
		if (next !== Number.POSITIVE_INFINITY) run.time = Math.max(run.time, next);
		if (dice.chance(trouble.jump)) run.time += dice.below(3000);
		if (dice.chance(trouble.jump)) this.#setClock();
		this.#endWhatIsOver();
	}

	/** Somebody sets the clock of the machine, or the run goes on where it is another. */
	#setClock(): void {
		this.run.skew += this.dice.below(8000) - 4000;
	}

	#obey(command: Command): void {
		const { run, dice, processes } = this;
		const { instance, attempt } = command;
		if (command.type === "start") {
			if (command.idempotency_key !== `${this.#keyPrefix}${instance}`)
				throw new Error(`${command.id} has a key of its own`);
			run.report({ type: "starting", instance, attempt });
			run.crashPerhaps();
			processes.start(instance, attempt, run.time, command.task.declared);
			if (dice.chance(0.5))
				run.report({ type: "running", instance, attempt, process: { pid: 7, started: "1", host: "sim" } });
			return;
		}
		if (!processes.end(instance, attempt)) throw new Error(`stop of ${command.id}, which does not run`);
		run.report({ type: "cancelled", instance, attempt });
	}

	/** People take their time, unless they are all that is left. True if one answered. */
	#askPeople(): boolean {
		const { run, dice, processes } = this;
		const [question] = pendingQuestions(run.state);
		if (question === undefined) return false;
		const idle = processes.inFlight.length === 0 && run.state.status === "running";
		if (!idle && !dice.chance(0.2)) return false;
		const { instance, attempt, approval } = question;
		const { given, people, about } = approval;
		const answer = { type: "answer", instance, by: people[given.length] ?? "anybody" } as const;
		run.mustRefuse({ ...answer, attempt: attempt + 1, decision: "approved" });
		if (about === "approval") {
			run.mustRefuse({ ...answer, by: "nobody", decision: "approved" });
			const [first] = given;
			if (first !== undefined) run.mustRefuse({ ...answer, by: first.by, decision: "approved" });
		}
		if (about === "outcome") return this.#sayWhatBecame(answer, attempt);
		const rejected = processes.fateOf(instance).failures > 0;
		return run.report({ ...answer, attempt, decision: rejected ? "rejected" : "approved" });
	}

	/** That the lost attempt did its work, or failed, or mostly that nobody knows and it is to be done again. */
	#sayWhatBecame(answer: { readonly type: "answer"; readonly instance: string; readonly by: string }, attempt: number) {
		const { run, dice, processes } = this;
		const fails = dice.chance(this.trouble.lost * 5);
		if (fails) return run.report({ ...answer, attempt, decision: "rejected" });
		const end = processes.endOf({ instance: answer.instance, attempt });
		const said = end.type === "succeeded" && dice.chance(0.3) ? end.outputs : undefined;
		// Outputs that are not as declared are refused: then it is to be done again, and will fail for them.
		if (said !== undefined && run.report({ ...answer, attempt, decision: "succeeded", outputs: said })) return true;
		return run.report({ ...answer, attempt, decision: "approved" });
	}

	#endWhatIsOver(): void {
		const { run, processes, dice, trouble } = this;
		for (const { instance, attempt } of processes.inFlight.filter(({ ends }) => ends <= run.time)) {
			const end = processes.endOf({ instance, attempt });
			processes.end(instance, attempt);
			run.report(dice.chance(trouble.lost) ? { type: "lost", instance, attempt } : end);
			this.#settle();
		}
	}

	/** A host that is asked to decide after each report, as a real one is. */
	#settle(): void {
		for (let round = 0; this.run.decide(); round++) {
			if (round > roundLimit) throw new Error("the decisions never come to an end");
		}
	}

	/**
	 * Forgets the state and all that was under way; what the log says was running is reported lost, and that it never began
	 * where that can still be seen.
	 */
	#recover(): void {
		const { run, processes, dice, trouble } = this;
		if (dice.chance(trouble.jump * 5)) this.#setClock();
		run.reload();
		processes.orphan();
		this.#unharmed({ type: "attached", engine: { pid: 1, started: "1", host: "sim" } });
		for (const { instance, attempt } of runningAttempts(run.state)) {
			const unbegun = !processes.hasBegun(instance, attempt) && dice.chance(0.7);
			this.#unharmed({ type: "lost", instance, attempt, ...(unbegun && { unbegun }) });
			if (unbegun) run.mustRefuse(processes.endOf({ instance, attempt }));
		}
	}

	/** During recovery a crash is one more recovery, whose effect is the same: leave it out. */
	#unharmed(report: Report): void {
		try {
			this.run.report(report);
		} catch (problem) {
			if (!(problem instanceof Crash)) throw problem;
		}
	}
}
