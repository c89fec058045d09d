import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTable } from "../table/read-table.ts";
import { readExamples } from "./examples.ts";
import { readModel } from "./model-file.ts";

const folder = mkdtempSync(join(tmpdir(), "dagwright-examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string, target?: string, model?: Parameters<typeof readExamples>[2]) {
	const path = join(folder, "data.csv");
	writeFileSync(path, text);
	return await readExamples(await openTable(path), target, model);
}

async function problem(...given: Parameters<typeof read>): Promise<string> {
	const refused = await read(...given).catch((error: unknown) => error);
	return refused instanceof Error ? refused.message : "no problem";
}

test("numbers are features, texts are left out, classes are in alphabetical order", async () => {
	expect(await read("name,a,Label,b\nx,1,no,2\ny,3,yes,4e0\nz,5,no,.5\n")).toEqual({
		features: ["a", "b"],
		target: "Label",
		values: Float64Array.of(1, 2, 3, 4, 5, 0.5),
		labels: Int32Array.of(0, 1, 0),
		classes: ["no", "yes"],
	});
});

test("the target is the column that is named, else one with a usual name, else the last", async () => {
	expect((await read("kind,a,label\nx,1,u\ny,2,v\n", "kind")).target).toBe("kind");
	expect((await read("class,a,b\nx,1,2\ny,2,3\n")).target).toBe("class");
	expect((await read("a,b,kind\n1,2,x\n3,4,y\n")).target).toBe("kind");
});

test("what can't be learnt from is told with row and column", async () => {
	const model = { features: [{ name: "a", mean: 0, deviation: 1 }], target: "label", classes: ["u", "v"] };
	expect([
		await problem("a,b,label\nx,y,u\nz,w,v\n"),
		await problem("a,label\n1,u\n2,u\n"),
		await problem("a,label\n1,u\n,v\n"),
		await problem("a,label\n1,u\ntwo,v\n"),
		await problem("a,label\n1,u\n2,\n"),
		await problem("label\nu\nv\n"),
		await problem("a,label\n"),
		await problem("a,price\n1,10.5\n2,11\n3,12\n4,9\n"),
		await problem("a,label\n1,u\n2,w\n", undefined, model),
		await problem("b,label\n1,u\n2,v\n", undefined, model),
	]).toEqual([
		"no column besides the target label holds numbers; turn texts into numbers with the operation one_hot of a preprocessing job",
		'all 2 rows have the same label ("u"): there is nothing to learn',
		"row 2, column a: no value; fill_missing or drop_missing of a preprocessing job takes care of it",
		'row 2, column a: "two" is not a number',
		"row 2, column label: no value, but this is the column to predict",
		"the data needs two columns at least: one to learn from, and the target",
		"the data has no rows to learn from",
		"column price has 4 different values in 4 rows; training learns classes, so name a column of few values as `target`",
		'row 2, column label: the model knows the classes u, v, not "w"',
		"the model needs the columns a; the data lacks a",
	]);
});

test("a name begins a fresh model; a file has to be one that was trained here", () => {
	expect(readModel(join(folder, "ecg-base"))).toBeUndefined();
	const layer = { inputs: 1, outputs: 2, weights: [0, 0], biases: [0, 0] };
	const training = {
		epochs: 1,
		epochs_in_all: 1,
		learning_rate: 1,
		batch_size: 1,
		seed: 0,
		rows: 1,
		validation_rows: 0,
		accuracy: 1,
		loss: 0,
	};
	const model = {
		format: "dagwright-classifier/1",
		name: "base",
		target: "label",
		classes: ["u", "v"],
		features: [{ name: "a", mean: 0, deviation: 1 }],
		layers: [layer],
		training,
	};
	const write = (value: unknown) => {
		const path = join(folder, "model.json");
		writeFileSync(path, JSON.stringify(value));
		return path;
	};
	expect(readModel(write(model))).toEqual(model);
	expect(() => readModel(join(folder, "gone.json"))).toThrow(/there is no model file .*gone\.json/);
	expect(() => readModel(folder)).toThrow(/is a folder/);
	expect(() => readModel(write({ weights: [] }))).toThrow(/is not a model that provider = local trained/);
	expect(() => readModel(write({ ...model, layers: [{ ...layer, weights: [0] }] }))).toThrow(/is damaged/);
});
