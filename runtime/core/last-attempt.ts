import type { Instance } from "./frame.ts";
import { assertNever } from "./result.ts";

/** The number of an instance's last attempt; that of the last before its own if it has had none, 0 if there is none. */
export function lastAttempt({ state, first }: Instance): number {
	switch (state.status) {
		case "open":
		case "running":
		case "failing":
		case "succeeded":
		case "failed":
		case "cancelled":
			return state.attempt;
		case "retrying":
			return state.attempt - 1;
		case "asking":
			return state.question === undefined ? state.attempt - 1 : state.attempt;
		case "pending":
		case "ready":
		case "skipped":
			return first - 1;
		default:
			return assertNever(state);
	}
}
