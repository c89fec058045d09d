import type { RunState } from "@dagwright/core";
import { CommandFailure } from "../failure.ts";

/**
 * Refuses what can only be asked of a run that goes on, and names what can be done with one that is over.
 * @throws CommandFailure `run-finished`
 */
export function refuseFinished(run: string, state: RunState): void {
	if (state.status !== "finished") return;
	throw new CommandFailure(
		"input",
		"run-finished",
		`run ${run} has already finished (${(state.result ?? "unknown").replaceAll("_", " ")})`,
		{ next: `dag status ${run} shows how` },
	);
}
