import { createReadStream } from "node:fs";
import { Problem } from "../program.ts";

/** Bytes that are read at once. */
const CHUNK = 262_144;

/** Characters of the longest line that is taken. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The lines of a UTF-8 file, in groups as they are read; the memory does not grow with the file.
 * @param seen is told the bytes read so far
 * @throws Problem for bytes that are no UTF-8
 */
export async function* readLines(path: string, seen?: (bytes: number) => void): AsyncGenerator<readonly string[]> {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let rest = "";
	let bytes = 0;
	for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		seen?.(bytes);
		const lines = (rest + decode(decoder, path, chunk)).split("\n");
		rest = lines.pop() ?? "";
		if (rest.length > LONGEST_LINE) throw new Problem(`${path} has a line of more than 64 MB; is it JSON lines?`);
		if (lines.length > 0) yield lines;
	}
	rest += decode(decoder, path);
	if (rest !== "") yield [rest];
}

function decode(decoder: TextDecoder, path: string, chunk?: Buffer): string {
	try {
		return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
	} catch (error) {
		if (error instanceof TypeError) throw notUtf8(path);
		throw error;
	}
}

/** What to say of a file whose bytes are no UTF-8. */
export function notUtf8(path: string): Problem {
	return new Problem(`${path} is not UTF-8 text; save it as UTF-8, for example with iconv -f LATIN1 -t UTF-8`);
}
