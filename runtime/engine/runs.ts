import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fold, type Origins, type Plan, type ProcessIdentity, type RunEvent, type RunState } from "@dagwright/core";
import { JournalTail, readJournal } from "./local/journal/journal-reader.ts";
import { findLastLines } from "./local/last-lines.ts";
import { logPath } from "./local/log-path.ts";
import {
	existingRunFolder,
	folderSize,
	journalPath,
	readDocuments,
	removeRunFolder,
	runFolder,
	runNames,
} from "./local/run-directory.ts";
import { lockHolder } from "./local/run-lock.ts";
import { whyNeverBegan } from "./local/run-plan.ts";
import { fileError, UserError } from "./user-error.ts";

/** ms between looks at a file that grows. */
const POLL = 100;

/** A run as it stands on the disk. */
export interface RunSnapshot {
	readonly run: string;
	/** Absolute path of its folder. */
	readonly folder: string;
	readonly plan: Plan;
	readonly origins: Origins;
	readonly state: RunState;
	readonly events: readonly RunEvent[];
	/** The engine that drives it now. */
	readonly engine?: ProcessIdentity;
	/** Why it can't go on, of a run whose engine died before it had begun. */
	readonly neverBegan?: UserError;
}

/** A line of the list of runs; `problem` says why it can't be read. */
export type RunListing =
	| {
			readonly run: string;
			readonly workflow: string;
			/** That declares the workflow; project-relative. */
			readonly file: string;
			readonly state: RunState;
			/** The engine that drives it now; without one, a run that has not finished can be resumed. */
			readonly engine?: ProcessIdentity;
			/** Why it can't go on, of a run whose engine died before it had begun. */
			readonly neverBegan?: UserError;
	  }
	| { readonly run: string; readonly problem: UserError };

/** The runs of a project, or only its newest, oldest first; a damaged one is listed with its problem. */
export function listRuns(root: string, newest?: number): readonly RunListing[] {
	const names = runNames(root);
	return names.slice(newest === undefined ? 0 : Math.max(0, names.length - newest)).map((run) => {
		try {
			const { plan, state, engine, neverBegan } = readRun(root, run);
			const { name: workflow = plan.main, file = "" } = plan.workflows[plan.main] ?? {};
			return { run, workflow, file, state, ...(engine && { engine }), ...(neverBegan && { neverBegan }) };
		} catch (error) {
			if (error instanceof UserError) return { run, problem: error };
			throw error;
		}
	});
}

/** How many runs a project has; reads none of them. */
export function countRuns(root: string): number {
	return runNames(root).length;
}

/**
 * A run folded from its journal, also while an engine writes it.
 * @throws UserError `engine/unknown-run`, `engine/journal-damaged`, `engine/plan-damaged`
 */
export function readRun(root: string, run: string): RunSnapshot {
	const folder = existingRunFolder(root, run);
	const { plan, origins } = readDocuments(folder);
	const events = readJournal(journalPath(folder));
	const engine = lockHolder(folder);
	const snapshot = { run, folder, plan, origins, state: fold(plan, events), events };
	if (engine !== undefined) return { ...snapshot, engine };
	// It may have been made, and even have ended, since its journal was read.
	const neverBegan =
		whyNeverBegan(run, events) === undefined ? undefined : whyNeverBegan(run, readJournal(journalPath(folder)));
	return neverBegan === undefined ? snapshot : { ...snapshot, neverBegan };
}

/**
 * The events of a run from its first on, and then as they are recorded; ends when the run has finished or no engine
 * drives it any more, or with the signal.
 */
export async function* followRun(root: string, run: string, signal?: AbortSignal): AsyncGenerator<RunEvent, void> {
	const folder = existingRunFolder(root, run);
	using tail = new JournalTail(journalPath(folder));
	while (true) {
		// Asked before reading: what an engine wrote before it let go is read in any case.
		const driven = lockHolder(folder) !== undefined;
		const events = tail.next();
		yield* events;
		if (events.at(-1)?.type === "run.finished") return;
		if (!driven && events.length === 0) return;
		if (!(await waited(signal))) return;
	}
}

/** What to read of a log. */
export interface LogRequest {
	readonly instance: string;
	/** From 1. */
	readonly attempt: number;
	/** Go on until the attempt has ended. */
	readonly follow?: boolean;
	/** Begin at this byte. */
	readonly from?: number;
	readonly signal?: AbortSignal;
}

/** The output of an attempt, piece by piece; nothing if it wrote none. */
export async function* readLog(root: string, run: string, request: LogRequest): AsyncGenerator<Buffer, void> {
	const folder = existingRunFolder(root, run);
	const path = logPath(folder, request.instance, request.attempt);
	using tail = new JournalTail(journalPath(folder));
	let offset = request.from ?? 0;
	let over = request.follow !== true;
	while (true) {
		over ||= tail.next().some((event) => endsAttempt(event, request)) || lockHolder(folder) === undefined;
		for await (const chunk of piece(path, offset)) {
			offset += chunk.length;
			yield chunk;
		}
		if (over || !(await waited(request.signal))) return;
	}
}

/** The byte at which the last `lines` lines of an attempt's log begin; reads it from its end, and no more than these. */
export function lastLinesStart(root: string, run: string, request: LogRequest, lines: number): number {
	const path = logPath(existingRunFolder(root, run), request.instance, request.attempt);
	if (!existsSync(path)) return 0;
	try {
		return findLastLines(path, lines);
	} catch (error) {
		throw fileError("read the log", path, error);
	}
}

/** One piece of a log: `offset` is where it begins, `at` when it came (UTC ms). */
export interface LogTime {
	readonly offset: number;
	readonly at: number;
	readonly stream: "stdout" | "stderr";
}

/** When the pieces of a log came, in order. */
export function readLogTimes(root: string, run: string, instance: string, attempt: number): readonly LogTime[] {
	const path = `${logPath(existingRunFolder(root, run), instance, attempt)}.times`;
	if (!existsSync(path)) return [];
	const times: LogTime[] = [];
	for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) {
		const [offset = 0, at = 0, stream = 1] = line.split(" ").map(Number);
		times.push({ offset, at, stream: stream === 1 ? "stdout" : "stderr" });
	}
	return times;
}

/**
 * The engine that drives a run now, if one does.
 * @throws UserError `engine/unknown-run`
 */
export function engineOf(root: string, run: string): ProcessIdentity | undefined {
	return lockHolder(existingRunFolder(root, run));
}

/** Which runs to remove: only those that finished or never began, unless `unfinished`; never one that an engine drives. */
export interface CleanRequest {
	/** Keep this many of the newest. */
	readonly keep?: number;
	/** Only runs that ended before this instant (UTC ms). */
	readonly before?: number;
	/** Only these runs. */
	readonly runs?: readonly string[];
	readonly unfinished?: boolean;
	/** Say what would be removed. */
	readonly dryRun?: boolean;
}

/** Removes runs with their logs and artifacts, and says which, and how many bytes that were. */
export function cleanRuns(
	root: string,
	request: CleanRequest,
): { readonly runs: readonly string[]; readonly bytes: number } {
	const chosen = runNames(root)
		.slice(0, -(request.keep ?? 0) || undefined)
		.filter((run) => (request.runs === undefined || request.runs.includes(run)) && isRemovable(root, run, request));
	let bytes = 0;
	for (const run of chosen) {
		bytes += folderSize(runFolder(root, run));
		if (request.dryRun !== true) removeRunFolder(root, run);
	}
	return { runs: chosen, bytes };
}

function isRemovable(root: string, run: string, request: CleanRequest): boolean {
	if (lockHolder(runFolder(root, run)) !== undefined) return false;
	try {
		const { state, neverBegan } = readRun(root, run);
		if (neverBegan === undefined && state.status !== "finished") return request.unfinished === true;
		return request.before === undefined || (state.ended ?? state.started) < request.before;
	} catch (error) {
		// A damaged run is removed only by name.
		if (error instanceof UserError) return request.runs !== undefined;
		throw error;
	}
}

function endsAttempt(event: RunEvent, request: LogRequest): boolean {
	switch (event.type) {
		case "attempt.succeeded":
		case "attempt.failed":
		case "attempt.cancelled":
		case "attempt.lost":
			return event.instance === request.instance && event.attempt === request.attempt;
		default:
			return event.type === "run.finished";
	}
}

async function* piece(path: string, offset: number): AsyncGenerator<Buffer> {
	if (!existsSync(path)) return;
	try {
		if (statSync(path).size > offset) yield* createReadStream(path, { start: offset }) as AsyncIterable<Buffer>;
	} catch (error) {
		throw fileError("read the log", path, error);
	}
}

/** False once the signal aborts. */
async function waited(signal: AbortSignal | undefined): Promise<boolean> {
	try {
		await sleep(POLL, undefined, signal === undefined ? {} : { signal });
	} catch (error) {
		if (!(error instanceof Error && error.name === "AbortError")) throw error;
	}
	return signal?.aborted !== true;
}
