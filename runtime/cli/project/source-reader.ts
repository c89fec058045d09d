import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { ReadFile } from "@dagwright/dsl";

/** The largest `.dag` file, in bytes. */
const maxBytes = 1_000_000;

/** Reads a project's `.dag` files and remembers them, so that diagnostics can show their lines. */
export interface SourceReader {
	readonly read: ReadFile;
	/** Project-relative paths that were read, in order. */
	readonly files: () => readonly string[];
	/** The text as it was read; reads it now if it was not. */
	readonly text: (file: string) => string | undefined;
	/** Project-relative paths that were looked for and could not be read, in order. */
	readonly missing: () => readonly string[];
	/** Project-relative paths that are not any more as they were read, or not read. */
	readonly changed: () => readonly string[];
}

/** A reader below one project root; nothing outside of it is read, through symbolic links neither. */
export function createSourceReader(root: string): SourceReader {
	const seen = new Map<string, ReturnType<ReadFile>>();
	const realRoot = realpathSync(root);
	const read: ReadFile = (path) => {
		const known = seen.get(path);
		if (known !== undefined) return known;
		const answer = readSource(realRoot, path);
		seen.set(path, answer);
		return answer;
	};
	return {
		read,
		files: () => [...seen].filter(([, answer]) => "text" in answer).map(([path]) => path),
		text: (file) => {
			const answer = read(file);
			return "text" in answer ? answer.text : undefined;
		},
		missing: () => [...seen].filter(([, answer]) => !("text" in answer)).map(([path]) => path),
		changed: () =>
			[...seen].filter(([path, answer]) => !isSame(answer, readSource(realRoot, path))).map(([path]) => path),
	};
}

function isSame(one: ReturnType<ReadFile>, other: ReturnType<ReadFile>): boolean {
	return "text" in one ? "text" in other && one.text === other.text : !("text" in other);
}

function readSource(realRoot: string, path: string): ReturnType<ReadFile> {
	try {
		const absolute = realpathSync(join(realRoot, path));
		if (absolute !== realRoot && !absolute.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep))
			return { problem: "outside" };
		const status = statSync(absolute);
		if (!status.isFile()) return { problem: "no_file" };
		if (status.size > maxBytes) return { problem: "too_large" };
		return decode(readFileSync(absolute));
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		return { problem: code === "ENOENT" || code === "ENOTDIR" ? "missing" : "unreadable" };
	}
}

/** UTF-8 without its byte-order mark; a NUL or a malformed sequence says that it is no text. */
function decode(bytes: Uint8Array): ReturnType<ReadFile> {
	if (bytes.includes(0)) return { problem: "binary" };
	try {
		return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
	} catch {
		return { problem: "binary" }; // The decoder's message names only an encoding.
	}
}
