import { closeSync, openSync, writeSync } from "node:fs";
import { Masker } from "./masking.ts";

export type Stream = "stdout" | "stderr";

/** Bytes of stdout that are kept for `outputs.stdout`. */
const KEPT_STDOUT = 65_536;
/** Bytes of the log that are kept for the message of a failure. */
const KEPT_TAIL = 4_096;
const TAIL_LINES = 20;
/** ms within which writes of the same stream share one line of the sidecar. */
const SAME_MOMENT = 10;

/**
 * The output of one attempt: stdout and stderr in the order in which they came, in one file that is made with the
 * first byte, and beside it `….times` with lines `offset time stream` (byte offset, UTC ms, 1 or 2).
 */
export class AttemptLog {
	readonly #path: string;
	readonly #now: () => number;
	readonly #maskers: Readonly<Record<Stream, Masker>> | undefined;
	readonly #keepStdout: boolean;
	#log: number | undefined;
	#times: number | undefined;
	#offset = 0;
	#lastTime = 0;
	#lastStream: Stream | undefined;
	readonly #tail = new ByteTail(KEPT_TAIL);
	readonly #stdout = new ByteTail(KEPT_STDOUT);
	/** A log that can't be written must not end the job, but is told. */
	failure: unknown;

	constructor(path: string, options: { now: () => number; variants: readonly Buffer[]; keepStdout: boolean }) {
		this.#path = path;
		this.#now = options.now;
		this.#keepStdout = options.keepStdout;
		if (options.variants.length > 0) {
			this.#maskers = { stdout: new Masker(options.variants), stderr: new Masker(options.variants) };
		}
	}

	write(stream: Stream, chunk: Buffer): void {
		this.#append(stream, this.#maskers === undefined ? chunk : this.#maskers[stream].push(chunk));
	}

	/** Writes what was held back for masking and closes the files. */
	close(): void {
		if (this.#maskers !== undefined) {
			this.#append("stdout", this.#maskers.stdout.end());
			this.#append("stderr", this.#maskers.stderr.end());
		}
		for (const descriptor of [this.#log, this.#times]) {
			try {
				if (descriptor !== undefined) closeSync(descriptor);
			} catch (error) {
				this.failure ??= error;
			}
		}
		this.#log = undefined;
		this.#times = undefined;
	}

	/** The last lines, for a failure's message; undefined if there was no output. */
	tail(): string | undefined {
		const text = this.#tail.text().trimEnd();
		if (text === "") return undefined;
		return text.split("\n").slice(-TAIL_LINES).join("\n");
	}

	/** The last 64 KB of stdout, already masked. */
	stdout(): string {
		return this.#stdout.text();
	}

	#append(stream: Stream, bytes: Buffer): void {
		if (bytes.length === 0) return;
		this.#tail.push(bytes);
		if (this.#keepStdout && stream === "stdout") this.#stdout.push(bytes);
		if (this.failure !== undefined) return;
		try {
			this.#log ??= openSync(this.#path, "w");
			this.#noteTime(stream);
			for (let done = 0; done < bytes.length; ) done += writeSync(this.#log, bytes, done);
			this.#offset += bytes.length;
		} catch (error) {
			this.failure = error;
		}
	}

	#noteTime(stream: Stream): void {
		const now = this.#now();
		if (stream === this.#lastStream && now - this.#lastTime < SAME_MOMENT) return;
		this.#times ??= openSync(`${this.#path}.times`, "w");
		writeSync(this.#times, `${this.#offset} ${now} ${stream === "stdout" ? 1 : 2}\n`);
		this.#lastTime = now;
		this.#lastStream = stream;
	}
}

/** Keeps the last bytes of a stream. */
class ByteTail {
	readonly #limit: number;
	#chunks: Buffer[] = [];
	#length = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	push(chunk: Buffer): void {
		// A small part of a big read buffer would keep all of it alive.
		this.#chunks.push(Buffer.from(chunk.subarray(-this.#limit)));
		this.#length += Math.min(chunk.length, this.#limit);
		while (this.#length - (this.#chunks[0]?.length ?? 0) >= this.#limit) {
			this.#length -= this.#chunks.shift()?.length ?? 0;
		}
	}

	text(): string {
		let bytes = Buffer.concat(this.#chunks).subarray(-this.#limit);
		// The cut may go through a character of UTF-8: drop its continuation bytes.
		if (this.#length > this.#limit) while (((bytes[0] ?? 0) & 0xc0) === 0x80) bytes = bytes.subarray(1);
		return bytes.toString();
	}
}
