import { accept, apply, type Rejection, type Report, stampFact } from "@dagwright/core";
import { recordRequest } from "./ask-run.ts";
import { type AnswerRequest, leaveRequest, waitingAnswers } from "./local/inbox.ts";
import { existingRunFolder } from "./local/run-directory.ts";
import { lockHolder } from "./local/run-lock.ts";
import { type RunSnapshot, readRun } from "./runs.ts";
import { UserError } from "./user-error.ts";

/** What a person says to what a run asks. */
export type PersonAnswer = Omit<Extract<Report, { type: "answer" }>, "type" | "at">;

/** A run as it will be once it has heard the answers that wait in its inbox for an engine. */
export interface HeardRun extends RunSnapshot {
	/** The answers that no engine has taken yet. */
	readonly unheard: readonly PersonAnswer[];
}

/**
 * Reads a run, with the answers that wait for its next engine counted.
 * @throws UserError as `readRun` does
 */
export function readHeardRun(root: string, run: string): HeardRun {
	const snapshot = readRun(root, run);
	const { plan, folder } = snapshot;
	let { state } = snapshot;
	const unheard: PersonAnswer[] = [];
	for (const waiting of waitingAnswers(folder)) {
		const facts = accept(plan, state, waiting, Date.now());
		if (!facts.ok) continue;
		unheard.push(waiting);
		for (const fact of facts.value) state = apply(plan, state, stampFact(fact, state.seq + 1, Date.now()));
	}
	return { ...snapshot, state, unheard };
}

/**
 * Gives a person's answer to a run: to the engine that drives it, which records it soon, or right into its journal.
 * @throws UserError `engine/answer-…`, by the code of the refusal, if it is not to be accepted
 */
export async function answerRun(
	root: string,
	run: string,
	answer: PersonAnswer,
): Promise<{ readonly recorded: boolean }> {
	const report = checked(root, run, answer);
	const folder = existingRunFolder(root, run);
	if (lockHolder(folder) === undefined) {
		try {
			await recordRequest(root, run, report);
			return { recorded: true };
		} catch (error) {
			// An engine took the run just now: it hears of it as engines do.
			if (!(error instanceof UserError) || error.code !== "engine/run-locked") throw error;
		}
	}
	leaveRequest(folder, report);
	return { recorded: false };
}

/**
 * Leaves a person's answer in the run's inbox, with its time; without an engine it waits there for the next.
 * @throws UserError as `answerRun`
 */
export function requestAnswer(root: string, run: string, answer: PersonAnswer): { readonly driven: boolean } {
	const folder = existingRunFolder(root, run);
	leaveRequest(folder, checked(root, run, answer));
	return { driven: lockHolder(folder) !== undefined };
}

function checked(root: string, run: string, answer: PersonAnswer): AnswerRequest {
	const report = { type: "answer", ...answer, at: Date.now() } as const;
	const { plan, state } = readHeardRun(root, run);
	const facts = accept(plan, state, report, report.at);
	if (!facts.ok) throw refusal(facts.problem, run);
	return report;
}

function refusal({ code, message }: Rejection, run: string): UserError {
	const text = message.replace(/\.$/, "");
	return new UserError(`engine/answer-${code.replaceAll("_", "-")}`, text.slice(0, 1).toLowerCase() + text.slice(1), {
		remedy: `\`dag status ${run}\` shows who is asked for what.`,
	});
}
