import { setTimeout as sleep } from "node:timers/promises";
import { accept, type Report, type RunEvent } from "@dagwright/core";
import { JournalTail } from "./local/journal/journal-reader.ts";
import { LocalRunStore } from "./local/local-run-store.ts";
import { existingRunFolder, journalPath } from "./local/run-directory.ts";
import { lockHolder } from "./local/run-lock.ts";
import { systemClock } from "./local/system-clock.ts";
import { UserError } from "./user-error.ts";

/** ms between looks for an answer. */
const POLL = 20;

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
