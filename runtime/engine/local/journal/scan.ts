import type { RunEvent } from "@dagwright/core";
import { UserError } from "../../user-error.ts";
import { decodeRecord, isSyncMark } from "./record.ts";

/** What the bytes of a journal hold. */
export interface Scan {
	readonly events: readonly RunEvent[];
	/** Where the last whole record ends; after it comes nothing, or a torn tail. */
	readonly end: number;
	/** Bytes after `end` that a crash left incomplete; 0 when the file is whole. */
	readonly torn: number;
	/** Up to where the journal says that it was synced. */
	readonly synced: number;
}

/** Where a scan goes on: `offset` is that of the first of the bytes in the file. */
export interface ScanStart {
	readonly offset: number;
	/** The number of the event that comes next. */
	readonly seq: number;
}

/**
 * Reads all whole records. What is broken at the end, and was never said to be synced, is a torn tail; anything else
 * that is broken is damage.
 * @throws UserError `engine/journal-damaged` with the byte offset and line of the first broken record
 */
export function scanJournal(bytes: Buffer, path: string, start: ScanStart = { offset: 0, seq: 1 }): Scan {
	const events: RunEvent[] = [];
	let synced = 0;
	let seq = start.seq;
	let at = 0;
	let line = 1;
	while (at < bytes.length) {
		const found = decodeRecord(bytes, at);
		if (found === undefined) break;
		if (isSyncMark(found.record)) {
			synced = found.record.synced;
			if (synced > start.offset + at) {
				throw damaged(path, start.offset + at, line, `bytes are missing: ${synced} had been safely written before it`);
			}
		} else {
			if (found.record.seq !== seq) {
				throw damaged(path, start.offset + at, line, `event ${seq} is missing (found ${found.record.seq})`);
			}
			events.push(found.record);
			seq++;
		}
		at = found.next;
		line++;
	}
	if (at < bytes.length) {
		const mark = latestMark(bytes, at);
		if (mark > start.offset + at) {
			throw damaged(
				path,
				start.offset + at,
				line,
				`the record is broken, though ${mark} bytes had been safely written`,
			);
		}
	}
	return { events, end: start.offset + at, torn: bytes.length - at, synced };
}

/** The highest mark among the whole records that stand somewhere after a broken one; 0 if there is none. */
function latestMark(bytes: Buffer, from: number): number {
	let latest = 0;
	// A newline may itself be what is broken, so every position where a mark's text stands is tried.
	for (let at = bytes.indexOf('{"synced":', from); at !== -1; at = bytes.indexOf('{"synced":', at + 1)) {
		for (let header = 11; header <= 14; header++) {
			if (at - header < from) break;
			const found = decodeRecord(bytes, at - header);
			if (found !== undefined && isSyncMark(found.record)) latest = Math.max(latest, found.record.synced);
		}
	}
	return latest;
}

function damaged(path: string, offset: number, line: number, what: string): UserError {
	return new UserError("engine/journal-damaged", `the journal is damaged at byte ${offset} (line ${line}): ${what}`, {
		where: path,
		remedy: "Restore the file from a backup, or start a new run; a damaged journal is never continued.",
	});
}
