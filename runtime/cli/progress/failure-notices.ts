import type { JobError } from "@dagwright/core";
import { FailureCounter } from "./failure-counter.ts";
import type { JobFacts } from "./job-facts.ts";
import type { Notice } from "./job-line.ts";

type Failure = Extract<Notice, { type: "failure" }>;

/** Tells failures once: an attempt's when it is known what follows it, and those of a large fan-out more and more briefly. */
export class FailureNotices {
	readonly #facts: JobFacts;
	readonly #counter = new FailureCounter();
	/** Failed attempts whose consequence is not known yet. */
	readonly #untold = new Map<string, { readonly attempt: number; readonly error: JobError }>();

	constructor(facts: JobFacts) {
		this.#facts = facts;
	}

	/** An attempt failed; what follows decides how it is told: another attempt, or the end of the instance. */
	note(instance: string, attempt: number, error: JobError): void {
		this.#untold.set(instance, { attempt, error });
	}

	/** People are asked about an attempt that failed, and told of it by that. */
	forget(instance: string): void {
		this.#untold.delete(instance);
	}

	/** Another attempt follows at `due` (UTC ms). `spent`: what its own ended with, where it is the fallback that follows. */
	retry(path: string, due: number, spent?: JobError): readonly Failure[] {
		const error = this.#untold.get(path)?.error ?? spent;
		if (error === undefined) return [];
		const notice = { ...this.end(path, error), retryAt: due };
		return [spent === undefined ? notice : { ...notice, fallback: "next" }];
	}

	/** A path failed for good. */
	end(path: string, error: JobError): Failure {
		const attempt = this.#untold.get(path)?.attempt ?? 0;
		this.#untold.delete(path);
		const fallen = this.#facts.isFallen(path);
		const bindings = this.#facts.bindingsOf(path);
		return {
			type: "failure",
			path,
			error,
			attempt,
			attempts: fallen ? 1 : this.#facts.attemptsOf(path),
			...(fallen && { fallback: "spent" as const }),
			...(this.#counter.isOneOfMany(path) && { brief: true as const }),
			...(this.#facts.isAllowed(path) && { allowed: true as const }),
			...(bindings !== undefined && { bindings }),
		};
	}
}
