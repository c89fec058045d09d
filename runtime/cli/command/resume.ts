import { graphView } from "@dagwright/core";
import {
	awaitAnswer,
	DEFAULT_GRACE,
	findProject,
	forkRun,
	localSecrets,
	readForkable,
	readRun,
	requestResume,
	resumeRun,
} from "@dagwright/engine";
import { CommandFailure, SilentExit } from "../failure.ts";
import { readBegun } from "../run/begun-run.ts";
import { driveRun } from "../run/drive-run.ts";
import { engineOptions } from "../run/engine-options.ts";
import { findRun } from "../run/find-run.ts";
import { whenItsTurn } from "../run/overlap-options.ts";
import { placesOf, secretProblem } from "../run/plan-problems.ts";
import { tellFork } from "../run/tell-fork.ts";
import { tellLeftovers } from "../run/tell-leftovers.ts";
import { userName } from "../run/user-name.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** ms that an engine gets to answer. */
const PATIENCE = 5_000;

export interface ResumeOptions {
	/** A checkpoint. */
	readonly from?: string;
	/** False with `--no-wait`. */
	readonly wait?: boolean;
	readonly json?: true;
}

/** `dag resume`: goes on with a run that was paused or interrupted, or from one of its checkpoints in a new run. */
export async function resume(terminal: Terminal, name: string, options: ResumeOptions): Promise<void> {
	const { root, run } = findRun(terminal, name);
	if (options.from !== undefined && (await forked(terminal, root, run, options.from, options))) return;
	if (await calledBack(terminal, root, run, options)) return;
	const { origins, plan, state, engine } = readBegun(root, run);
	if (state.status === "finished") {
		throw new CommandFailure(
			"input",
			"run-finished",
			`run ${run} has already finished (${(state.result ?? "unknown").replaceAll("_", " ")})`,
			{
				next: [
					`dag retry ${run} runs what failed again, and what depends on it`,
					`dag fork ${run} --from JOB runs it again from a job on, as a new run`,
				],
			},
		);
	}
	const project = await findProject(root);
	// Refused rather than failed: once a job has failed for its secret, the run can't go on.
	if (engine === undefined && (state.status === "running" || state.status === "paused" || state.status === "pausing")) {
		const ended = new Set(graphView(plan, state).nodes.flatMap(({ id, ended }) => (ended === undefined ? [] : [id])));
		const { only } = state.options;
		const wanted = { plan, params: state.params, ended, ...(only === undefined ? {} : { only }) };
		const place = placesOf(terminal, root, () => origins, `run ${run}`);
		const problem = secretProblem(wanted, localSecrets(terminal.environment, project.secrets), place);
		if (problem !== undefined) throw problem;
	}
	if (engine === undefined) tellLeftovers(terminal, run, state, project.grace ?? DEFAULT_GRACE);
	const active = await whenItsTurn(terminal, options.json === undefined ? {} : { json: options.json }, (overlap) =>
		resumeRun({ root, run }, { ...engineOptions(project, overlap), leavesPeople: options.wait === false }),
	);
	const code = await driveRun(terminal, active, {
		resumed: true,
		...(options.json === undefined ? {} : { json: { origins } }),
	});
	if (code !== 0) throw new SilentExit(code);
}

/** Whether the run went on from a checkpoint as a fork; from the newest position it just goes on. */
async function forked(
	terminal: Terminal,
	root: string,
	run: string,
	checkpoint: string,
	{ json }: ResumeOptions,
): Promise<boolean> {
	const { origins, state, isHead } = readForkable(root, run, checkpoint);
	if (isHead && state.status !== "finished") return false;
	const project = await findProject(root);
	const active = await whenItsTurn(terminal, json === undefined ? {} : { json }, (overlap) =>
		forkRun({ root, run, checkpoint }, engineOptions(project, overlap)),
	);
	if (json !== true) tellFork(terminal, active);
	const code = await driveRun(terminal, active, {
		resumed: true,
		...(json === undefined ? {} : { json: { origins } }),
	});
	if (code !== 0) throw new SilentExit(code);
	return true;
}

/** Whether an engine that was about to pause the run goes on with it instead. */
async function calledBack(terminal: Terminal, root: string, run: string, { json }: ResumeOptions): Promise<boolean> {
	const { state, engine } = readRun(root, run);
	if (engine === undefined || (state.status !== "pausing" && state.status !== "paused")) return false;
	requestResume(root, run, userName("dag resume"));
	const answer = await awaitAnswer(root, run, state.seq, ({ type }) => type === "run.resumed", PATIENCE);
	// It may have let go just before it could be asked: then this process takes the run up.
	if (answer === undefined) return false;
	if (json === true) terminal.out.write(`${JSON.stringify({ type: "resumed", run, engine })}\n`);
	else
		terminal.out.write(
			`Run ${run} had not stood still yet: its engine (process ${engine.pid}) goes on with it. dag status ${run} --watch follows it.\n`,
		);
	return true;
}
