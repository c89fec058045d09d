import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Row } from "../table/cell.ts";
import { type Preprocessing, preprocess } from "./preprocess.ts";
import { RowHashes } from "./row-hashes.ts";
import { makeShuffle } from "./spool.ts";

// Progress goes to the file that the engine gives a job.
const folder = mkdtempSync(join(tmpdir(), "dagwright-preprocess-"));
process.env.DAG_EVENTS = join(folder, "events.jsonl");
afterAll(() => rmSync(folder, { recursive: true }));

async function run(text: string, more: Pick<Preprocessing, "ops"> & Partial<Preprocessing>, ending = "csv") {
	const input = join(folder, `input.${ending}`);
	writeFileSync(input, text);
	const work = mkdtempSync(join(folder, "work-"));
	const result = await preprocess({ input, work, output: (format) => join(folder, `out.${format}`), ...more });
	expect(readdirSync(work)).toEqual([]);
	return { ...result, text: readFileSync(result.path, "utf8") };
}

async function problem(text: string, more: Parameters<typeof run>[1]): Promise<string> {
	const refused = await run(text, more).catch((error: unknown) => error);
	return refused instanceof Error ? refused.message : "no problem";
}

test("dedupe keeps the first of equal rows, and normalize scales what is left to 0..1, but not the target", async () => {
	expect(await run("a,b,label\n1,x,3\n3,y,4\n1,x,3\n2,,5\n", { ops: ["dedupe", "normalize"] })).toMatchObject({
		rows: 3,
		read: 4,
		columns: ["a", "b", "label"],
		target: "label",
		text: "a,b,label\n0,x,3\n1,y,4\n0.5,,5\n",
	});
});

test("standardize gives mean 0 and deviation 1, and 0 for a constant", async () => {
	const { text } = await run("a,b\n1,7\n3,7\n", { ops: ["standardize"] });
	expect(text).toBe("a,b\n-1,0\n1,0\n");
});

test("fill_missing takes the mean or the most frequent text, and leaves the target alone", async () => {
	const { text } = await run("a,b,label\n1,x,\nNA,y,u\n2,,v\n,x,u\n", { ops: ["fill_missing"] });
	expect(text).toBe("a,b,label\n1,x,\n1.5,y,u\n2,x,v\n1.5,x,u\n");
});

test("drop_missing drops rows that lack a value in one of the chosen columns", async () => {
	const text = "a,b,c\n1,,x\n,2,y\n3,4,null\n5,6,z\n";
	expect((await run(text, { ops: ["drop_missing"] })).text).toBe("a,b,c\n5,6,z\n");
	expect((await run(text, { ops: ["drop_missing"], columns: ["b", "a"] })).text).toBe("b,a\n4,3\n6,5\n");
	expect((await run(text, { ops: ["drop_missing"], columns: ["a"], target: "c" })).text).toBe("a,c\n1,x\n5,z\n");
});

test("one_hot makes a column of each text, in alphabetical order, and lowercase runs before it where it is listed so", async () => {
	const text = "a,kind,label\n1,B,u\n2,a,v\n3,b,u\n4,,u\n";
	expect((await run(text, { ops: ["lowercase", "one_hot"] })).text).toBe(
		"a,kind_a,kind_b,label\n1,0,1,u\n2,1,0,v\n3,0,1,u\n4,0,0,u\n",
	);
	expect((await run(text, { ops: ["one_hot"] })).columns).toEqual(["a", "kind_B", "kind_a", "kind_b", "label"]);
});

test("JSON lines stay JSON lines, numbers stay numbers", async () => {
	const { path, text } = await run('{"a":1,"b":"X"}\n{"a":3}\n', { ops: ["normalize", "lowercase"] }, "jsonl");
	expect(path).toMatch(/out\.jsonl$/);
	expect(text).toBe('{"a":0,"b":"x"}\n{"a":1,"b":null}\n');
});

test("shuffle gives the same order for the same seed, another for another, and keeps every row", async () => {
	const text = `a,b\n${Array.from({ length: 2000 }, (_, index) => `${index},"x, y"\n`).join("")}`;
	const lines = (some: string) => some.trim().split("\n").slice(1).sort();
	const shuffled = async (seed: number) => (await run(text, { ops: ["shuffle"], seed })).text;
	const first = await shuffled(3);
	expect(await shuffled(3)).toBe(first);
	expect(await shuffled(4)).not.toBe(first);
	expect(first).not.toBe(text);
	expect(lines(first)).toEqual(lines(text));
});

test("a table that is shuffled in parts has each row anywhere", async () => {
	const spool = makeShuffle(mkdtempSync(join(folder, "parts-")), "rows", 4, 1);
	const numbers = Array.from({ length: 400 }, (_, index) => index + 1);
	await spool.write(numbers.map((number) => ({ number, cells: [String(number)] })));
	const rows: Row[] = [];
	for await (const batch of (await spool.end(["a"])).batches()) rows.push(...batch);
	expect(rows.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(numbers);
	expect(rows.every(({ number, cells }) => cells[0] === String(number))).toBe(true);
	// The first quarter of the result has rows of every quarter of the input, about 25 of each.
	const quarters = [0, 0, 0, 0];
	for (const { number } of rows.slice(0, 100)) {
		const quarter = Math.floor((number - 1) / 100);
		quarters[quarter] = (quarters[quarter] ?? 0) + 1;
	}
	for (const count of quarters) expect(count).toBeGreaterThan(10);
});

test("what does not fit is told with its row and column", async () => {
	expect([
		await problem("a,b\n1,2\n3,x\n5,6\n", { ops: ["dedupe", "normalize"] }),
		await problem("a,b\n,2\n,3\n", { ops: ["fill_missing"] }),
		await problem("a,b\n1,2\n", { ops: ["dedupe"], columns: ["A", "b"] }),
		await problem("a,b\n1,2\n", { ops: ["dedupe"], target: "goal" }),
		await problem(`a\n${Array.from({ length: 300 }, (_, index) => `t${index}\n`).join("")}`, { ops: ["one_hot"] }),
		await problem("a,b,b_x\n1,x,2\n", { ops: ["one_hot"] }),
	]).toEqual([
		'row 2, column b: "x" is not a number, as most of the column is; correct it, leave it empty, or leave the column out with `columns`',
		"column a has no value in any row, so `fill_missing` has nothing to fill it with; leave it out with `columns`",
		"`columns` names the column A, which the data does not have; did you mean a?",
		"`target` names the column goal, which the data does not have; the columns are a, b",
		"column a has more than 200 different texts, too many for `one_hot`; leave it out with `columns`",
		"`one_hot` would make two columns named b_x; rename one before",
	]);
});

test("normalized numbers lie in 0..1 and reach both, whatever they were; doing it again changes nothing", async () => {
	const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }), {
		minLength: 2,
	});
	await fc.assert(
		fc.asyncProperty(numbers, async (values) => {
			const { text } = await run(`a,b\n${values.map((value) => `${value},x\n`).join("")}`, { ops: ["normalize"] });
			const scaled = text
				.trim()
				.split("\n")
				.slice(1)
				.map((line) => Number(line.split(",")[0]));
			for (const value of scaled) expect(value >= 0 && value <= 1).toBe(true);
			if (new Set(values.map((value) => value + 0)).size > 1) {
				expect([Math.min(...scaled), Math.max(...scaled)]).toEqual([0, 1]);
			}
			expect((await run(text, { ops: ["normalize"] })).text).toBe(text);
		}),
		{ numRuns: 60 },
	);
});

test("a set of row hashes says once of each text that it is new", () => {
	const hashes = new RowHashes();
	const texts = Array.from({ length: 5000 }, (_, index) => `row ${index}`);
	expect(texts.filter((text) => hashes.add(text)).length).toBe(5000);
	expect(texts.some((text) => hashes.add(text))).toBe(false);
});
