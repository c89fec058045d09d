import type { Command } from "commander";
import { examples } from "../help/help.ts";
import { collect, inProject, json, project } from "../options.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The commands that ask something of a run, whoever drives it. */
export function addSteering(program: Command, terminal: Terminal): void {
	program.commandsGroup("Run:");
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
			(await import("../command/approve.ts")).approve(inProject(terminal, options), run, job, options),
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
			(await import("../command/pause.ts")).pause(inProject(terminal, options), run, options),
		);
	program
		.command("cancel")
		.summary("stop a run")
		.description(
			"Stops a run: its jobs get SIGTERM, and SIGKILL if they still run 10 seconds later (defaults.grace in dagwright.json sets that time). It ends as cancelled.",
		)
		.argument("[run]", "a run's number, or last", "last")
		.option("--rollback", "then undo what can be undone, the last first")
		.addOption(project())
		.addOption(json())
		.addHelpText(
			"after",
			examples(
				["dag cancel", "the last run"],
				["dag cancel 12 --rollback", "run 12, and undo what it did, the last first"],
			),
		)
		.action(async (run, options) =>
			(await import("../command/cancel.ts")).cancel(inProject(terminal, options), run, options),
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
			(await import("../command/checkpoint.ts")).checkpoint(inProject(terminal, options), run, name, options),
		);
}
