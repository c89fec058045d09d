import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "@dagwright/core";
import { fileError, systemCode, UserError } from "../user-error.ts";
import { lifeOf, ownIdentity } from "./process/identity.ts";

/**
 * Who drives a run: `lock/1`, `lock/2`, …, one file per engine that ever took it, and the last one counts. A file
 * comes into being whole and only once (a hard link), and none is ever removed, so two engines that find a dead
 * holder at the same time cannot both succeed it.
 */
export interface RunLock extends Disposable {
	readonly holder: ProcessIdentity;
}

interface LockFile {
	readonly holder: ProcessIdentity;
	readonly released?: true;
}

/** Attempts at winning against other engines that take the lock and die at the same moment. */
const ROUNDS = 100;

/**
 * Takes the lock of the run in `folder`.
 * @throws UserError `engine/run-locked` with the holder
 */
export function takeLock(folder: string, run: string): RunLock {
	const locks = join(folder, "lock");
	const holder = ownIdentity();
	const draft = join(locks, `.${holder.pid}`);
	try {
		mkdirSync(locks, { recursive: true });
		for (let round = 0; round < ROUNDS; round++) {
			const last = lastLock(locks);
			if (last !== undefined) refuseIfHeld(last.file, run, join(locks, String(last.number)));
			const mine = join(locks, String((last?.number ?? 0) + 1));
			writeFileSync(draft, JSON.stringify({ holder } satisfies LockFile));
			if (!linked(draft, mine)) continue;
			rmSync(draft);
			return { holder, [Symbol.dispose]: () => release(draft, mine, holder) };
		}
	} catch (error) {
		throw fileError("take the run's lock", locks, error);
	}
	throw new UserError("engine/run-locked", `run ${run} is being taken by other engines`, { where: locks });
}

/**
 * Refuses while somebody drives the run in `folder`, without taking it.
 * @throws UserError `engine/run-locked` with the holder
 */
export function refuseIfDriven(folder: string, run: string): void {
	const locks = join(folder, "lock");
	const last = lastLock(locks);
	if (last !== undefined) refuseIfHeld(last.file, run, join(locks, String(last.number)));
}

/** Who drives the run, if anyone does: also a process on another machine, of which it can't be seen whether it lives. */
export function lockHolder(folder: string): ProcessIdentity | undefined {
	const last = lastLock(join(folder, "lock"));
	if (last === undefined || last.file.released || lifeOf(last.file.holder) === "dead") return undefined;
	return last.file.holder;
}

function lastLock(locks: string): { number: number; file: LockFile } | undefined {
	let number = 0;
	for (const name of entries(locks)) if (/^\d+$/.test(name)) number = Math.max(number, Number(name));
	if (number === 0) return undefined;
	return { number, file: JSON.parse(readFileSync(join(locks, String(number)), "utf8")) as LockFile };
}

function entries(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if (systemCode(error) === "ENOENT") return [];
		throw error;
	}
}

function refuseIfHeld(file: LockFile, run: string, path: string): void {
	if (file.released) return;
	const life = lifeOf(file.holder);
	if (life === "dead") return;
	const who = `process ${file.holder.pid} on ${file.holder.host}`;
	throw new UserError("engine/run-locked", `run ${run} is already driven by ${who}`, {
		where: path,
		remedy:
			life === "alive"
				? `Wait for it, or end it with \`dag cancel ${run}\`.`
				: `If that machine is gone, delete the folder ${path.slice(0, -String(path.split("/").at(-1)).length - 1)}.`,
	});
}

function linked(from: string, to: string): boolean {
	try {
		linkSync(from, to);
		return true;
	} catch (error) {
		if (systemCode(error) === "EEXIST") return false;
		throw error;
	}
}

/** On a full disk the lock stays: it ends with the process, and the run's end is not to fail for it. */
function release(draft: string, mine: string, holder: ProcessIdentity): void {
	try {
		writeFileSync(draft, JSON.stringify({ holder, released: true } satisfies LockFile));
		renameSync(draft, mine);
	} catch (error) {
		const code = systemCode(error);
		if (code === "ENOSPC" || code === "EDQUOT") return;
		throw fileError("let go of the run's lock", mine, error);
	}
}
