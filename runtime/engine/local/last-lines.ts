import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes that are read at once. */
const BLOCK = 65_536;
const NEWLINE = 10;

/** The byte at which the last `lines` lines of a file begin, found from its end; a last line may lack its end. */
export function findLastLines(path: string, lines: number): number {
	const file = openSync(path, "r");
	try {
		const { size } = fstatSync(file);
		const block = Buffer.alloc(Math.min(BLOCK, size));
		let wanted = lines;
		for (let end = size; end > 0; end -= BLOCK) {
			const start = Math.max(0, end - BLOCK);
			const length = readSync(file, block, 0, end - start, start);
			for (let at = length - 1; at >= 0; at--) {
				// The file's last byte ends a line, and parts none from another.
				if (block[at] !== NEWLINE || start + at === size - 1) continue;
				wanted--;
				if (wanted === 0) return start + at + 1;
			}
		}
		return 0;
	} finally {
		closeSync(file);
	}
}
