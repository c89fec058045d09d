import { type JobPlan, type Json, LOSSES, type RunEvent } from "@dagwright/core";
import { AttemptNumbers } from "./attempt-numbers.ts";
import { type JobIndex, jobKey } from "./job-index.ts";
import { roundsOf, roundText, unconvergedText } from "./rounds.ts";

/** What the plan and the sizes of `for` jobs say of a path. */
export class JobFacts {
	readonly #index: JobIndex;
	readonly #bindings = new Map<string, Readonly<Record<string, Json>>>();
	/** Instances whose fallback stands in. */
	readonly #fallen = new Set<string>();
	readonly #numbers = new AttemptNumbers();

	constructor(index: JobIndex) {
		this.#index = index;
	}

	/** The job of a path, be it a line or a container of lines. */
	planOf(path: string): JobPlan | undefined {
		const key = jobKey(path);
		return this.#index.leaves.get(key)?.plan ?? this.#index.containers.get(key);
	}

	/** Notes which attempts were spent before; what is opened anew has no fallback any more. */
	apply(event: RunEvent): void {
		for (const path of this.#numbers.apply(event)) this.#fallen.delete(path);
	}

	/** The number of the last attempt that an instance may make, after those spent or lost; 1 if it is not tried again. */
	attemptsOf(path: string): number {
		const again = this.planOf(path)?.policies.retry?.max ?? 0;
		return again === 0 ? 1 : again + this.#numbers.firstOf(path) + this.#numbers.lostOf(path).all;
	}

	/** Whether attempts of it were lost so often that it is not repeated any more. */
	isLostForGood(path: string): boolean {
		return this.#numbers.lostOf(path).begun > LOSSES;
	}

	/** Whether the run goes on and succeeds without it. */
	isAllowed(path: string): boolean {
		return (
			this.#index.leaves.get(jobKey(path))?.follows === "hook" || this.planOf(path)?.policies.allow_failure === true
		);
	}

	/** The fallback of an instance stands in from now on. */
	fall(instance: string): void {
		this.#fallen.add(instance);
	}

	isFallen(instance: string): boolean {
		return this.#fallen.has(instance);
	}

	/** `attempt 2 of 4`; only `attempt 2` where it is not tried again but a lost one; `fallback` once that stands in. */
	attemptText(path: string, attempt: number): string {
		if (this.isFallen(path)) return "fallback";
		const most = this.attemptsOf(path);
		return attempt <= most ? `attempt ${attempt} of ${most}` : `attempt ${attempt}`;
	}

	/** `round 3 of 8`: the rounds that a path lies in; empty outside of loops. */
	roundText(path: string): string {
		return roundText(roundsOf(path, this.#index.containers));
	}

	/** The bindings of an instance of a fan-out (`lr = 1e-3`). */
	bindingsOf(path: string): Readonly<Record<string, Json>> | undefined {
		return this.#bindings.get(path);
	}

	bind(instance: string, bindings: Readonly<Record<string, Json>> | undefined): void {
		if (bindings !== undefined) this.#bindings.set(instance, bindings);
	}

	/** That a loop used up its rounds, where an event says so; undefined otherwise. */
	unconverged(event: RunEvent): { readonly path: string; readonly text: string } | undefined {
		if (event.type !== "job.succeeded" && event.type !== "instance.succeeded") return undefined;
		const { value } = event;
		if (typeof value !== "object" || value === null || !("converged" in value) || value.converged !== false) {
			return undefined;
		}
		const path = event.type === "job.succeeded" ? event.job : event.instance;
		const plan = this.planOf(path);
		const isLoop = plan?.kind === "loop" && plan.until !== undefined && !this.isFallen(path);
		return isLoop ? { path, text: unconvergedText(plan) } : undefined;
	}
}
