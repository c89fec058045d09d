import { graphView } from "@dagwright/core";
import { DEFAULT_GRACE, findProject, localSecrets, readRun, resumeRun } from "@dagwright/engine";
import { SilentExit } from "../failure.ts";
import { driveRun } from "../run/drive-run.ts";
import { engineOptions } from "../run/engine-options.ts";
import { findRun } from "../run/find-run.ts";
import { placesOf, secretProblem } from "../run/plan-problems.ts";
import { tellLeftovers } from "../run/tell-leftovers.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `dag resume`: goes on with a run that was paused or interrupted. */
export async function resume(
	terminal: Terminal,
	name: string,
	options: { readonly wait?: boolean; readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	const { origins, plan, state, engine } = readRun(root, run);
	const project = await findProject(root);
	// Refused rather than failed: once a job has failed for its secret, the run can't go on.
	if (engine === undefined && (state.status === "running" || state.status === "paused" || state.status === "pausing")) {
		const ended = new Set(graphView(plan, state).nodes.flatMap(({ id, ended }) => (ended === undefined ? [] : [id])));
		const { only } = state.options;
		const wanted = { plan, params: state.params, ended, ...(only === undefined ? {} : { only }) };
		const place = placesOf(terminal, root, origins, `run ${run}`);
		const problem = secretProblem(wanted, localSecrets(terminal.environment, project.secrets), place);
		if (problem !== undefined) throw problem;
	}
	if (engine === undefined) tellLeftovers(terminal, run, state, project.grace ?? DEFAULT_GRACE);
	const active = await resumeRun({ root, run }, { ...engineOptions(project), leavesPeople: options.wait === false });
	const code = await driveRun(terminal, active, {
		origins,
		resumed: true,
		...(options.json === undefined ? {} : { json: options.json }),
	});
	if (code !== 0) throw new SilentExit(code);
}
