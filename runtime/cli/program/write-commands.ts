import { type Command, Option } from "commander";
import { examples } from "../help/help.ts";
import { collect, inProject, json, project, workflow } from "../options.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The commands that write and check files. */
export function addWriting(program: Command, terminal: Terminal): void {
	program.commandsGroup("Write and check:");
	program
		.command("init")
		.summary("write a small workflow to start from")
		.description("Writes a small workflow that runs as it is, and dagwright.json. Files that exist stay as they are.")
		.argument("[folder]", "where to write", ".")
		.addOption(json())
		.addHelpText(
			"after",
			examples(["dag init", "start in this folder"], ["dag init pipelines", "start in a new folder"]),
		)
		.action(async (folder, options) => (await import("../command/init.ts")).init(terminal, folder, options));
	program
		.command("check")
		.summary("find mistakes in .dag files")
		.description(
			"Checks files and all that they import: names, types, units, cycles, config keys. Without files, every .dag file of the project.",
		)
		.argument("[files...]", "files or folders")
		.option("--warnings-as-errors", "fail on warnings too")
		.addOption(json())
		.addHelpText(
			"after",
			examples(
				["dag check", "the whole project"],
				["dag check train.dag", "one file"],
				["dag check --json | jq .errors", "for scripts"],
			),
		)
		.action(async (files, options) => (await import("../command/check.ts")).check(terminal, files, options));
	program
		.command("test")
		.summary("run the tests of workflows")
		.description(
			"Runs the tests that .dag files have, in a simulator: mocks stand for all work, no process is started, and time leaps, so that a day's wait takes no time. Without files, every .dag file of the project.",
		)
		.argument("[files...]", "files or folders")
		.option("--filter <text>", "only tests with this text in their title")
		.option("-w, --watch", "run again what a change affects, until Ctrl-C")
		.option("--coverage", "show which jobs ran, and which ways conditions, fallbacks and rollbacks went")
		.addOption(new Option("--reporter <format>", "how to tell").choices(["human", "json", "junit"]).default("human"))
		.option("--from-run <run>", "print a finished run as a test, with its outputs as mocks")
		.option("--job <job>", "with --from-run: mock only this job; repeat for more", collect)
		.option("--write <file>", "with --from-run: write the test to the end of this file")
		.addHelpText(
			"after",
			examples(
				["dag test", "the whole project"],
				["dag test train.dag", "one file"],
				["dag test --filter 'weak models'", "some of them"],
				["dag test train.dag --watch", "again at each change"],
				["dag test --coverage", "and what no test comes to"],
				["dag test --reporter junit > tests.xml", "for CI"],
				["dag test --from-run last --write train.dag", "the last run as a test"],
			),
		)
		.action(async (files, options) => (await import("../command/test.ts")).test(terminal, files, options));
	program
		.command("fmt")
		.summary("format .dag files")
		.description("Formats files in place; comments stay. Without files, every .dag file of the project. - reads stdin.")
		.argument("[files...]", "files or folders, or - for stdin")
		.option("--check", "change nothing; fail when a file is not formatted")
		.addOption(json())
		.addHelpText(
			"after",
			examples(
				["dag fmt", "the whole project"],
				["dag fmt --check", "in CI"],
				["cat a.dag | dag fmt -", "from an editor"],
			),
		)
		.action(async (files, options) => (await import("../command/fmt.ts")).fmt(terminal, files, options));
	program
		.command("plan")
		.summary("show what a run would do")
		.description(
			"Compiles a workflow and prints its plan: params, jobs in the order they can start, policies, outputs.",
		)
		.argument("<file>", "a .dag file")
		.addOption(workflow())
		.addOption(json("print the Plan itself"))
		.addHelpText(
			"after",
			examples(["dag plan train.dag", "readable"], ["dag plan train.dag --json > plan.json", "the Plan"]),
		)
		.action(async (file, options) => (await import("../command/plan.ts")).plan(terminal, file, options));
	program
		.command("graph")
		.summary("draw a workflow or a run")
		.description("Prints the graph of a workflow, or of a run with its statuses, as Mermaid, DOT (Graphviz) or SVG.")
		.argument("<file|run>", "a .dag file, a run's number, or last")
		.addOption(
			new Option("-f, --format <format>", "what to print").choices(["mermaid", "dot", "svg"]).default("mermaid"),
		)
		.addOption(new Option("--theme <theme>", "colours of the SVG").choices(["light", "dark"]).default("light"))
		.option("-o, --output <file>", "write to a file instead of stdout")
		.addOption(workflow())
		.addOption(project())
		.addOption(json("print the graph as data"))
		.addHelpText(
			"after",
			examples(
				["dag graph train.dag", "Mermaid, for a README"],
				["dag graph train.dag -f svg -o train.svg", "a picture"],
				["dag graph last -f svg --theme dark -o run.svg", "the last run, with statuses"],
				["dag graph train.dag -f dot | dot -Tpng > train.png", "with Graphviz"],
			),
		)
		.action(async (target, options) =>
			(await import("../command/graph.ts")).graph(inProject(terminal, options), target, options),
		);
}
