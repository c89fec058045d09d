import { requestPause } from "@dagwright/engine/requests";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../run/find-run.ts";
import { refuseFinished } from "../run/refuse-finished.ts";
import { userName } from "../run/user-name.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** ms that an engine gets to answer. */
const PATIENCE = 5_000;
/** Running jobs that are named. */
const NAMED = 5;

/** `dag pause`: asks the run's engine to start nothing new; what runs ends and is recorded, then the engine lets go. */
export async function pause(
	terminal: Terminal,
	name: string,
	options: { readonly wait?: true; readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	// Before the rest is loaded and the run is read, so that little starts meanwhile.
	const request = requestPause(root, run, userName("dag pause"));
	const [{ runningAttempts }, { awaitAnswer, followRun, readRun }] = await Promise.all([
		import("@dagwright/core"),
		import("@dagwright/engine"),
	]);
	const snapshot = readRun(root, run);
	const { state, engine } = snapshot;
	// Else nobody answers it any more, and it is not to meet the engine that goes on with the run one day.
	if (engine === undefined || state.status !== "running") request.withdraw();
	if (snapshot.neverBegan !== undefined) throw snapshot.neverBegan;
	refuseFinished(run, state);
	if (state.status === "cancelling") {
		throw new CommandFailure("input", "run-ending", `run ${run} is being cancelled, so it can't be paused`, {
			next: `dag status ${run} --watch follows it`,
		});
	}
	if (engine !== undefined && state.status === "running") {
		const answers = (type: string) => type === "run.paused" || type === "run.finished";
		await awaitAnswer(root, run, state.seq, ({ type }) => answers(type), PATIENCE);
	}
	if (options.wait === true) for await (const _ of followRun(root, run));
	const now = readRun(root, run);
	if (now.engine === undefined) request.withdraw();
	const running = now.engine === undefined ? [] : runningAttempts(now.state).map(({ instance }) => instance);
	const result =
		now.state.status === "finished"
			? "finished"
			: now.engine === undefined
				? now.state.status === "paused"
					? "paused"
					: "interrupted"
				: now.state.status === "running"
					? "asked"
					: "pausing";
	if (options.json === true) {
		terminal.out.write(`${JSON.stringify({ run, result, running })}\n`);
		return;
	}
	const goesOn = `dag resume ${run} goes on`;
	const named = running.slice(0, NAMED).join(", ") + (running.length > NAMED ? ", …" : "");
	const lines = {
		finished: `Run ${run} has finished; there was nothing left to pause.`,
		paused: `Run ${run} is paused. ${goesOn}.`,
		interrupted: `No engine drives run ${run}, so nothing of it runs. ${goesOn} where it stopped.`,
		asked: `Asked run ${run} to pause (process ${now.engine?.pid}). dag status ${run} --watch follows it.`,
		pausing:
			running.length === 0
				? `Run ${run} is paused. ${goesOn}.`
				: `Run ${run} starts nothing new; it stands still once what runs has ended: ${named}. ${goesOn}.`,
	};
	terminal.out.write(`${lines[result]}\n`);
}
