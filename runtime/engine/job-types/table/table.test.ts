import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Cell } from "./cell.ts";
import { openTable } from "./read-table.ts";
import { writeTable } from "./write-table.ts";

const folder = mkdtempSync(join(tmpdir(), "dagwright-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

async function read(path: string) {
	const table = await openTable(path);
	const rows: (readonly Cell[])[] = [];
	for await (const batch of table.batches()) for (const { cells } of batch) rows.push(cells);
	return { columns: table.columns, rows };
}

async function problem(name: string, content: string | Uint8Array): Promise<string> {
	const refused = await read(file(name, content)).catch((error: unknown) => error);
	return refused instanceof Error ? refused.message.replaceAll(`${folder}/`, "") : "no problem";
}

test("CSV is read with a byte-order mark, quotes, line ends in cells, CRLF, empty lines and no end of the last line", async () => {
	const text = '\uFEFFid, name ,note\r\n1,"a ""b"", c","two\r\nlines"\r\n\r\n2,é,\r\n3,,x';
	expect(await read(file("a.csv", text))).toEqual({
		columns: ["id", "name", "note"],
		rows: [
			["1", 'a "b", c', "two\r\nlines"],
			["2", "é", ""],
			["3", "", "x"],
		],
	});
});

test("semicolons and tabs between the cells are seen by the header, not within its quotes", async () => {
	expect(await read(file("b.csv", '"a,b,c";d\n1,5;2\n'))).toEqual({ columns: ["a,b,c", "d"], rows: [["1,5", "2"]] });
	expect(await read(file("b.tsv", "a\tb\n1\t2\n"))).toEqual({ columns: ["a", "b"], rows: [["1", "2"]] });
});

test("JSON and JSON lines give the columns of all rows, and null where a row has none", async () => {
	const rows = [
		{ a: 1, b: "x" },
		{ a: null, c: true },
	];
	const table = {
		columns: ["a", "b", "c"],
		rows: [
			[1, "x", null],
			[null, null, true],
		],
	};
	expect(await read(file("c.json", JSON.stringify(rows)))).toEqual(table);
	expect(await read(file("c.jsonl", `\uFEFF${rows.map((row) => JSON.stringify(row)).join("\r\n\n")}\n`))).toEqual(
		table,
	);
	expect(await read(file("c", `  ${JSON.stringify(rows)}`))).toEqual(table);
});

test("what is wrong is told with its file and line or row", async () => {
	expect([
		await problem("d.csv", "a,b\n1,2\n3\n"),
		await problem("d.csv", 'a,b\n1,"2\n'),
		await problem("d.csv", 'a,b\n1,x"y"\n'),
		await problem("d.csv", "a,a\n1,2\n"),
		await problem("d.csv", "a,,c\n1,2,3\n"),
		await problem("d.csv", ""),
		await problem("d.csv", "\n\n"),
		await problem("d.csv", Buffer.from("a,b\ncaf\u00e9,2\n", "latin1")),
		await problem("d.csv", Buffer.from("\uFEFFa,b\n", "utf16le")),
		await problem("d.json", '{"a":1}'),
		await problem("d.json", "[1]"),
		await problem("d.json", '[{"a":[1]}]'),
		await problem("d.jsonl", '{"a":1}\n{"a":\n'),
		(await openTable(join(folder, "none.csv")).catch((error: Error) => error.message))
			.toString()
			.includes("there is no file"),
	]).toEqual([
		"d.csv line 3 has 1 cell, the header has 2",
		'd.csv ends inside quotes: a `"` at or before line 2 is never closed',
		'd.csv line 2 has a `"` in the middle of a cell; write it twice, and quote the cell',
		"d.csv has two columns named a",
		"column 2 of d.csv has no name in the header",
		"d.csv is empty",
		"d.csv has no header: it holds only empty lines",
		"d.csv is not UTF-8 text; save it as UTF-8, for example with iconv -f LATIN1 -t UTF-8",
		"d.csv is UTF-16; save it as UTF-8",
		"d.json must hold a JSON array of objects, one for each row",
		"d.json row 1 is not an object with a value for each column",
		"d.json row 1, column a: it holds a list or an object, where a table has one value",
		expect.stringMatching(/^d\.jsonl line 2 is not JSON: /),
		true,
	]);
});

test("JSON beyond what a text can hold is told before it is read", async () => {
	const path = file("large.json", "");
	truncateSync(path, 500e6 + 1);
	await expect(openTable(path)).rejects.toThrow(/larger than 500 MB.*JSON lines/);
});

test("characters that are cut by the end of a read stay whole", async () => {
	const row = `${"é𝄞€".repeat(40)}\n`;
	const text = `a\n${row.repeat(1500)}`;
	const { rows } = await read(file("e.csv", text));
	expect(rows.length).toBe(1500);
	expect(new Set(rows.map(([cell]) => cell)).size).toBe(1);
});

test("whatever text is written as CSV or JSON lines is read again", async () => {
	const cell = fc.string({ unit: fc.constantFrom("a", "1", '"', ",", ";", "\n", "\r", " ", "é", "\t", "𝄞", "\uFEFF") });
	const tables = fc
		.integer({ min: 1, max: 4 })
		.chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
	await fc.assert(
		fc.asyncProperty(tables, fc.constantFrom("csv", "json", "jsonl"), async (rows, format) => {
			const path = join(folder, `written.${format}`);
			const columns = Array.from({ length: rows[0]?.length ?? 1 }, (_, index) => `c${index}`);
			const writer = writeTable(path, format as "csv", columns);
			await writer.write(rows.map((cells, index) => ({ number: index + 1, cells })));
			await writer.end();
			const again = await read(path);
			expect(again.rows).toEqual(rows);
		}),
		{ numRuns: 100 },
	);
});
