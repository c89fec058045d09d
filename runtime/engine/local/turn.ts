import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ProcessIdentity, sha256Hex } from "@dagwright/core";
import { fileError, systemCode, UserError } from "../user-error.ts";
import { lifeOf, ownIdentity } from "./process/identity.ts";
import { runFolder, runNames, stateFolder } from "./run-directory.ts";
import { lockHolder, type RunLock, takeLock } from "./run-lock.ts";

/** ms between looks of one that waits. */
const POLL = 200;
/** The newest runs among which the one is looked for that is under way. */
const LOOKED_AT = 50;

/** Who is under way with a workflow. */
export interface TurnHolder {
	readonly engine: ProcessIdentity;
	/** Its run; unknown while it is being made. */
	readonly run?: string;
}

/**
 * Takes the turn of a workflow (`file#name`) on this machine, or says who has it. A turn whose process has died is free.
 * Those that wait come first.
 */
export function takeTurn(root: string, workflow: string): RunLock | TurnHolder {
	const folder = turnFolder(root, workflow);
	const [first] = livingTickets(folder);
	if (first !== undefined) return heldBy(root, lockHolder(folder) ?? first.engine);
	return lockOf(root, folder);
}

/**
 * Waits for the turn of a workflow; who comes first goes first. Tells who has it, and whenever that changes.
 * @throws the signal's reason, once it aborts
 */
export async function awaitTurn(
	root: string,
	workflow: string,
	waiting: (holder: TurnHolder) => void,
	signal?: AbortSignal,
): Promise<RunLock> {
	const folder = turnFolder(root, workflow);
	const ticket = drawTicket(folder);
	let told = "";
	try {
		while (true) {
			signal?.throwIfAborted();
			const [first] = livingTickets(folder);
			const answer =
				first === undefined || first.path === ticket
					? lockOf(root, folder)
					: heldBy(root, lockHolder(folder) ?? first.engine);
			if (!("engine" in answer)) return answer;
			const who = `${answer.run} ${answer.engine.pid}`;
			if (who !== told) waiting(answer);
			told = who;
			await sleep(POLL, undefined, signal === undefined ? {} : { signal });
		}
	} finally {
		rmSync(ticket, { force: true });
	}
}

interface Ticket {
	readonly path: string;
	readonly engine: ProcessIdentity;
}

function turnFolder(root: string, workflow: string): string {
	return join(stateFolder(root), "turns", sha256Hex(Buffer.from(workflow)).slice(0, 16));
}

function lockOf(root: string, folder: string): RunLock | TurnHolder {
	try {
		return takeLock(folder, "of the workflow");
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== "engine/run-locked") throw error;
		const engine = lockHolder(folder);
		// It ended just now: the next look takes it.
		return heldBy(root, engine ?? ownIdentity());
	}
}

function heldBy(root: string, engine: ProcessIdentity): TurnHolder {
	const run = runNames(root)
		.slice(-LOOKED_AT)
		.findLast((name) => {
			const holder = lockHolder(runFolder(root, name));
			return holder?.pid === engine.pid && holder.started === engine.started && holder.host === engine.host;
		});
	return { engine, ...(run !== undefined && { run }) };
}

/** Tickets are read whole or not at all, and sort by when they were drawn. */
function drawTicket(folder: string): string {
	const queue = join(folder, "queue");
	const name = `${String(Date.now()).padStart(15, "0")}-${process.hrtime.bigint()}-${process.pid}`;
	try {
		mkdirSync(queue, { recursive: true });
		writeFileSync(join(queue, `.${name}`), JSON.stringify(ownIdentity()));
		renameSync(join(queue, `.${name}`), join(queue, name));
	} catch (error) {
		throw fileError("wait for the workflow's turn", queue, error);
	}
	return join(queue, name);
}

function livingTickets(folder: string): readonly Ticket[] {
	const queue = join(folder, "queue");
	const tickets: Ticket[] = [];
	for (const name of namesIn(queue)) {
		const path = join(queue, name);
		try {
			const engine = JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
			if (lifeOf(engine) === "dead") rmSync(path, { force: true });
			else tickets.push({ path, engine });
		} catch (error) {
			// Given back since the folder was listed.
			if (systemCode(error) !== "ENOENT") throw fileError("read who waits for the workflow's turn", path, error);
		}
	}
	return tickets;
}

function namesIn(queue: string): readonly string[] {
	try {
		return readdirSync(queue)
			.filter((name) => !name.startsWith("."))
			.sort();
	} catch (error) {
		if (systemCode(error) === "ENOENT") return [];
		throw fileError("read who waits for the workflow's turn", queue, error);
	}
}
