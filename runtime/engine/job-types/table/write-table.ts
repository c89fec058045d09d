import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { type Cell, type Row, textOf } from "./cell.ts";
import type { TableFormat } from "./table-format.ts";

/** Takes rows in groups and writes them to a file. */
export interface TableWriter {
	write(rows: readonly Row[]): Promise<void>;
	/** Resolves when all is written. */
	end(): Promise<void>;
}

/** Begins a file in the format; what was there is replaced. */
export function writeTable(path: string, format: TableFormat, columns: readonly string[]): TableWriter {
	const lines = lineWriter(path);
	let written = 0;
	switch (format) {
		case "csv":
			lines.add(`${csvLine(columns)}\n`);
			return { write: (rows) => lines.add(rows.map(({ cells }) => `${csvLine(cells)}\n`).join("")), end: lines.end };
		case "jsonl":
			return {
				write: (rows) => lines.add(rows.map(({ cells }) => `${jsonOf(columns, cells)}\n`).join("")),
				end: lines.end,
			};
		case "json":
			return {
				write: (rows) =>
					lines.add(rows.map(({ cells }) => `${written++ === 0 ? "[\n" : ",\n"}${jsonOf(columns, cells)}`).join("")),
				async end() {
					await lines.add(written === 0 ? "[]\n" : "\n]\n");
					await lines.end();
				},
			};
	}
}

/** Writes text to a file, and waits when the disk is slower. */
export function lineWriter(path: string) {
	const stream = createWriteStream(path, { highWaterMark: 1 << 20 });
	const done = finished(stream);
	// Awaited by `end`; until then a failure is told by the next write.
	let failure: Error | undefined;
	done.catch((error: Error) => {
		failure = error;
	});
	return {
		async add(text: string): Promise<void> {
			if (failure !== undefined) throw failure;
			if (!stream.write(text)) await Promise.race([once(stream, "drain"), done]);
		},
		async end(): Promise<void> {
			stream.end();
			await done;
		},
	};
}

function csvLine(cells: readonly Cell[]): string {
	// An empty line is no row to most readers.
	if (cells.length === 1 && textOf(cells[0] ?? null) === "") return '""';
	return cells.map((cell) => csvCell(textOf(cell))).join(",");
}

function csvCell(text: string): string {
	return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonOf(columns: readonly string[], cells: readonly Cell[]): string {
	return JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])));
}
