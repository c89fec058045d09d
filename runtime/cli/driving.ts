/**
 * The commands that drive runs: an entry of its own, bundled apart with all that each run needs. Of a bundle that all
 * commands share it would be forty chunks, which take 10 ms more to load.
 */
import { runCommandLine } from "./command-line.ts";
import { addDriving } from "./program/drive-commands.ts";
import { emptyProgram } from "./program/empty-program.ts";
import { processTerminal, type Terminal } from "./terminal/terminal.ts";

/** Runs a command line that begins with one of these commands; resolves to the exit code. */
export function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
	const program = emptyProgram(terminal);
	addDriving(program, terminal);
	return runCommandLine(argv, program, terminal);
}
