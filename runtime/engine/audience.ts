import type { RunEvent } from "@dagwright/core";
import type { Notice, RunSubscriber, Sample } from "./active-run.ts";

/** Those who hear a run. */
export class Audience {
	readonly #subscribers = new Set<RunSubscriber>();

	/** Hears all from now on; returns what ends that. */
	add(subscriber: RunSubscriber): () => void {
		this.#subscribers.add(subscriber);
		return () => this.#subscribers.delete(subscriber);
	}

	events(events: readonly RunEvent[]): void {
		for (const event of events) for (const subscriber of this.#subscribers) subscriber.event?.(event);
	}

	sample(sample: Sample): void {
		for (const subscriber of this.#subscribers) subscriber.sample?.(sample);
	}

	notice(notice: Notice): void {
		for (const subscriber of this.#subscribers) subscriber.notice?.(notice);
	}
}
