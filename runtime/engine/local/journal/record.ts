import { crc32, type RunEvent } from "@dagwright/core";

/**
 * One line of a journal: `crc32 length json\n`, the checksum in 8 hexadecimal digits over the JSON's bytes, the length
 * in bytes. The JSON is an event, or a mark that says up to which byte the file had been synced when it was written:
 * this tells damage (before a mark) from the torn tail of a power cut (after the last one).
 */
export type JournalRecord = RunEvent | SyncMark;

export interface SyncMark {
	/** All bytes before this offset were on disk. */
	readonly synced: number;
}

const NEWLINE = 10;
const SPACE = 32;
/** `crc32 ` and at least one digit, a space and a newline. */
const SHORTEST = 12;

/** The bytes of some records, to be appended in one write. */
export function encodeRecords(records: readonly JournalRecord[]): Buffer {
	let text = "";
	for (const record of records) {
		const json = JSON.stringify(record);
		const bytes = Buffer.from(json);
		text += `${hex(crc32(bytes))} ${bytes.length} ${json}\n`;
	}
	return Buffer.from(text);
}

function hex(sum: number): string {
	return sum.toString(16).padStart(8, "0");
}

/**
 * The record that starts at `offset`, and where the next one starts; undefined if no whole, right record stands there.
 */
export function decodeRecord(bytes: Buffer, offset: number): { record: JournalRecord; next: number } | undefined {
	if (bytes.length - offset < SHORTEST || bytes[offset + 8] !== SPACE) return undefined;
	let at = offset + 9;
	let length = 0;
	for (let digits = 0; ; digits++, at++) {
		const digit = (bytes[at] ?? 0) - 48;
		if (digit < 0 || digit > 9 || digits > 9) {
			if (digits === 0 || bytes[at] !== SPACE) return undefined;
			break;
		}
		length = length * 10 + digit;
	}
	const start = at + 1;
	const end = start + length;
	if (end >= bytes.length || bytes[end] !== NEWLINE) return undefined;
	const json = bytes.subarray(start, end);
	if (bytes.toString("latin1", offset, offset + 8) !== hex(crc32(json))) return undefined;
	// A right checksum over wrong JSON is not damage but a bug of the writer: let it throw.
	return { record: JSON.parse(bytes.toString("utf8", start, end)) as JournalRecord, next: end + 1 };
}

/** Whether a record is a mark and not an event. */
export function isSyncMark(record: JournalRecord): record is SyncMark {
	return "synced" in record;
}
