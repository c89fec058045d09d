import { spawnSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessIdentity } from "@dagwright/core";

const host = hostname();

/** Who a process is, so that it can be told from a later one with the same pid; undefined if it is gone. */
export function identify(pid: number): ProcessIdentity | undefined {
	const started = startOf(pid, true);
	return started === undefined ? undefined : { pid, started, host };
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
	return identify(process.pid) ?? { pid: process.pid, started: "", host };
}

/** Whether the process is alive: `elsewhere` if it is on another machine, where that can't be seen. */
export function lifeOf(identity: ProcessIdentity): "alive" | "dead" | "elsewhere" {
	if (identity.host !== host) return "elsewhere";
	return startOf(identity.pid, false) === identity.started ? "alive" : "dead";
}

/**
 * Linux: ticks since boot; elsewhere what `ps` prints, to the second.
 * @param ended whether a process counts that has ended and was not yet reaped
 */
function startOf(pid: number, ended: boolean): string | undefined {
	if (process.platform === "linux") {
		const stat = readProcess(pid, "stat");
		if (stat === undefined) return undefined;
		const fields = parseStat(stat);
		return fields === undefined || (fields.state === "Z" && !ended) ? undefined : fields.started;
	}
	if (process.platform === "win32") return isAlive(pid) ? "unknown" : undefined;
	const answer = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
	const text = answer.stdout.trim();
	return text === "" ? undefined : text;
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}

const buffer = Buffer.alloc(65_536);

/** A file of `/proc/PID`, up to 64 KB; undefined if the process is gone or not ours to see. */
export function readProcess(pid: number | "self", file: string): string | undefined {
	// Processes come and go all the time: the errors' stacks would cost more than the reading.
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 0;
	let descriptor: number | undefined;
	try {
		descriptor = openSync(`/proc/${pid}/${file}`, "r");
		return buffer.toString("latin1", 0, readSync(descriptor, buffer, 0, buffer.length, 0));
	} catch (error) {
		if (error instanceof Error) return undefined;
		throw error;
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
		if (descriptor !== undefined) closeSync(descriptor);
	}
}

/** The fields of `/proc/PID/stat` (proc_pid_stat(5)) that matter here; times in clock ticks. */
export interface ProcessStat {
	readonly state: string;
	readonly parent: number;
	readonly group: number;
	readonly userTicks: number;
	readonly systemTicks: number;
	readonly childUserTicks: number;
	readonly childSystemTicks: number;
	readonly started: string;
}

/** The command's name is in parentheses and may hold anything, also parentheses and spaces. */
export function parseStat(text: string): ProcessStat | undefined {
	const rest = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const started = rest[19];
	if (started === undefined) return undefined;
	return {
		state: rest[0] ?? "",
		parent: Number(rest[1]),
		group: Number(rest[2]),
		userTicks: Number(rest[11]),
		systemTicks: Number(rest[12]),
		childUserTicks: Number(rest[13]),
		childSystemTicks: Number(rest[14]),
		started,
	};
}
