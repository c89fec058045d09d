import type { ExpectedOutcome, JobError, RunEvent, SkipCause } from "@dagwright/core";
import { belongsTo, stepsOf } from "./instance-path.ts";

/** How a job or instance ended. */
export interface Outcome {
	readonly status: "succeeded" | "failed" | "skipped" | "cancelled";
	readonly at: number;
	readonly cause?: SkipCause;
	readonly error?: JobError;
}

/** How the jobs and instances of a run ended, by their path; in the order in which they first ended. */
export class Outcomes {
	readonly all = new Map<string, Outcome>();
	/** Instances that have come to their fallback. */
	readonly #inFallback = new Set<string>();

	/** What is under way for an instance: the job itself, or its fallback. */
	current(instance: string): string {
		return this.#inFallback.has(instance) ? `${instance}.fallback` : instance;
	}

	/** Takes the ends from an event. */
	note(event: RunEvent): void {
		const { at } = event;
		switch (event.type) {
			case "fallback.started":
				this.#inFallback.add(event.instance);
				break;
			case "job.succeeded":
				this.all.set(event.job, { status: "succeeded", at });
				break;
			case "instance.succeeded":
				this.all.set(event.instance, { status: "succeeded", at });
				break;
			case "attempt.succeeded":
				this.#end(event.instance, { status: "succeeded", at });
				break;
			case "job.failed":
				this.all.set(event.job, { status: "failed", at, error: event.error });
				break;
			case "instance.failed":
				this.#end(event.instance, { status: "failed", at, error: event.error });
				break;
			case "job.skipped":
				this.all.set(event.job, { status: "skipped", at, cause: event.cause });
				break;
			case "instance.skipped":
				this.all.set(event.instance, { status: "skipped", at, cause: event.cause });
				break;
			case "job.cancelled":
				this.all.set(event.job, { status: "cancelled", at });
				break;
			case "instance.cancelled":
			case "attempt.cancelled":
				this.all.set(event.instance, { status: "cancelled", at });
				break;
			default:
		}
	}

	#end(instance: string, outcome: Outcome): void {
		if (this.#inFallback.has(instance)) this.all.set(`${instance}.fallback`, outcome);
		this.all.set(instance, outcome);
	}

	/** Those that a path means: the job itself, or its copies in the instances and rounds of what is around it. */
	of(path: string): readonly (readonly [path: string, outcome: Outcome])[] {
		const found = [...this.all].filter(([each]) => belongsTo(each, path));
		const last = stepsOf(path).at(-1)?.indices.length ?? 0;
		const whole = found.filter(([each]) => (stepsOf(each).at(-1)?.indices.length ?? 0) === last);
		return whole.length > 0 ? whole : found;
	}

	/**
	 * Whether a job ended as expected: one that never came into being was skipped. Of several, one that failed or was
	 * cancelled is enough for that, and the other ends are meant of each.
	 */
	meets(path: string, expected: ExpectedOutcome): boolean {
		const found = this.of(path).map(([, { status }]) => status);
		if (found.length === 0) return expected === "skipped" || expected === "done";
		if (expected === "done") return true;
		if (expected === "failed" || expected === "cancelled") return found.includes(expected);
		return found.every((status) => status === expected);
	}
}
