import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { monotonicNow } from "../system-clock.ts";
import { parseStat, readProcess } from "./identity.ts";
import { SLOT_MARK } from "./slot-kind.ts";

/** Which processes belong together. */
export interface TreeKey {
	/** The group's leader; absent if it was never known. */
	readonly pid?: number;
	/** `DAG_ATTEMPT_ID` of an attempt, or the beginning of it (a whole run). */
	readonly marker: string;
	/** Whether `marker` is only a beginning. */
	readonly prefix?: true;
	/** Whether slots with this mark count, and what they have made and was not yet marked itself. */
	readonly slots?: true;
	/** Processes that started before this one (as the system tells it: a count that grows) are not of the tree. */
	readonly since?: string;
}

/** ms between looks while a tree is dying; grows, since each look reads all of /proc. */
const FIRST_LOOK = 20;
const LONGEST_LOOK = 200;
/** Rounds of SIGKILL against trees that fork faster than they are found. */
const KILL_ROUNDS = 100;

/**
 * Asks all processes of a tree to end (SIGTERM) and after `grace` ms makes them (SIGKILL): those in the group, their
 * children and, by the mark in their environment, those that left both by a double fork or `setsid`. What one that was
 * asked starts to clean up after itself is left alone until then.
 * Resolves, when none is left, with the number of processes that there were.
 */
export async function endTree(key: TreeKey, grace: number): Promise<number> {
	const seen = new Set<number>();
	let pause = FIRST_LOOK;
	const deadline = monotonicNow() + grace;
	const first = findTree(key);
	// Twice: what forks and ends during one look may hide from it.
	if (first.length === 0 && findTree(key).length === 0) return 0;
	signalAll(key, first, "SIGTERM");
	const asked = new Set(first);
	for (const pid of first) seen.add(pid);
	while (monotonicNow() < deadline) {
		await sleep(Math.min(pause, Math.max(1, deadline - monotonicNow())));
		const { members, parents } = look(key);
		if (members.size === 0) return seen.size;
		const cleaning = new Set([...members].filter((pid) => asked.has(pid)));
		addDescendants(cleaning, parents);
		for (const pid of members) {
			seen.add(pid);
			if (cleaning.has(pid)) continue;
			// It was born after the first signal, of one that has died since.
			asked.add(pid);
			send(pid, "SIGTERM");
		}
		pause = Math.min(pause * 2, LONGEST_LOOK);
	}
	for (let round = 0; round < KILL_ROUNDS; round++) {
		const alive = findTree(key);
		if (alive.length === 0) break;
		signalAll(key, alive, "SIGKILL");
		for (const pid of alive) seen.add(pid);
		await sleep(FIRST_LOOK);
	}
	return seen.size;
}

/** Ends all processes of a tree at once and does not wait. */
export function killTree(key: TreeKey): void {
	for (let round = 0; round < 3; round++) {
		const alive = findTree(key);
		if (alive.length === 0) return;
		signalAll(key, alive, "SIGKILL");
	}
}

/** Whether a group has a member; also true for one that is dead and not yet reaped, so a quick first look only. */
export function groupExists(pid: number): boolean {
	return send(-pid, 0);
}

/** The pids of the living processes of a tree. */
export function findTree(key: TreeKey): readonly number[] {
	return [...look(key).members];
}

/** The living processes of a tree, and the parents of all that there are. */
interface Look {
	readonly members: ReadonlySet<number>;
	readonly parents: ReadonlyMap<number, number>;
}

function look(key: TreeKey): Look {
	return process.platform === "linux" ? lookInProc(key) : lookByPs(key);
}

function lookInProc(key: TreeKey): Look {
	const marks = (key.slots === true ? ["DAG_ATTEMPT_ID", SLOT_MARK] : ["DAG_ATTEMPT_ID"]).map(
		(name) => `\0${name}=${key.marker}${key.prefix === true ? "" : "\0"}`,
	);
	const since = Number(key.since ?? 0);
	const members = new Set<number>();
	const parents = new Map<number, number>();
	for (const name of readdirSync("/proc")) {
		const pid = Number(name);
		if (!Number.isInteger(pid) || pid === process.pid) continue;
		const text = readProcess(pid, "stat");
		const stat = text === undefined ? undefined : parseStat(text);
		if (stat === undefined || stat.state === "Z" || Number(stat.started) < since) continue;
		parents.set(pid, stat.parent);
		if (pid === key.pid || stat.group === key.pid || hasMark(pid, marks)) members.add(pid);
	}
	addDescendants(members, parents);
	return { members, parents };
}

function hasMark(pid: number, marks: readonly string[]): boolean {
	const environment = readProcess(pid, "environ");
	if (environment === undefined) return false;
	const text = `\0${environment}`;
	return marks.some((mark) => text.includes(mark));
}

/** Without /proc: the group and its descendants; what left both is not found. */
function lookByPs(key: TreeKey): Look {
	const members = new Set<number>();
	const parents = new Map<number, number>();
	if (key.pid === undefined || process.platform === "win32") return { members, parents };
	const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "utf8" });
	for (const line of stdout.split("\n")) {
		const [pid = Number.NaN, parent = 0, group = 0] = line.trim().split(/\s+/, 3).map(Number);
		if (Number.isNaN(pid) || pid === process.pid || /\sZ\S*$/.test(line)) continue;
		parents.set(pid, parent);
		if (pid === key.pid || group === key.pid) members.add(pid);
	}
	addDescendants(members, parents);
	return { members, parents };
}

function addDescendants(members: Set<number>, parents: ReadonlyMap<number, number>): void {
	for (let grown = true; grown; ) {
		grown = false;
		for (const [pid, parent] of parents) {
			if (!members.has(pid) && members.has(parent)) {
				members.add(pid);
				grown = true;
			}
		}
	}
}

function signalAll(key: TreeKey, pids: readonly number[], signal: NodeJS.Signals): void {
	// The group first: it reaches also what was forked since the look. A job of a shell's slot leads none.
	const grouped = key.pid !== undefined && process.platform !== "win32" && pids.length > 0 && send(-key.pid, signal);
	for (const pid of pids) if (!grouped || pid !== key.pid) send(pid, signal);
}

/** False if there is no such process. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 0;
	try {
		return process.kill(pid, signal);
	} catch (error) {
		if (error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "EPERM")) return false;
		throw error;
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
	}
}
