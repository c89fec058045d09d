import { type ActiveRun, DEFAULT_GRACE, findProject, requestCancel, resumeRun } from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { readBegun } from "../run/begun-run.ts";
import { engineOptions } from "../run/engine-options.ts";
import { findRun } from "../run/find-run.ts";
import { refuseFinished } from "../run/refuse-finished.ts";
import { tellLeftovers } from "../run/tell-leftovers.ts";
import { userName } from "../run/user-name.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `dag cancel`: asks the engine that drives the run to stop it; where there is none, ends the run itself. */
export async function cancel(
	terminal: Terminal,
	name: string,
	options: { readonly rollback?: true; readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	const { state, engine } = readBegun(root, run);
	refuseFinished(run, state);
	if (options.rollback === true && state.phase !== "jobs") {
		throw new CommandFailure(
			"input",
			"too-late",
			`the jobs of run ${run} have ended, so it is too late to undo them by a cancel`,
			{
				next: `dag cancel ${run} without --rollback stops what runs now`,
			},
		);
	}
	const by = userName("dag cancel");
	const rollback = options.rollback === true;
	let result = "asked";
	if (engine !== undefined) requestCancel(root, run, by, rollback);
	else {
		const project = await findProject(root);
		tellLeftovers(terminal, run, state, project.grace ?? DEFAULT_GRACE);
		const active: ActiveRun = await resumeRun({ root, run }, engineOptions(project, { mode: "allow" }));
		active.cancel(by, rollback);
		const end = await active.ended;
		result = end.status === "finished" ? end.result : end.status;
	}
	if (options.json === true) terminal.out.write(`${JSON.stringify({ run, result })}\n`);
	else if (engine !== undefined)
		terminal.out.write(`Asked run ${run} to stop (process ${engine.pid}). dag status ${run} --watch follows it.\n`);
	else terminal.out.write(`Run ${run} is cancelled.\n`);
}
