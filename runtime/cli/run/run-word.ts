import { pendingQuestions, type RunState, runningAttempts } from "@dagwright/core";
import type { Terminal } from "../terminal/terminal.ts";

/** What the word for a run is made of. */
export interface RunCondition {
	readonly state: RunState;
	/** An engine is at work on it. */
	readonly driven: boolean;
	/** Its engine died before it had begun, so it can't go on. */
	readonly neverBegan?: boolean;
}

/** How a run is, in a word with its sign and colour. */
export function runWord(
	{ state, driven, neverBegan }: RunCondition,
	terminal: Terminal,
): { readonly mark: string; readonly text: string; readonly paint: (text: string) => string } {
	const { style } = terminal.out;
	const { symbols } = terminal;
	const word = (sign: string, text: string, paint: (text: string) => string) => ({ mark: paint(sign), text, paint });
	if (neverBegan === true) return word(symbols.cancelled, "never began", style.dim);
	if (state.status === "finished") {
		switch (state.result) {
			case "failed":
				return word(symbols.failed, "failed", style.fail);
			case "cancelled":
				return word(symbols.cancelled, "cancelled", style.dim);
			case "succeeded_with_warnings":
				return word(symbols.succeeded, "warnings", style.warn);
			case "succeeded":
			case undefined:
				return word(symbols.succeeded, "succeeded", style.ok);
		}
	}
	// Its people may take days, and whether an engine waits with them makes no difference to them.
	if (state.status === "running" && runningAttempts(state).length === 0 && pendingQuestions(state).length > 0)
		return word(symbols.waiting, "waiting", style.people);
	if (!driven)
		return state.status === "paused"
			? word(symbols.paused, "paused", style.warn)
			: word(symbols.paused, "interrupted", style.warn);
	if (state.status === "cancelling") return word(symbols.cancelled, "cancelling", style.warn);
	if (state.status === "pausing" || state.status === "paused") return word(symbols.paused, "pausing", style.warn);
	return word(symbols.arrow, "running", style.run);
}
