import { readFileSync, statSync } from "node:fs";
import { PassingProblem, Problem } from "../program.ts";
import type { Cell, Row } from "./cell.ts";
import { readCsv } from "./read-csv.ts";
import { notUtf8, readLines } from "./read-lines.ts";
import { delimiterOf, formatOf, type TableFormat } from "./table-format.ts";

/** A table that is read from its start as often as it is asked for. */
export interface Table {
	readonly columns: readonly string[];
	/** The rows in groups; `seen` is told the part that was read, from 0 to 1. */
	batches(seen?: (part: number) => void): AsyncIterable<readonly Row[]>;
}

/** Rows that are handed on at once. */
const BATCH = 1024;

/**
 * Opens a CSV, JSON or JSON-lines file. CSV and JSON lines are read piece by piece, JSON as a whole.
 * @throws Problem that names the file and the row or line
 */
export async function openTable(path: string, said?: TableFormat | "auto" | null): Promise<Table> {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat === undefined) throw new PassingProblem(`there is no file ${path}`);
	if (!stat.isFile()) throw new Problem(`${path} is not a file`);
	if (stat.size === 0) throw new PassingProblem(`${path} is empty`);
	const format = formatOf(path, said);
	switch (format) {
		case "csv":
			return await openCsv(path, stat.size);
		case "json":
			return openJson(path);
		case "jsonl":
			return await openJsonLines(path, stat.size);
	}
}

async function openCsv(path: string, size: number): Promise<Table> {
	const delimiter = delimiterOf(path);
	const columns = await header(path, delimiter);
	return {
		columns,
		async *batches(seen) {
			let batch: Row[] = [];
			let number = 0;
			for await (const cells of readCsv(path, delimiter, (bytes) => seen?.(bytes / size))) {
				if (number > 0) batch.push({ number, cells });
				number++;
				if (batch.length < BATCH) continue;
				yield batch;
				batch = [];
			}
			if (batch.length > 0) yield batch;
		},
	};
}

async function header(path: string, delimiter: string): Promise<readonly string[]> {
	for await (const record of readCsv(path, delimiter)) {
		const names = record.map((name) => name.trim());
		const nameless = names.indexOf("");
		if (nameless >= 0) throw new Problem(`column ${nameless + 1} of ${path} has no name in the header`);
		const double = names.find((name, index) => names.indexOf(name) !== index);
		if (double !== undefined) throw new Problem(`${path} has two columns named ${double}`);
		return names;
	}
	throw new Problem(`${path} has no header: it holds only empty lines`);
}

/** Bytes. A text of Node.js holds little more. */
const MOST_JSON = 500e6;

function openJson(path: string): Table {
	if (statSync(path).size > MOST_JSON) {
		throw new Problem(
			`${path} is larger than 500 MB, and JSON is read whole; write it as JSON lines, one object a line`,
		);
	}
	const bytes = readFileSync(path);
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch (error) {
		if (error instanceof SyntaxError) throw new Problem(`${path} is not JSON: ${error.message}`);
		if (error instanceof TypeError) throw notUtf8(path);
		throw error;
	}
	if (!Array.isArray(value)) throw new Problem(`${path} must hold a JSON array of objects, one for each row`);
	const columns = new Map<string, number>();
	for (const [index, item] of value.entries()) addColumns(columns, recordOf(item, path, index + 1));
	const rows = value.map((item, index) => toRow(item, path, index + 1, columns));
	return {
		columns: [...columns.keys()],
		async *batches(seen) {
			for (let start = 0; start < rows.length; start += BATCH) {
				seen?.(start / rows.length);
				yield rows.slice(start, start + BATCH);
			}
		},
	};
}

async function openJsonLines(path: string, size: number): Promise<Table> {
	const columns = new Map<string, number>();
	for await (const items of jsonLines(path))
		for (const { value, number } of items) addColumns(columns, recordOf(value, path, number));
	return {
		columns: [...columns.keys()],
		async *batches(seen) {
			for await (const items of jsonLines(path, (bytes) => seen?.(bytes / size)))
				yield items.map(({ value, number }) => toRow(value, path, number, columns));
		},
	};
}

async function* jsonLines(path: string, seen?: (bytes: number) => void) {
	let line = 0;
	let number = 0;
	for await (const lines of readLines(path, seen)) {
		const items: { readonly value: unknown; readonly number: number }[] = [];
		for (const text of lines) {
			line++;
			if (text.trim() === "") continue;
			number++;
			items.push({ value: parseLine(line === 1 ? text.replace(/^\uFEFF/, "") : text, path, line), number });
		}
		yield items;
	}
}

function parseLine(text: string, path: string, line: number): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) throw new Problem(`${path} line ${line} is not JSON: ${error.message}`);
		throw error;
	}
}

function recordOf(value: unknown, path: string, number: number): Readonly<Record<string, unknown>> {
	if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new Problem(`${path} row ${number} is not an object with a value for each column`);
}

function addColumns(columns: Map<string, number>, record: Readonly<Record<string, unknown>>): void {
	for (const name of Object.keys(record)) if (!columns.has(name)) columns.set(name, columns.size);
}

function toRow(value: unknown, path: string, number: number, columns: ReadonlyMap<string, number>): Row {
	const cells: Cell[] = new Array<Cell>(columns.size).fill(null);
	for (const [name, item] of Object.entries(recordOf(value, path, number))) {
		if (item !== null && typeof item === "object") {
			throw new Problem(
				`${path} row ${number}, column ${name}: it holds a list or an object, where a table has one value`,
			);
		}
		cells[columns.get(name) ?? 0] = item as Cell;
	}
	return { number, cells };
}
