import { type RunState, runningAttempts } from "@dagwright/core";
import { formatDuration } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Says why nothing seems to happen: what an engine that died left running may take its whole grace (ms) to end. */
export function tellLeftovers(terminal: Terminal, run: string, state: RunState, grace: number): void {
	if (!terminal.err.isTerminal || runningAttempts(state).length === 0) return;
	const { style } = terminal.err;
	terminal.err.write(
		style.dim(`Ending what the engine of run ${run} may have left running, for at most ${formatDuration(grace)}\n`),
	);
}
