import { spawnSync } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Stream } from "./attempt-log.ts";

/** One stream's named pipe: both ends are open. */
interface Pipe {
	readonly path: string;
	readonly read: number;
	readonly write: number;
}

/** The pipes of one attempt. */
export type PipePair = Readonly<Record<Stream, Pipe>>;

/** Pairs that are made at once: each start of `mkfifo` costs as much as a job. */
const BATCH = 8;

/**
 * Named pipes for the output of attempts. Node's own pipes are sockets, on which `echo … > /dev/stderr` in a script
 * fails (ENXIO: a socket can't be opened by path); on these it works as in a terminal. A pipe is used again once its
 * readers saw its end, which is when nobody can write to it any more.
 */
export class OutputPipes {
	readonly #folder: string;
	readonly #free: Readonly<Record<Stream, string>>[] = [];
	#made = 0;
	#usable = process.platform === "linux";

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** Undefined where the system or the file system has none: then Node's own pipes must do. */
	take(): PipePair | undefined {
		if (this.#free.length === 0) this.#make();
		const paths = this.#free.pop();
		return paths === undefined ? undefined : { stdout: open(paths.stdout), stderr: open(paths.stderr) };
	}

	giveBack(pair: PipePair): void {
		this.#free.push({ stdout: pair.stdout.path, stderr: pair.stderr.path });
	}

	#make(): void {
		if (!this.#usable) return;
		mkdirSync(this.#folder, { recursive: true });
		const pairs = Array.from({ length: BATCH }, () => {
			this.#made++;
			return { stdout: join(this.#folder, `${this.#made}.1`), stderr: join(this.#folder, `${this.#made}.2`) };
		});
		const { status } = spawnSync("mkfifo", ["-m", "600", ...pairs.flatMap(Object.values<string>)], { stdio: "ignore" });
		this.#usable = status === 0;
		if (this.#usable) this.#free.push(...pairs);
	}
}

/** The reading end first and without waiting, so that the writing end finds a reader. */
function open(path: string): Pipe {
	const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return { path, read, write: openSync(path, constants.O_WRONLY) };
}

/**
 * Closes this process's writing ends, now that the job has its own, and reads until the last writer is gone.
 * @param closed is told whether both ends were seen, so that the pipes may be used again
 */
export function readPair(
	pair: PipePair,
	heard: (stream: Stream, chunk: Buffer) => void,
	closed: (ended: boolean) => void,
): readonly Socket[] {
	let left = 2;
	let ended = 0;
	return (["stdout", "stderr"] as const).map((stream) => {
		closeSync(pair[stream].write);
		const socket = new Socket({ fd: pair[stream].read, readable: true, writable: false });
		socket.on("data", (chunk: Buffer) => heard(stream, chunk));
		// A reading error ends the stream; what came so far is kept.
		socket.on("error", () => socket.destroy());
		socket.on("end", () => ended++);
		socket.on("close", () => {
			left--;
			if (left === 0) closed(ended === 2);
		});
		return socket;
	});
}
