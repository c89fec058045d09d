import { userInfo } from "node:os";
import { type ActiveRun, DEFAULT_GRACE, findProject, readRun, requestCancel, resumeRun } from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { engineOptions } from "../run/engine-options.ts";
import { findRun } from "../run/find-run.ts";
import { tellLeftovers } from "../run/tell-leftovers.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `dag cancel`: asks the engine that drives the run to stop it; where there is none, ends the run itself. */
export async function cancel(
	terminal: Terminal,
	name: string,
	options: { readonly rollback?: true; readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	const { state, engine } = readRun(root, run);
	if (state.status === "finished")
		throw new CommandFailure(
			"input",
			"run-finished",
			`run ${run} has already finished (${(state.result ?? "unknown").replaceAll("_", " ")})`,
			{
				next: `dag status ${run} shows how`,
			},
		);
	const by = userName();
	const rollback = options.rollback === true;
	let result = "asked";
	if (engine !== undefined) requestCancel(root, run, by, rollback);
	else {
		const project = await findProject(root);
		tellLeftovers(terminal, run, state, project.grace ?? DEFAULT_GRACE);
		const active: ActiveRun = await resumeRun({ root, run }, engineOptions(project));
		active.cancel(by, rollback);
		const end = await active.ended;
		result = end.status === "finished" ? end.result : end.status;
	}
	if (options.json === true) terminal.out.write(`${JSON.stringify({ run, result })}\n`);
	else if (engine !== undefined)
		terminal.out.write(`Asked run ${run} to stop (process ${engine.pid}). dag status ${run} --watch follows it.\n`);
	else terminal.out.write(`Run ${run} is cancelled.\n`);
}

function userName(): string {
	try {
		return userInfo().username;
	} catch {
		return "dag cancel"; // A user id without a name, as in some containers.
	}
}
