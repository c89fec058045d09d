import { Argument, type Command } from "commander";
import { examples } from "../help/help.ts";
import { collect, duration, inProject, json, nonNegativeInteger, positiveInteger, project } from "../options.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The commands that look at runs, and what they left. */
export function addLooking(program: Command, terminal: Terminal): void {
	program.commandsGroup("Look:");
	program
		.command("runs")
		.summary("list the project's runs")
		.description("Lists runs, the newest first: how each is doing or ended, how long it took, and what it asks people.")
		.option("-n, --limit <n>", "show at most n", positiveInteger, 20)
		.option("--tag <tag>", "only runs with this tag")
		.addOption(project())
		.addOption(json())
		.addHelpText("after", examples(["dag runs", "the last 20"], ["dag runs --tag nightly --json", "for scripts"]))
		.action(async (options) => (await import("../command/runs.ts")).runs(inProject(terminal, options), options));
	program
		.command("status")
		.summary("show how a run is doing")
		.description("Shows a run: its jobs, what it asks people, what failed, what could not be undone, and its outputs.")
		.argument("[run]", "a run's number, or last", "last")
		.option("-w, --watch", "follow it until it ends")
		.addOption(project())
		.addOption(json())
		.addHelpText("after", examples(["dag status", "the last run"], ["dag status 12 --watch", "follow run 12"]))
		.action(async (run, options) =>
			(await import("../command/status.ts")).status(inProject(terminal, options), run, options),
		);
	program
		.command("logs")
		.summary("print the logs of a run or a job")
		.description("Prints what the jobs of a run wrote: of all jobs, of one (all its instances), or of one instance.")
		.argument("[run]", "a run's number, or last", "last")
		.argument("[job]", "a job, one instance, or one round: sweep, 'sweep[3]', 'tune[2].fit', ship/deploy")
		.option("-f, --follow", "go on printing as the run goes on")
		.option("-t, --time", "put the time before each line")
		.option("--attempt <n>", "of this attempt instead of the last", positiveInteger)
		.option("-n, --lines <n>", "only the last n lines of each log", positiveInteger)
		.addOption(project())
		.addOption(json("one JSON object per line"))
		.addHelpText(
			"after",
			examples(
				["dag logs", "everything of the last run"],
				["dag logs 12 'sweep[3]' -t", "one instance, with times"],
				["dag logs last train -f", "follow a job"],
			),
		)
		.action(async (run, job, options) =>
			(await import("../command/logs.ts")).logs(inProject(terminal, options), run, job, options),
		);
	program
		.command("checkpoints")
		.summary("list the checkpoints of a run")
		.description("Lists the named positions of a run's log, and how much was done at each.")
		.argument("[run]", "a run's number, or last", "last")
		.addOption(project())
		.addOption(json())
		.addHelpText(
			"after",
			examples(["dag checkpoints", "of the last run"], ["dag checkpoints 12 --json", "for scripts"]),
		)
		.action(async (run, options) =>
			(await import("../command/checkpoints.ts")).checkpoints(inProject(terminal, options), run, options),
		);
	program
		.command("baseline")
		.summary("show or store what regression gates compare with")
		.description(
			"Lists the project's baselines, shows the versions of one, or stores metrics as its next version: those of a job of a run, or numbers that you give.",
		)
		.addArgument(new Argument("[action]", "what to do").choices(["list", "show", "set"]).default("list"))
		.argument("[name]", "the baseline")
		.argument("[job]", "for --from: the job or instance whose metrics are stored")
		.option("--from <run>", "take the metrics of a job of this run")
		.option("--metric <name=value>", "take this metric; repeat for more", collect)
		.addOption(project())
		.addOption(json())
		.addHelpText(
			"after",
			examples(
				["dag baseline", "all, each in its present version"],
				["dag baseline show prod", "every version of one"],
				["dag baseline set prod --from last gate", "what the last run's gate let through"],
				["dag baseline set prod --metric accuracy=0.9 --metric loss=0.2", "by hand"],
			),
		)
		.action(async (action, name, job, options) =>
			(await import("../command/baseline.ts")).baseline(inProject(terminal, options), action, name, job, options),
		);
	program
		.command("clean")
		.summary("remove old runs")
		.description(
			"Removes runs from .dag/runs: those that are named, also damaged ones, or else all old ones that have finished. What is under way stays.",
		)
		.argument("[runs...]", "numbers of runs")
		.option("--keep <n>", "keep the newest n", nonNegativeInteger, 20)
		.option("--older <age>", "remove only what ended longer ago, such as 12h or 7d", duration)
		.option("--all", "also runs that are paused or were interrupted")
		.option("--dry-run", "only say what would go")
		.addOption(project())
		.addOption(json())
		.addHelpText(
			"after",
			examples(
				["dag clean --dry-run", "look first"],
				["dag clean --keep 5", "keep five"],
				["dag clean --keep 0 --older 7d", "by age"],
				["dag clean 7 9", "these two"],
			),
		)
		.action(async (runs, options) =>
			(await import("../command/clean.ts")).clean(inProject(terminal, options), runs, options),
		);
}
