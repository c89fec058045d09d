import { Argument, type Command } from "commander";
import { examples, showHelp } from "../help/help.ts";
import { json } from "../options.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Completion, versions and help. */
export function addMore(program: Command, terminal: Terminal): void {
	program.commandsGroup("More:");
	program
		.command("completion")
		.summary("complete commands, files, runs and jobs with Tab")
		.description("Prints a script that teaches your shell to complete dag with Tab.")
		.addArgument(new Argument("<shell>", "your shell").choices(["bash", "zsh", "fish"]))
		.addHelpText(
			"after",
			examples(
				["dag completion bash >> ~/.bashrc", "bash"],
				["dag completion zsh >> ~/.zshrc", "zsh"],
				["dag completion fish > ~/.config/fish/completions/dag.fish", "fish"],
			),
		)
		.action(async (shell) => (await import("../command/completion.ts")).completion(terminal, shell));
	program
		.command("version")
		.summary("print versions")
		.description("Prints the version of dag and of the Node that runs it.")
		.addOption(json())
		.action(async (options) => (await import("../command/version.ts")).printVersion(terminal, options));
	program
		.command("help")
		.summary("show help for a command, or: exit-codes, environment, json")
		.argument("[topic]", "a command, exit-codes, environment or json")
		.helpOption(false)
		.action((topic: string | undefined) => showHelp(program, terminal, topic));
	program
		.command("__complete", { hidden: true })
		.argument("[words...]")
		.allowUnknownOption()
		.helpOption(false)
		.action(async (words) => (await import("../command/completion.ts")).complete(terminal, program, words));
}
