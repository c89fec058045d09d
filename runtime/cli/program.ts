import { Argument, Command, Option } from "commander";
import { configureHelp, examples, paragraph, showHelp } from "./help/help.ts";
import {
	collect,
	duration,
	inProject,
	json,
	nonNegativeInteger,
	noWait,
	positiveInteger,
	project,
	workflow,
} from "./options.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { version } from "./version.ts";

const groups = { write: "Write and check:", run: "Run:", look: "Look:", more: "More:" };

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
	addRunning(program, terminal);
	addLooking(program, terminal);
	addMore(program, terminal);
	return program;
}

function addWriting(program: Command, terminal: Terminal): void {
	program.commandsGroup(groups.write);
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
		.action(async (folder, options) => (await import("./command/init.ts")).init(terminal, folder, options));
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
		.action(async (files, options) => (await import("./command/check.ts")).check(terminal, files, options));
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
				["dag test --reporter junit > tests.xml", "for CI"],
				["dag test --from-run last --write train.dag", "the last run as a test"],
			),
		)
		.action(async (files, options) => (await import("./command/test.ts")).test(terminal, files, options));
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
		.action(async (files, options) => (await import("./command/fmt.ts")).fmt(terminal, files, options));
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
		.action(async (file, options) => (await import("./command/plan.ts")).plan(terminal, file, options));
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
			(await import("./command/graph.ts")).graph(inProject(terminal, options), target, options),
		);
}

function addRunning(program: Command, terminal: Terminal): void {
	program.commandsGroup(groups.run);
	program
		.command("run")
		.summary("check a workflow and run it to the end")
		.description(
			"Checks, then runs a workflow with live progress. Ctrl-C once lets running jobs finish and pauses the run; dag resume goes on. Twice kills.",
		)
		.argument("<file>", "a .dag file")
		.option("-p, --param <name=value>", "give a param; repeat for more", collect)
		.option("--params <file>", "params from a JSON file")
		.addOption(workflow())
		.option("-j, --max-parallel <n>", "run at most n jobs at once", positiveInteger)
		.option("--only <job>", "run only this job and what it needs; repeat for more", collect)
		.option("--fail-fast", "start nothing more after the first failure")
		.option("--dry-run", "check everything and show what would run, then stop")
		.option("--tag <tag>", "mark the run, to find it in dag runs; repeat for more", collect)
		.addOption(
			new Option("--durability <mode>", "strict: sync the journal before a dependent starts")
				.choices(["default", "strict"])
				.default("default"),
		)
		.addOption(
			new Option(
				"--overlap <mode>",
				"while another run of the workflow is under way here; by default what it says",
			).choices(["skip", "queue", "allow"]),
		)
		.option("--ignore-needs", "run jobs even if they need more than this machine has")
		.addOption(noWait())
		.addOption(json("one JSON line per event, as it happens"))
		.addHelpText(
			"after",
			examples(
				["dag run train.dag", "with live progress"],
				["dag run train.dag -p epochs=20 -p 'lrs=[0.1, 0.01]'", "params, checked against their types"],
				["dag run train.dag --only sweep -j 2", "part of it, two jobs at once"],
				["dag run train.dag --json | jq -r .event.type", "for scripts"],
			),
		)
		.addHelpText(
			"after",
			paragraph(
				"A param's value comes from --param, else --params, else the environment's DAG_PARAM_<NAME>, else its default.",
			),
		)
		.action(async (file, options) => (await import("./command/run.ts")).run(terminal, file, options));
	program
		.command("resume")
		.summary("go on with a run that was paused or interrupted")
		.description("Goes on where a run stopped: what has ended is not run again. Uses the plan that the run began with.")
		.argument("[run]", "a run's number, or last", "last")
		.addOption(noWait())
		.option("--from <checkpoint>", "go on from this checkpoint, in a new run that reuses what had ended by then")
		.addOption(project())
		.addOption(json("one JSON line per event, as it happens"))
		.addHelpText(
			"after",
			examples(
				["dag resume", "the last run"],
				["dag resume 12", "run 12"],
				["dag resume 12 --from before-ship", "from a checkpoint of it"],
			),
		)
		.action(async (run, options) =>
			(await import("./command/resume.ts")).resume(inProject(terminal, options), run, options),
		);
	program
		.command("retry")
		.summary("run again what failed in a finished run")
		.description(
			"Goes on with a run that has finished: what failed runs again, or the job, instance or round that is named, and what depends on it. What succeeded beside it is kept; of a job with for, the instances that succeeded too, and what did in a group, in a called workflow, and in earlier rounds of a loop.",
		)
		.argument("[run]", "a run's number, or last", "last")
		.argument("[job]", "a job, one instance, or one round of a loop: sweep, 'sweep[3]', 'tune[2]', ship/deploy")
		.addOption(project())
		.addOption(json("one JSON line per event, as it happens"))
		.addHelpText(
			"after",
			examples(
				["dag retry", "what failed in the last run"],
				["dag retry 12 train", "train, also if it succeeded, and what depends on it"],
				["dag retry 12 'sweep[3]'", "one instance"],
				["dag retry 12 'tune[2].fit'", "a job in the third round of a loop, and the rounds after it"],
			),
		)
		.action(async (run, job, options) =>
			(await import("./command/retry.ts")).retry(inProject(terminal, options), run, job, options),
		);
	program
		.command("fork")
		.summary("run a run again from a job on, as a new run")
		.description(
			"Makes a new run that goes on from another: it reuses each job that succeeded there and whose inputs are unchanged, and runs the rest. The old run stays as it is.",
		)
		.argument("<run>", "a run's number, or last")
		.option("--from <job>", "run this job again, and what depends on it")
		.option("--set <job.output=value>", "replace an output of a reused job; repeat for more", collect)
		.option("-p, --param <name=value>", "change a param; repeat for more", collect)
		.addOption(project())
		.addOption(json("one JSON line per event, as it happens"))
		.addHelpText(
			"after",
			examples(
				["dag fork 12 --from train", "train again, and what depends on it"],
				["dag fork 12 --set gate.passed=true", "as if the gate had passed"],
				["dag fork 12 --set 'sweep[2].accuracy=0.9'", "one instance of a for job"],
				["dag fork 12 --param epochs=20", "only what reads the param"],
			),
		)
		.action(async (run, options) =>
			(await import("./command/fork.ts")).fork(inProject(terminal, options), run, options),
		);
	program
		.command("pause")
		.summary("let what runs end, and start nothing new")
		.description("Pauses a run: running jobs end and are recorded, nothing new starts. dag resume goes on.")
		.argument("[run]", "a run's number, or last", "last")
		.option("-w, --wait", "wait until nothing runs any more")
		.addOption(project())
		.addOption(json())
		.addHelpText(
			"after",
			examples(["dag pause", "the last run"], ["dag pause 12 --wait", "run 12, until it stands still"]),
		)
		.action(async (run, options) =>
			(await import("./command/pause.ts")).pause(inProject(terminal, options), run, options),
		);
	program
		.command("approve")
		.summary("answer what a run asks people")
		.description(
			"Approves or rejects an approval that waits, or says what became of a critical job whose attempt was lost with its engine: without --reject it is done again. You answer as the user of this system; nobody checks who you are here, so --as answers as somebody else.",
		)
		.argument("[run]", "a run's number, or last", "last")
		.argument("[job]", "what asks: release, 'release[3]'; without one, the only one that asks")
		.option("--reject", "reject it; a lost attempt counts as failed")
		.option("--succeeded", "of a lost attempt: it did succeed; --set gives its outputs")
		.option("-m, --comment <text>", "say why")
		.option("--set <field=value>", "fill in a field of the form; repeat for more", collect)
		.option("--as <user>", "answer as this user")
		.addOption(project())
		.addOption(json())
		.addHelpText(
			"after",
			examples(
				["dag approve", "the only question of the last run"],
				["dag approve 12 release -m 'looks good'", "a job of run 12"],
				["dag approve 12 release --set share=0.2", "with a field of its form"],
				["dag approve 12 release --reject -m 'not on Friday'", "fails the job"],
				["dag approve 12 deploy --succeeded --set url=https://a.example", "a lost attempt that did its work"],
			),
		)
		.action(async (run, job, options) =>
			(await import("./command/approve.ts")).approve(inProject(terminal, options), run, job, options),
		);
	program
		.command("checkpoint")
		.summary("name the point where a run is, to come back to")
		.description(
			"Gives the present position of a run's log a name. dag resume RUN --from NAME goes on from it in a new run.",
		)
		.argument("[run]", "a run's number, or last", "last")
		.argument("[name]", "letters, digits, and . _ - after the first; without one: manual, manual-2, …")
		.addOption(project())
		.addOption(json())
		.addHelpText(
			"after",
			examples(["dag checkpoint", "of the last run"], ["dag checkpoint 12 before-upload", "of run 12, by name"]),
		)
		.action(async (run, name, options) =>
			(await import("./command/checkpoint.ts")).checkpoint(inProject(terminal, options), run, name, options),
		);
	program
		.command("cancel")
		.summary("stop a run")
		.description("Stops a run: its jobs get SIGTERM, after the grace SIGKILL. It ends as cancelled.")
		.argument("[run]", "a run's number, or last", "last")
		.option("--rollback", "undo what can be undone")
		.addOption(project())
		.addOption(json())
		.addHelpText("after", examples(["dag cancel", "the last run"], ["dag cancel 12", "run 12"]))
		.action(async (run, options) =>
			(await import("./command/cancel.ts")).cancel(inProject(terminal, options), run, options),
		);
}

function addLooking(program: Command, terminal: Terminal): void {
	program.commandsGroup(groups.look);
	program
		.command("runs")
		.summary("list the project's runs")
		.description("Lists runs, the newest first.")
		.option("-n, --limit <n>", "show at most n", positiveInteger, 20)
		.option("--tag <tag>", "only runs with this tag")
		.addOption(project())
		.addOption(json())
		.addHelpText("after", examples(["dag runs", "the last 20"], ["dag runs --tag nightly --json", "for scripts"]))
		.action(async (options) => (await import("./command/runs.ts")).runs(inProject(terminal, options), options));
	program
		.command("status")
		.summary("show how a run is doing")
		.description("Shows a run: its jobs, failures and outputs.")
		.argument("[run]", "a run's number, or last", "last")
		.option("-w, --watch", "follow it until it ends")
		.addOption(project())
		.addOption(json())
		.addHelpText("after", examples(["dag status", "the last run"], ["dag status 12 --watch", "follow run 12"]))
		.action(async (run, options) =>
			(await import("./command/status.ts")).status(inProject(terminal, options), run, options),
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
			(await import("./command/checkpoints.ts")).checkpoints(inProject(terminal, options), run, options),
		);
	program
		.command("logs")
		.summary("print the logs of a run or a job")
		.description("Prints what the jobs of a run wrote: of all jobs, of one (all its instances), or of one instance.")
		.argument("[run]", "a run's number, or last", "last")
		.argument("[job]", "a job, or one instance: sweep, 'sweep[3]'")
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
			(await import("./command/logs.ts")).logs(inProject(terminal, options), run, job, options),
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
			(await import("./command/baseline.ts")).baseline(inProject(terminal, options), action, name, job, options),
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
			(await import("./command/clean.ts")).clean(inProject(terminal, options), runs, options),
		);
}

function addMore(program: Command, terminal: Terminal): void {
	program.commandsGroup(groups.more);
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
		.action(async (shell) => (await import("./command/completion.ts")).completion(terminal, shell));
	program
		.command("version")
		.summary("print versions")
		.description("Prints the version of dag and of the Node that runs it.")
		.addOption(json())
		.action(async (options) => (await import("./command/version.ts")).printVersion(terminal, options));
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
		.action(async (words) => (await import("./command/completion.ts")).complete(terminal, program, words));
}
