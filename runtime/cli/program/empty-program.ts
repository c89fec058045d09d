import { Command } from "commander";
import { configureHelp } from "../help/help.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { version } from "../version.ts";

/** The program without its commands. */
export function emptyProgram(terminal: Terminal): Command {
	const program = new Command("dag");
	configureHelp(program, terminal);
	return program
		.usage("<command> [options]")
		.description("Dagwright: workflows as code. A .dag file is checked, planned and run, here on this machine.")
		.version(version, "-V, --version", "print the version")
		.helpOption("-h, --help", "show help")
		.helpCommand(false);
}
