import { accept, type RunEvent } from "@dagwright/core";
import { awaitAnswer, recordRequest, requestCheckpoint } from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { readBegun } from "../run/begun-run.ts";
import { findRun } from "../run/find-run.ts";
import { refuseFinished } from "../run/refuse-finished.ts";
import { userName } from "../run/user-name.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** ms that an engine gets to answer. */
const PATIENCE = 5_000;

/** `dag checkpoint`: gives the present position of a run's log a name. */
export async function checkpoint(
	terminal: Terminal,
	name: string,
	wanted: string | undefined,
	options: { readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	const { plan, state, engine } = readBegun(root, run);
	refuseFinished(run, state);
	const by = userName("dag checkpoint");
	const report = { type: "checkpoint", by, ...(wanted === undefined ? {} : { name: wanted }) } as const;
	const answer = accept(plan, state, report, Date.now());
	if (!answer.ok) {
		throw new CommandFailure("usage", "checkpoint-name", answer.problem.message.replace(/\.$/, ""), {
			next: `dag checkpoints ${run} lists those that there are`,
		});
	}
	let made: { readonly name: string; readonly seq: number } | undefined;
	if (engine === undefined) made = (await recordRequest(root, run, report)).find(isCreated);
	else {
		requestCheckpoint(root, run, by, wanted);
		const isMine = (event: RunEvent) =>
			isCreated(event) && event.trigger === "manual" && (wanted === undefined || event.name === wanted);
		const event = await awaitAnswer(root, run, state.seq, isMine, PATIENCE);
		if (event !== undefined && isCreated(event)) made = event;
	}
	if (made === undefined) {
		throw new CommandFailure("host", "no-answer", `the engine of run ${run} did not make the checkpoint`, {
			next: `dag status ${run} shows whether it still goes on`,
		});
	}
	const { name: given, seq } = made;
	if (options.json === true) terminal.out.write(`${JSON.stringify({ run, name: given, seq })}\n`);
	else
		terminal.out.write(`Run ${run} has the checkpoint ${given}. dag resume ${run} --from ${given} goes on from it.\n`);
}

function isCreated(event: RunEvent): event is Extract<RunEvent, { type: "checkpoint.created" }> {
	return event.type === "checkpoint.created";
}
