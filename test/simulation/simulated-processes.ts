import type { Report, RunFact } from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import type { Fate, Fates } from "./fate.ts";

/** A process under way. */
export interface InFlight {
	readonly instance: string;
	readonly attempt: number;
	/** ms of a clock that nobody can set. */
	readonly ends: number;
}

/** The processes of a simulated machine, and how they end by the fates of their instances. */
export class SimulatedProcesses {
	readonly #fates: Fates;
	#inFlight: InFlight[] = [];
	/** Processes of engines that died. */
	#ghosts: InFlight[] = [];
	/** Whatever ran at any time, by instance and attempt. */
	readonly #begun = new Set<string>();
	readonly #failures = new Map<string, number>();
	/** Instances whose outputs are declared, so that wrong ones are refused. */
	readonly #declared = new Set<string>();
	/** Instances whose fallback runs. */
	readonly #standIns = new Set<string>();

	constructor(fates: Fates) {
		this.#fates = fates;
	}

	/** In the order of their starts. */
	get inFlight(): readonly InFlight[] {
		return this.#inFlight;
	}

	start(instance: string, attempt: number, now: number, declared: boolean): void {
		if (declared) this.#declared.add(instance);
		else this.#declared.delete(instance);
		this.#begun.add(`${instance} ${attempt}`);
		this.#inFlight.push({ instance, attempt, ends: now + this.fateOf(instance).takes });
	}

	hasBegun(instance: string, attempt: number): boolean {
		return this.#begun.has(`${instance} ${attempt}`);
	}

	/** Takes a process away; false if there is none such. */
	end(instance: string, attempt: number): boolean {
		const before = this.#inFlight.length;
		this.#inFlight = this.#inFlight.filter((job) => job.instance !== instance || job.attempt !== attempt);
		return this.#inFlight.length < before;
	}

	/** What runs does so unseen from now on. */
	orphan(): void {
		this.#ghosts.push(...this.#inFlight);
		this.#inFlight = [];
	}

	/** Takes an orphan that reports to the next engine. */
	takeGhost(dice: Dice): InFlight | undefined {
		if (this.#ghosts.length === 0) return undefined;
		const ghost = dice.pick(this.#ghosts);
		this.#ghosts = this.#ghosts.filter((other) => other !== ghost);
		return ghost;
	}

	/** What an attempt reports at its end. */
	endOf({ instance, attempt }: Pick<InFlight, "instance" | "attempt">): Report {
		const { failures, code, outputs, garbles, refuses } = this.fateOf(instance);
		if ((this.#failures.get(instance) ?? 0) >= failures) {
			const garbled = garbles && this.#declared.has(instance);
			return { type: "succeeded", instance, attempt, outputs: garbled ? { n: "garbled" } : outputs };
		}
		const error = { kind: refuses ? "refused" : "exit", message: `exit code ${code}`, exit_code: code } as const;
		return { type: "failed", instance, attempt, error };
	}

	fateOf(instance: string): Fate {
		return this.#fates(instance, this.#standIns.has(instance));
	}

	/** Takes in a fact of the log. */
	note(fact: RunFact): void {
		if (fact.type === "attempt.failed") {
			this.#failures.set(fact.instance, (this.#failures.get(fact.instance) ?? 0) + 1);
		} else if (fact.type === "fallback.started") {
			this.#failures.set(fact.instance, 0);
			this.#standIns.add(fact.instance);
		} else if (fact.type === "job.reset") this.#forget(fact.job);
		else if (fact.type === "instance.reset") this.#forget(fact.instance);
	}

	/** The fallback of what is reset, or of what it is part of, stands in no more. */
	#forget(path: string): void {
		for (const instance of [...this.#standIns]) {
			if (!isWithin(instance, path) && !isWithin(path, instance)) continue;
			this.#standIns.delete(instance);
			this.#failures.delete(instance);
		}
	}
}

function isWithin(path: string, outer: string): boolean {
	return path === outer || (path.startsWith(outer) && /^[./[]/.test(path.slice(outer.length)));
}
