import { setTimeout as sleep } from "node:timers/promises";
import { accept, type Report, type RunEvent } from "@dagwright/core";
import { type InboxRequest, leaveRequest } from "./local/inbox.ts";
import { JournalTail } from "./local/journal/journal-reader.ts";
import { LocalRunStore } from "./local/local-run-store.ts";
import { existingRunFolder, journalPath } from "./local/run-directory.ts";
import { lockHolder } from "./local/run-lock.ts";
import { systemClock } from "./local/system-clock.ts";
import { UserError } from "./user-error.ts";

/** ms between looks for an answer. */
const POLL = 20;

/** Asks the run's engine to cancel it; without one the request waits for the next. */
export function requestCancel(root: string, run: string, by: string, rollback = false): { readonly driven: boolean } {
	return ask(root, run, { type: "cancel", by, rollback });
}

/** Asks the run's engine to pause it. */
export function requestPause(root: string, run: string, by: string): { readonly driven: boolean } {
	return ask(root, run, { type: "pause", by });
}

/** Asks the run's engine, which waits for what still runs before a pause, to go on instead. */
export function requestResume(root: string, run: string, by: string): { readonly driven: boolean } {
	return ask(root, run, { type: "resume", by });
}

/** Asks the run's engine for a checkpoint; without a name it gets one. */
export function requestCheckpoint(root: string, run: string, by: string, name?: string): { readonly driven: boolean } {
	return ask(root, run, { type: "checkpoint", by, ...(name === undefined ? {} : { name }) });
}

/**
 * Records what is asked of a run that no engine drives; gives the events.
 * @throws UserError `engine/refused` with the core's reason, `engine/run-locked` if an engine took it meanwhile
 */
export async function recordRequest(
	root: string,
	run: string,
	report: Extract<Report, { readonly by: string }>,
): Promise<readonly RunEvent[]> {
	await using stored = await new LocalRunStore({ root, clock: systemClock }).open(run);
	let refusal = "";
	const events = stored.transact((transaction) => {
		const facts = accept(stored.plan, transaction.state, report, transaction.now);
		if (facts.ok) transaction.append(facts.value);
		else refusal = facts.problem.message;
	});
	if (refusal !== "") throw new UserError("engine/refused", refusal);
	await stored.durable();
	return events;
}

/**
 * Waits for the first event after `seq` that answers a request; undefined once no engine is left to answer, or after
 * `patience` ms.
 */
export async function awaitAnswer(
	root: string,
	run: string,
	seq: number,
	answers: (event: RunEvent) => boolean,
	patience: number,
): Promise<RunEvent | undefined> {
	const folder = existingRunFolder(root, run);
	using tail = new JournalTail(journalPath(folder));
	for (let waited = 0; ; waited += POLL) {
		// Asked before reading: what an engine wrote before it let go is read in any case.
		const driven = lockHolder(folder) !== undefined;
		const answer = tail.next().find((event) => event.seq > seq && answers(event));
		if (answer !== undefined) return answer;
		if (!driven || waited >= patience) return undefined;
		await sleep(POLL);
	}
}

function ask(root: string, run: string, request: InboxRequest): { readonly driven: boolean } {
	const folder = existingRunFolder(root, run);
	leaveRequest(folder, request);
	return { driven: lockHolder(folder) !== undefined };
}
