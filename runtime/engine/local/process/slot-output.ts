import { closeSync, constants, openSync, readSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { systemCode } from "../../user-error.ts";
import type { Stream } from "./attempt-log.ts";

const STREAMS: readonly Stream[] = ["stdout", "stderr"];

type Heard = (stream: Stream, chunk: Buffer) => void;

/** What is read at once: as much as a pipe holds. */
const buffer = Buffer.alloc(65_536);

/**
 * The reading ends of a slot's two named pipes, which stay open from job to job: a job that is over soon costs one read
 * of each, and no watching.
 */
export class SlotOutput implements Disposable {
	readonly paths: Readonly<Record<Stream, string>>;
	readonly #open = new Map<Stream, number>();
	readonly #followed = new Set<Socket>();

	/** @param name of the slot in the folder of its pipes */
	constructor(folder: string, name: string) {
		this.paths = { stdout: join(folder, `${name}.1`), stderr: join(folder, `${name}.2`) };
	}

	/** Opens what is not open, without waiting: whoever writes must find a reader. */
	open(): void {
		for (const stream of STREAMS) {
			if (this.#open.has(stream)) continue;
			this.#open.set(stream, openSync(this.paths[stream], constants.O_RDONLY | constants.O_NONBLOCK));
		}
	}

	/** Reads what is there and returns whether nobody can write any more. */
	drain(heard: Heard): boolean {
		let ended = true;
		for (const [stream, descriptor] of this.#open) ended = drain(descriptor, (chunk) => heard(stream, chunk)) && ended;
		return ended;
	}

	/** Reads whatever comes until nobody can write any more; only once somebody could. */
	follow(heard: Heard, closed: () => void): void {
		for (const [stream, descriptor] of this.#open) {
			const socket = new Socket({ fd: descriptor, readable: true, writable: false });
			this.#followed.add(socket);
			socket.on("data", (chunk: Buffer) => heard(stream, chunk));
			// A reading error ends the stream; what came so far is kept.
			socket.on("error", () => socket.destroy());
			socket.on("close", () => {
				this.#followed.delete(socket);
				if (this.#followed.size === 0) closed();
			});
		}
		this.#open.clear();
	}

	/** Stops reading; what is still written is lost. */
	abandon(): void {
		for (const socket of this.#followed) socket.destroy();
	}

	[Symbol.dispose](): void {
		for (const descriptor of this.#open.values()) quietly(() => closeSync(descriptor));
		this.#open.clear();
		this.abandon();
		for (const path of Object.values(this.paths)) quietly(() => rmSync(path, { force: true }));
	}
}

/** Tidies up: what the disk refuses here, the next start of the run removes. */
function quietly(tidy: () => void): void {
	try {
		tidy();
	} catch (error) {
		if (systemCode(error) === undefined) throw error;
	}
}

function drain(descriptor: number, heard: (chunk: Buffer) => void): boolean {
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 0;
	try {
		while (true) {
			const count = readSync(descriptor, buffer, 0, buffer.length, null);
			if (count === 0) return true;
			heard(Buffer.from(buffer.subarray(0, count)));
		}
	} catch (error) {
		// EAGAIN: somebody can still write, but has not. Any other ends the stream; what came so far is kept.
		if (error instanceof Error && "code" in error) return error.code !== "EAGAIN";
		throw error;
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
	}
}
