import { type Command, Option } from "commander";
import { examples, paragraph } from "../help/help.ts";
import { collect, inProject, json, noWait, positiveInteger, project, workflow } from "../options.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The commands that drive a run: a new one, or one that goes on. */
export function addDriving(program: Command, terminal: Terminal): void {
	program.commandsGroup("Run:");
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
		.action(async (file, options) => (await import("../command/run.ts")).run(terminal, file, options));
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
			(await import("../command/resume.ts")).resume(inProject(terminal, options), run, options),
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
			(await import("../command/retry.ts")).retry(inProject(terminal, options), run, job, options),
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
			(await import("../command/fork.ts")).fork(inProject(terminal, options), run, options),
		);
}
