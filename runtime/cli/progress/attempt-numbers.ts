import type { RunEvent } from "@dagwright/core";

/**
 * From which attempt on the tries of a path are counted: their numbers go on where a job is reset, or the block around
 * it opens anew, but it may be tried as often as the first time.
 */
export class AttemptNumbers {
	/** By instance, since it was opened last. */
	readonly #first = new Map<string, number>();
	/** How many of them were lost with their engine, which cost no try; and how many of these had begun. */
	readonly #lost = new Map<string, { readonly all: number; readonly begun: number }>();

	/** Folds an event; returns the paths that begin to count anew. */
	apply(event: RunEvent): readonly string[] {
		switch (event.type) {
			case "job.ready":
				return this.#forget(
					event.instances === undefined ? [event.job] : event.instances.map((_, index) => `${event.job}[${index}]`),
				);
			case "job.reset":
				return this.#forget(around(event.job));
			case "instance.reset":
				return this.#forget([...around(event.instance), event.instance]);
			case "attempt.started":
				this.#note(event.instance, event.attempt);
				return [];
			case "attempt.lost": {
				const { all, begun } = this.lostOf(event.instance);
				this.#lost.set(event.instance, { all: all + 1, begun: begun + (event.unbegun === true ? 0 : 1) });
				return [];
			}
			case "retry.scheduled":
			case "fallback.started":
				// Of a group, loop or call the first attempt has no event of its own.
				this.#note(event.instance, event.attempt - 1);
				return [];
			default:
				return [];
		}
	}

	/** The number of its first attempt since it was opened last. */
	firstOf(path: string): number {
		return this.#first.get(path) ?? 1;
	}

	/** How many of its attempts since then were lost, and how many of these had begun. */
	lostOf(path: string): { readonly all: number; readonly begun: number } {
		return this.#lost.get(path) ?? { all: 0, begun: 0 };
	}

	#note(instance: string, attempt: number): void {
		if (!this.#first.has(instance)) this.#first.set(instance, attempt);
	}

	#forget(paths: readonly string[]): readonly string[] {
		for (const path of paths) {
			this.#first.delete(path);
			this.#lost.delete(path);
		}
		return paths;
	}
}

/** What a path lies in, which is open again with it: `sweep[1]` and `sweep` around `sweep[1].fit`. */
function around(path: string): readonly string[] {
	return [...path.matchAll(/[./[]/g)].map(({ index }) => path.slice(0, index));
}
