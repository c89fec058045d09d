import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { CsvError, parse } from "csv-parse";
import { Problem } from "../program.ts";
import { notUtf8 } from "./read-lines.ts";

/** Bytes that are read at once. */
const CHUNK = 262_144;

/** Bytes of the longest row: beyond, a quote was forgotten. */
const LONGEST_ROW = 16 * 1024 * 1024;

/**
 * The records of a CSV file, the header first. Quoted cells, any line ends, a byte-order mark and empty lines are as
 * RFC 4180 and the world have them.
 * @param seen is told the bytes read so far
 * @throws Problem that names the line
 */
export async function* readCsv(
	path: string,
	delimiter: string,
	seen?: (bytes: number) => void,
): AsyncGenerator<readonly string[]> {
	const source = createReadStream(path, { highWaterMark: CHUNK });
	const parser = parse({ bom: true, delimiter, skip_empty_lines: true, max_record_size: LONGEST_ROW });
	let bytes = 0;
	const check = utf8Check();
	source.on("error", (error) => parser.destroy(error));
	source.on("data", (chunk) => {
		bytes += chunk.length;
		seen?.(bytes);
		if (!check(Buffer.from(chunk))) parser.destroy(notUtf8(path));
	});
	source.pipe(parser);
	try {
		for await (const record of parser as AsyncIterable<readonly string[]>) yield record;
	} catch (error) {
		throw error instanceof CsvError ? explain(error, path) : error;
	} finally {
		source.destroy();
		parser.destroy();
	}
}

/** Whether the chunks so far are UTF-8; a character that is cut by the end of a chunk counts with the next. */
function utf8Check(): (chunk: Buffer) => boolean {
	let cut = Buffer.alloc(0);
	return (chunk) => {
		const whole = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
		const end = whole.length - unfinished(whole);
		cut = Buffer.from(whole.subarray(end));
		return isUtf8(whole.subarray(0, end));
	};
}

/** The bytes at the end that begin a character of which more has to come: at most 3. */
function unfinished(bytes: Buffer): number {
	for (let back = 1; back <= 3 && back <= bytes.length; back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if ((byte & 0b1100_0000) === 0b1000_0000) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
		return length > back ? back : 0;
	}
	return 0;
}

function explain(error: CsvError, path: string): Problem {
	const line = Number(error["lines"] ?? 0);
	switch (error.code) {
		case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH": {
			const record: unknown = error["record"];
			const found = Array.isArray(record)
				? `${record.length} ${record.length === 1 ? "cell" : "cells"}`
				: "another number of cells";
			return new Problem(`${path} line ${line} has ${found}, the header has ${headerWidth(error)}`);
		}
		case "CSV_QUOTE_NOT_CLOSED":
			return new Problem(`${path} ends inside quotes: a \`"\` at or before line ${line} is never closed`);
		case "CSV_MAX_RECORD_SIZE":
			return new Problem(`${path} has a row of more than 16 MB near line ${line}: is a \`"\` missing there?`);
		case "INVALID_OPENING_QUOTE":
		case "CSV_INVALID_CLOSING_QUOTE":
		case "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE":
			return new Problem(
				`${path} line ${line} has a \`"\` in the middle of a cell; write it twice, and quote the cell`,
			);
		default:
			return new Problem(`${path} line ${line}: ${error.message}`);
	}
}

function headerWidth(error: CsvError): string {
	return /expect (\d+)/.exec(error.message)?.[1] ?? "another number";
}
