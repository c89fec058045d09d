import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Sample } from "../../active-run.ts";
import { errorText, systemCode } from "../../user-error.ts";

/** Bytes read at once, and the longest line that is understood. */
const CHUNK = 65_536;
/** Bytes of `$DAG_EVENTS` that are read at most; a job that writes more is cut short with a warning. */
const LIMIT = 64 * 1024 * 1024;

/** What a line of `$DAG_EVENTS` said. */
export type AttemptEvent = Pick<Sample, "progress" | "metric">;

/** What a job says of its own failure; `refused`: trying again can't help. */
export interface ToldError {
	readonly message: string;
	readonly refused: boolean;
}

/** Follows the file at `$DAG_EVENTS` of one attempt. */
export class AttemptEvents {
	readonly #path: string;
	#offset = 0;
	#rest = "";
	#wrong = 0;
	#cut = false;
	#failure: string | undefined;
	/** The last value of each metric. */
	readonly metrics: Record<string, number> = {};
	/** What the job says is wrong with it: `{"error":"…"}`, with `"retry":false` if it would always say so; the last one counts. */
	error: ToldError | undefined;

	constructor(path: string) {
		this.#path = path;
	}

	/** Reads what came since; the last line counts only with its newline unless `final`. */
	read(heard: (event: AttemptEvent) => void, final = false): void {
		try {
			this.#readFile(heard);
		} catch (error) {
			if (systemCode(error) === undefined) throw error;
			if (systemCode(error) !== "ENOENT") this.#failure = errorText(error);
		}
		if (final && this.#rest !== "") this.#take("\n", heard);
	}

	#readFile(heard: (event: AttemptEvent) => void): void {
		// Unlike `existsSync`, it fails where the disk does.
		if (statSync(this.#path, { throwIfNoEntry: false }) === undefined) return;
		const descriptor = openSync(this.#path, "r");
		try {
			// A FIFO or device put in its place would block: only a plain file is read.
			if (!fstatSync(descriptor).isFile()) return;
			const buffer = Buffer.allocUnsafe(CHUNK);
			while (true) {
				const count = readSync(descriptor, buffer, 0, CHUNK, this.#offset);
				if (count === 0) break;
				this.#offset += count;
				if (this.#offset > LIMIT) {
					this.#cut = true;
					break;
				}
				this.#take(buffer.toString("latin1", 0, count), heard);
			}
		} finally {
			closeSync(descriptor);
		}
	}

	warnings(): readonly string[] {
		return [
			...(this.#wrong === 1 ? ["1 line in $DAG_EVENTS was not understood"] : []),
			...(this.#wrong > 1 ? [`${this.#wrong} lines in $DAG_EVENTS were not understood`] : []),
			...(this.#failure === undefined ? [] : [`$DAG_EVENTS could not be read: ${this.#failure}`]),
			...(this.#cut ? ["more than 64 MB in $DAG_EVENTS; the rest was not read"] : []),
		];
	}

	// Lines are split before they are decoded, so that a character split over two reads stays whole.
	#take(text: string, heard: (event: AttemptEvent) => void): void {
		const lines = (this.#rest + text).split("\n");
		this.#rest = lines.pop() ?? "";
		if (this.#rest.length > CHUNK) {
			this.#rest = "";
			this.#wrong++;
		}
		for (const line of lines) if (line.trim() !== "") this.#line(Buffer.from(line, "latin1").toString(), heard);
	}

	#line(line: string, heard: (event: AttemptEvent) => void): void {
		const value = parse(line);
		if (value === undefined) this.#wrong++;
		else if (typeof value.progress === "number" && value.progress >= 0 && value.progress <= 1) {
			heard({ progress: value.progress });
		} else if (typeof value.metric === "string" && typeof value.value === "number" && Number.isFinite(value.value)) {
			Object.defineProperty(this.metrics, value.metric, {
				value: value.value,
				enumerable: true,
				writable: true,
				configurable: true,
			});
			const step = typeof value.step === "number" ? { step: value.step } : {};
			heard({ metric: { name: value.metric, value: value.value, ...step } });
		} else if (typeof value.error === "string") {
			this.error = { message: value.error, refused: value.retry === false };
		} else this.#wrong++;
	}
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return value !== null && typeof value === "object" && !Array.isArray(value)
			? (value as Readonly<Record<string, unknown>>)
			: undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
