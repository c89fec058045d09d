import { type Command, CommanderError, type Help } from "commander";
import { createStyle } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { helpTopics } from "./topics.ts";

/** Gives the program our colours, widths and words, and the help topics beside the commands. */
export function configureHelp(program: Command, terminal: Terminal): void {
	const { style } = terminal.out;
	program
		.exitOverride()
		.configureOutput({
			writeOut: (text) => terminal.out.write(text),
			writeErr: (text) => terminal.err.write(text),
			// Every error is told once, by main, in one form.
			outputError: () => undefined,
			getOutHelpWidth: () => Math.min(terminal.out.size().columns, 100),
			getErrHelpWidth: () => Math.min(terminal.err.size().columns, 100),
			getOutHasColors: () => terminal.out.style.enabled,
			getErrHasColors: () => terminal.err.style.enabled,
		})
		.configureHelp({
			sortOptions: false,
			minWidthToWrap: 20,
			styleTitle: (text) => style.bold(text),
			styleCommandText: (text) => style.hint(text),
			styleSubcommandText: (text) => style.hint(text),
			styleOptionText: (text) => style.hint(text),
			styleArgumentText: (text) => style.hint(text),
			subcommandTerm: (command) => command.name(),
			...narrowLists(terminal.out.size().columns),
		})
		.addHelpText("after", ({ command }) =>
			command === program
				? `\n${style.bold("Begin here:")}\n  dag init && dag run hello.dag\n\nMore: dag help exit-codes, dag help environment. Without a run's number, commands take the last run.`
				: "",
		);
	addHelpCommand(program, helpTopics(terminal));
}

/** The examples below a command's help: each a line to copy and what it is for. */
export function examples(
	...all: readonly (readonly [command: string, purpose: string])[]
): (context: { command: Command }) => string {
	return ({ command }) => {
		const columns = command.configureOutput().getOutHelpWidth?.() ?? 80;
		const style = createStyle(command.configureOutput().getOutHasColors?.() ?? false);
		const width = Math.max(...all.map(([line]) => line.length));
		const lines = all.map(([line, purpose]) =>
			width + purpose.length + 6 <= columns
				? `  ${line.padEnd(width)}  ${style.dim(`# ${purpose}`)}`
				: `  ${style.dim(`# ${purpose}`)}\n  ${line}`,
		);
		return `\n${style.bold("Examples:")}\n${lines.join("\n")}`;
	};
}

/** In a narrow terminal the description of an item goes below it, not beside it. */
function narrowLists(columns: number): Partial<Help> {
	if (columns >= 64) return {};
	return {
		formatItem(this: Help, term: string, _width: number, description: string, help: Help): string {
			if (description === "") return `  ${term}`;
			const text = help.boxWrap(description, columns - 7).replaceAll("\n", "\n      ");
			return `  ${term}\n      ${text}`;
		},
	};
}

/** `dag help exit-codes` prints a page instead of a command's help. */
function addHelpCommand(program: Command, topics: ReadonlyMap<string, () => string>): void {
	const helpCommand = program
		.createCommand("help")
		.argument("[topic]")
		.description("show help for a command, or: exit-codes, environment")
		.helpOption(false)
		.action((name: string | undefined) => {
			const output = program.configureOutput();
			if (name === undefined) return program.outputHelp();
			const topic = topics.get(name);
			if (topic !== undefined) return output.writeOut?.(topic());
			const command = program.commands.find((candidate) => candidate.name() === name);
			if (command === undefined)
				throw new CommanderError(2, "commander.unknownTopic", `error: there is no command or help topic “${name}”`);
			command.outputHelp();
		});
	program.addHelpCommand(helpCommand);
}
