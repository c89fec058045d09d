import { rmSync } from "node:fs";
import { join } from "node:path";
import { randomNumbers, shuffle } from "../random.ts";
import type { Cell, Row } from "../table/cell.ts";
import { readLines } from "../table/read-lines.ts";
import type { Table } from "../table/read-table.ts";
import { lineWriter } from "../table/write-table.ts";

/** Rows on their way between two passes, in a file: the memory does not grow with the table. */
export interface Spool {
	write(rows: readonly Row[]): Promise<void>;
	/** What was written, as a table that is read once; its file goes with the last row. */
	end(columns: readonly string[]): Promise<Table>;
}

/** Bytes of a table that are put in another order in memory at once. */
const SHUFFLED_AT_ONCE = 8 * 1024 * 1024;

/** Rows that are handed on at once. */
const BATCH = 1024;

/** The files over which the rows of a table of so many bytes are thrown. */
export function shuffleParts(bytes: number): number {
	return Math.max(1, Math.ceil(bytes / SHUFFLED_AT_ONCE));
}

/** Keeps the order of the rows. */
export function makeSpool(folder: string, name: string): Spool {
	const path = join(folder, name);
	const lines = lineWriter(path);
	let count = 0;
	return {
		write(rows) {
			count += rows.length;
			return lines.add(textOf(rows));
		},
		async end(columns) {
			await lines.end();
			return {
				columns,
				async *batches(seen) {
					let read = 0;
					for await (const batch of rowsOf(path)) {
						yield batch;
						read += batch.length;
						seen?.(read / count);
					}
					rmSync(path);
				},
			};
		},
	};
}

/**
 * Gives the rows in another order, each order as likely: every row is thrown into one of some files, and each of these,
 * small enough, is shuffled in memory (Rao 1961, Sandelius 1962).
 * @param count of these files: each is held in memory once
 */
export function makeShuffle(folder: string, name: string, count: number, seed: number): Spool {
	const random = randomNumbers(seed);
	const parts = Array.from({ length: count }, (_, index) => {
		const path = join(folder, `${name}-${index}`);
		return { path, lines: lineWriter(path) };
	});
	return {
		async write(rows) {
			const thrown = parts.map((): Row[] => []);
			for (const row of rows) thrown[Math.floor(random() * parts.length)]?.push(row);
			await Promise.all(parts.map(({ lines }, index) => lines.add(textOf(thrown[index] ?? []))));
		},
		async end(columns) {
			for (const { lines } of parts) await lines.end();
			return {
				columns,
				async *batches(seen) {
					for (const [index, { path }] of parts.entries()) {
						// As text: rows take many times as much.
						const lines: string[] = [];
						for await (const group of readLines(path)) lines.push(...group);
						shuffle(lines, random);
						for (let from = 0; from < lines.length; from += BATCH) yield lines.slice(from, from + BATCH).map(rowOf);
						rmSync(path);
						seen?.((index + 1) / parts.length);
					}
				},
			};
		},
	};
}

function textOf(rows: readonly Row[]): string {
	let text = "";
	for (const { number, cells } of rows) text += `${JSON.stringify([number, ...cells])}\n`;
	return text;
}

async function* rowsOf(path: string): AsyncGenerator<readonly Row[]> {
	for await (const lines of readLines(path)) yield lines.map(rowOf);
}

function rowOf(line: string): Row {
	const [number, ...cells] = JSON.parse(line) as [number, ...Cell[]];
	return { number, cells };
}
