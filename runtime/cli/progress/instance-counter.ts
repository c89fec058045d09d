import type { RunEvent } from "@dagwright/core";
import { count } from "../terminal/quantity.ts";

interface Counted {
	readonly total: number;
	readonly missed: Set<string>;
}

/** Counts the instances of each `for` job by its whole path, so that those of another round or call stay apart. */
export class InstanceCounter {
	readonly #jobs = new Map<string, Counted>();

	apply(event: RunEvent): void {
		switch (event.type) {
			case "job.ready":
				if (event.instances !== undefined)
					this.#jobs.set(event.job, { total: event.instances.length, missed: new Set() });
				return;
			case "instance.failed":
			case "instance.skipped":
			case "instance.cancelled":
				this.#of(event.instance)?.missed.add(event.instance);
				return;
			case "instance.reset":
				this.#of(event.instance)?.missed.delete(event.instance);
				return;
			default:
		}
	}

	/** How many instances of a job succeeded: `4 instances`, or `3/4`; nothing for a job without `for`. */
	succeeded(job: string): string | undefined {
		const counted = this.#jobs.get(job);
		if (counted === undefined) return undefined;
		const { total, missed } = counted;
		return missed.size > 0 ? `${total - missed.size}/${total}` : count(total, "instance");
	}

	#of(instance: string): Counted | undefined {
		return this.#jobs.get(instance.slice(0, instance.lastIndexOf("[")));
	}
}
