import { nearestName } from "@dagwright/core/expression";
import type { Command, Help } from "commander";
import { CommandFailure } from "../failure.ts";
import { createStyle } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/width.ts";
import { helpTopics } from "./topics.ts";

/** Gives the program our colours, widths and words; its errors are thrown, and told once by `main`. */
export function configureHelp(program: Command, terminal: Terminal): void {
	const { style } = terminal.out;
	program
		.exitOverride()
		.configureOutput({
			writeOut: (text) => terminal.out.write(text),
			writeErr: (text) => terminal.err.write(text),
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
		.addHelpText("after", ({ command }) => (command === program ? beginHere(terminal) : ""));
}

/** `dag help`, `dag help run`, `dag help exit-codes`. */
export function showHelp(program: Command, terminal: Terminal, topic: string | undefined): void {
	if (topic === undefined) {
		program.outputHelp();
		return;
	}
	const topics = helpTopics(terminal);
	const page = topics.get(topic);
	const command = program.commands.find((candidate) => candidate.name() === topic);
	if (page !== undefined) terminal.out.write(page());
	else if (command !== undefined) command.outputHelp();
	else {
		const near = nearestName(topic, [...program.commands.map((candidate) => candidate.name()), ...topics.keys()]);
		throw new CommandFailure("usage", "unknown-topic", `there is no command or help topic ${topic}`, {
			next: near === undefined ? "dag help lists the commands" : `did you mean ${near}?`,
		});
	}
}

/** A paragraph below a command's help. */
export function paragraph(text: string): (context: { command: Command }) => string {
	return ({ command }) => `\n${wrap(text, (command.configureOutput().getOutHelpWidth?.() ?? 80) - 1).join("\n")}`;
}

/** The examples below a command's help: each a line to copy and what it is for. */
export function examples(
	...all: readonly (readonly [command: string, purpose: string])[]
): (context: { command: Command }) => string {
	return ({ command }) => {
		const columns = command.configureOutput().getOutHelpWidth?.() ?? 80;
		const style = createStyle(command.configureOutput().getOutHasColors?.() ?? false);
		const width = Math.max(...all.map(([line]) => line.length));
		const beside = all.every(([, purpose]) => width + purpose.length + 6 <= columns);
		const lines = all.map(([line, purpose]) =>
			beside ? `  ${line.padEnd(width)}  ${style.dim(`# ${purpose}`)}` : `  ${style.dim(`# ${purpose}`)}\n  ${line}`,
		);
		return `\n${style.bold("Examples:")}\n${lines.join("\n")}`;
	};
}

function beginHere(terminal: Terminal): string {
	const { style } = terminal.out;
	const more =
		"More: dag help exit-codes, dag help environment, dag help json. Without a run's number, commands take the last run.";
	const lines = wrap(more, Math.min(terminal.out.size().columns, 80) - 1);
	return `\n${style.bold("Begin here:")}\n  dag init && dag run hello.dag\n\n${lines.join("\n")}`;
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
