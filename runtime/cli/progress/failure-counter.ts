import { jobKey } from "./job-index.ts";

/** Failures of one fan-out that are told with their logs. */
const shownInFull = 3;

/** Counts the failures told of each fan-out: the logs of the first say enough, where hundreds may follow. */
export class FailureCounter {
	readonly #told = new Map<string, number>();

	/** Counts one more; whether enough of its fan-out have been told in full. */
	isOneOfMany(instance: string): boolean {
		const key = jobKey(instance);
		if (key === instance) return false;
		const told = (this.#told.get(key) ?? 0) + 1;
		this.#told.set(key, told);
		return told > shownInFull;
	}
}
