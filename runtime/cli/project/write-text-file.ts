import { type WriteFileOptions, writeFileSync } from "node:fs";

/** Writes a file; a failure names the path, which the system's own error leaves out where the disk is full. */
export function writeTextFile(path: string, text: string, options: WriteFileOptions = {}): void {
	try {
		writeFileSync(path, text, options);
	} catch (error) {
		throw error instanceof Error ? Object.assign(error, { path }) : error;
	}
}
