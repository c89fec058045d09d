import type { RunEvent } from "@dagwright/core";
import type { RunRecord } from "../run/run-record.ts";

/** ms, about a frame. */
const TOGETHER = 16;

/** Events come one by one, and a thousand jobs tell several thousand: those of a few ms make one message. */
export class EventBatch {
	readonly #send: (record: RunRecord, events: readonly RunEvent[]) => void;
	#pending: { readonly record: RunRecord; readonly events: RunEvent[] } | undefined;

	constructor(send: (record: RunRecord, events: readonly RunEvent[]) => void) {
		this.#send = send;
	}

	add(record: RunRecord, events: readonly RunEvent[]): void {
		if (this.#pending?.record === record) {
			this.#pending.events.push(...events);
			return;
		}
		this.#flush();
		this.#pending = { record, events: [...events] };
		setTimeout(() => this.#flush(), TOGETHER);
	}

	#flush(): void {
		const pending = this.#pending;
		this.#pending = undefined;
		if (pending) this.#send(pending.record, pending.events);
	}
}
