import type { Command } from "commander";
import { addDriving } from "./program/drive-commands.ts";
import { emptyProgram } from "./program/empty-program.ts";
import { addLooking } from "./program/look-commands.ts";
import { addMore } from "./program/more-commands.ts";
import { addSteering } from "./program/steer-commands.ts";
import { addWriting } from "./program/write-commands.ts";
import type { Terminal } from "./terminal/terminal.ts";

/**
 * The whole command tree. It is cheap: each command loads its code when it is called. Completion and help read this
 * tree too.
 */
export function createProgram(terminal: Terminal): Command {
	const program = emptyProgram(terminal);
	addWriting(program, terminal);
	addDriving(program, terminal);
	addSteering(program, terminal);
	addLooking(program, terminal);
	addMore(program, terminal);
	return program;
}
