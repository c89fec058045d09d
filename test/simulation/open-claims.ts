import type { RunFact } from "@dagwright/core";

/** Which claims that an attempt starts may be true: nothing that a host has to know, but what tells them from others. */
export class OpenClaims {
	/** Every instance that ever got ready, and the attempt that may start next (from ms on), if one may. */
	readonly #next = new Map<string, { readonly attempt: number; readonly due: number } | undefined>();
	/** The highest number of an attempt that started: none comes twice. */
	readonly #started = new Map<string, number>();

	instances(): readonly string[] {
		return [...this.#next.keys()];
	}

	mayStart(instance: string, attempt: number, now: number): boolean {
		const next = this.#next.get(instance);
		return next?.attempt === attempt && next.due <= now;
	}

	/** Takes in a fact of the log. */
	note(fact: RunFact): void {
		switch (fact.type) {
			case "job.ready":
				if (fact.instances === undefined) this.#mayBegin(fact.job);
				for (const index of fact.instances?.keys() ?? []) this.#mayBegin(`${fact.job}[${index}]`);
				return;
			case "instance.reset":
				this.#mayBegin(fact.instance);
				return;
			case "attempt.started":
				this.#started.set(fact.instance, fact.attempt);
				this.#next.set(fact.instance, undefined);
				return;
			case "retry.scheduled":
				this.#next.set(fact.instance, fact);
				return;
			case "fallback.started":
				this.#next.set(fact.instance, { attempt: fact.attempt, due: 0 });
				return;
			default:
		}
	}

	#mayBegin(instance: string): void {
		this.#next.set(instance, { attempt: (this.#started.get(instance) ?? 0) + 1, due: 0 });
	}
}
