import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { baselineHistory, baselineNames, readBaseline, storeBaseline } from "./baseline-store.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
let root = "";
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "dagwright-baselines-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("the newest version is in force, and the others stay as its history", () => {
	expect([readBaseline(root, "prod"), baselineNames(root)]).toEqual([undefined, []]);
	const first = storeBaseline(root, "prod", { metrics: { accuracy: 0.9 }, by: "mira" }, NOW);
	const second = storeBaseline(root, "prod", { metrics: { accuracy: 0.95 }, by: "mira", run: "7", job: "gate" }, NOW);
	expect([first, second]).toEqual([
		{ name: "prod", version: 1, metrics: { accuracy: 0.9 }, at: "2026-01-02T03:04:05.000Z", by: "mira" },
		{
			name: "prod",
			version: 2,
			metrics: { accuracy: 0.95 },
			at: "2026-01-02T03:04:05.000Z",
			by: "mira",
			run: "7",
			job: "gate",
		},
	]);
	expect(readBaseline(root, "prod")).toEqual(second);
	expect(baselineHistory(root, "prod")).toEqual([first, second]);
	expect(baselineNames(root)).toEqual(["prod"]);
	expect(readdirSync(join(root, ".dag", "baselines", "prod")).sort()).toEqual(["1.json", "2.json"]);
});

test("who stores again with the same key gets the version of the first time", () => {
	const given = { metrics: { loss: 1 }, by: "mira", key: "1-abc/gate" };
	storeBaseline(root, "prod", given, NOW);
	storeBaseline(root, "prod", { metrics: { loss: 2 }, by: "mira" }, NOW);
	expect(storeBaseline(root, "prod", given, NOW).version).toBe(1);
	expect(readBaseline(root, "prod")).toMatchObject({ version: 2, metrics: { loss: 2 } });
});

test("what can't be stored or read is told", () => {
	const store = (name: string, metrics: Record<string, number>) => () =>
		storeBaseline(root, name, { metrics, by: "" }, NOW);
	expect(store("../prod", { a: 1 })).toThrow(/can't be called "\.\.\/prod"/);
	expect(store("", { a: 1 })).toThrow(/can't be called/);
	expect(store("prod", {})).toThrow(/at least one metric/);
	expect(store("prod", { a: Number.NaN })).toThrow(/the metric a is no finite number/);
	mkdirSync(join(root, ".dag", "baselines", "prod"), { recursive: true });
	for (const text of ["{", "[]", '{"metrics":{"a":"x"}}']) {
		writeFileSync(join(root, ".dag", "baselines", "prod", "1.json"), text);
		expect(() => readBaseline(root, "prod")).toThrow(/1\.json is not a baseline/);
	}
	expect(() => readBaseline(root, ".dag")).toThrow(/can't be called/);
});

test("processes that store at once get a version each, and none is lost", async () => {
	const module = fileURLToPath(new URL("baseline-store.ts", import.meta.url));
	const program = `
		const { storeBaseline } = await import(${JSON.stringify(module)});
		for (let value = 0; value < 20; value++) storeBaseline(process.argv[1], "prod", { metrics: { value }, by: process.argv[2] }, 0);
	`;
	const who = ["a", "b", "c"];
	await Promise.all(
		who.map((by) => promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, root, by])),
	);
	const history = baselineHistory(root, "prod");
	expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
	for (const by of who) {
		const values = history.filter((each) => each.by === by).map(({ metrics }) => metrics.value);
		expect(values).toEqual(Array.from({ length: 20 }, (_, index) => index));
	}
});
