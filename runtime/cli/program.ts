import { Command } from "commander";
import { configureHelp } from "./help/help.ts";
import { addDriving } from "./program/drive-commands.ts";
import { addLooking } from "./program/look-commands.ts";
import { addMore } from "./program/more-commands.ts";
import { addSteering } from "./program/steer-commands.ts";
import { addWriting } from "./program/write-commands.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { version } from "./version.ts";

/**
 * The whole command tree. It is cheap: each command loads its code when it is called. Completion and help read this
 * tree too.
 */
export function createProgram(terminal: Terminal): Command {
	const program = new Command("dag");
	configureHelp(program, terminal);
	program
		.usage("<command> [options]")
		.description("Dagwright: workflows as code. A .dag file is checked, planned and run, here on this machine.")
		.version(version, "-V, --version", "print the version")
		.helpOption("-h, --help", "show help")
		.helpCommand(false);
	addWriting(program, terminal);
	addDriving(program, terminal);
	addSteering(program, terminal);
	addLooking(program, terminal);
	addMore(program, terminal);
	return program;
}
