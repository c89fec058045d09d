import { runCommandLine } from "./command-line.ts";
import { createProgram } from "./program.ts";
import { processTerminal, type Terminal } from "./terminal/terminal.ts";

/** Runs any command line; resolves to the exit code. */
export function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
	return runCommandLine(argv, createProgram(terminal), terminal);
}
