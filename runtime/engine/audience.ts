import type { RunEvent } from "@dagwright/core";
import type { Notice, RunSubscriber, Sample } from "./active-run.ts";

/** Those who hear a run. */
export class Audience {
	readonly #subscribers = new Set<RunSubscriber>();
	/** All so far: what a start or a resume has to say comes before anybody can subscribe. */
	readonly #notices: Notice[] = [];

	/** Hears the notices so far, and all from now on; returns what ends that. */
	add(subscriber: RunSubscriber): () => void {
		this.#subscribers.add(subscriber);
		for (const notice of this.#notices) subscriber.notice?.(notice);
		return () => this.#subscribers.delete(subscriber);
	}

	events(events: readonly RunEvent[]): void {
		for (const event of events) for (const subscriber of this.#subscribers) subscriber.event?.(event);
	}

	sample(sample: Sample): void {
		for (const subscriber of this.#subscribers) subscriber.sample?.(sample);
	}

	notice(notice: Notice): void {
		this.#notices.push(notice);
		for (const subscriber of this.#subscribers) subscriber.notice?.(notice);
	}
}
