import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import type { RunEvent } from "@dagwright/core";
import { fileError } from "../../user-error.ts";
import { scanJournal } from "./scan.ts";

/**
 * All events of a journal, also while an engine appends to it: a record half written at the end is left out.
 * @throws UserError `engine/journal-damaged`, or that of the file system
 */
export function readJournal(path: string): readonly RunEvent[] {
	try {
		return scanJournal(readFileSync(path), path).events;
	} catch (error) {
		throw fileError("read the journal", path, error);
	}
}

/** Reads a growing journal piece by piece; each `next` gives the events that came since. */
export class JournalTail implements Disposable {
	readonly #path: string;
	readonly #descriptor: number;
	#offset = 0;
	#seq = 1;

	constructor(path: string) {
		this.#path = path;
		try {
			this.#descriptor = openSync(path, "r");
		} catch (error) {
			throw fileError("read the journal", path, error);
		}
	}

	/** The new whole records; what is half written is read again next time. */
	next(): readonly RunEvent[] {
		const size = fstatSync(this.#descriptor).size;
		if (size <= this.#offset) return [];
		const bytes = Buffer.allocUnsafe(size - this.#offset);
		const count = readSync(this.#descriptor, bytes, 0, bytes.length, this.#offset);
		const scan = scanJournal(bytes.subarray(0, count), this.#path, { offset: this.#offset, seq: this.#seq });
		this.#offset = scan.end;
		this.#seq += scan.events.length;
		return scan.events;
	}

	[Symbol.dispose](): void {
		closeSync(this.#descriptor);
	}
}
