import { expect, test } from "vitest";
import { check } from "./check.ts";
import type { EnvironmentEntry } from "./environment.ts";
import { parseExpression } from "./parse-for-tests.ts";
import { printExpression } from "./print.ts";
import type { Type } from "./type.ts";

/** The expressions of `examples/ecg/ecg_nightly.dag`, each where it stands. */

const float: Type = { kind: "float" };
const record = (fields: Record<string, Type>): Type => ({ kind: "record", fields });
const trained = record({
	model: { kind: "model" },
	metrics: record({ accuracy: { kind: "float", min: 0, max: 1 }, loss: float }),
	learning_rate: float,
});
const entries: Record<string, EnvironmentEntry> = {
	dataset: { type: { kind: "file" }, what: "param" },
	min_acc: { type: { kind: "float", min: 0, max: 1 }, what: "param" },
	clean: { type: record({ data: { kind: "dataset" } }), what: "job" },
	stats: { type: record({ rows: { kind: "int" }, mean: float }), what: "job" },
	sweep: { type: { kind: "fan_out", element: trained, bindings: { lr: float, bs: { kind: "int" } } }, what: "job" },
	m: { type: trained, what: "carry" },
	tune: { type: record({ m: trained, rounds: { kind: "int" }, converged: { kind: "bool" } }), what: "loop" },
	gate: { type: record({ report: { kind: "file" } }), what: "job" },
	ship: { type: record({ url: { kind: "string" } }), what: "job" },
	run: { type: record({ error: record({ message: { kind: "string" } }) }), what: "run" },
};
const ops: Type = { kind: "list", element: { kind: "enum", values: ["dedupe", "normalize", "shuffle"] } };
const policy: Type = { kind: "enum", values: ["any", "all", "quorum"] };
const string: Type = { kind: "string" };

test.each<[string, Type | undefined]>([
	['"data/ecg.csv"', { kind: "file" }],
	["[1e-3, 1e-4, 1e-5]", { kind: "list", element: float }],
	["dataset", { kind: "file" }],
	["[dedupe, normalize]", ops],
	["[clean.data]", { kind: "list", element: string }],
	["clean.data", { kind: "dataset" }],
	['"ecg-base"', { kind: "model" }],
	["sweep.max_by(r => r.metrics.accuracy)", trained],
	["m.metrics.loss < 0.05", { kind: "bool" }],
	["m.learning_rate / 2", { kind: "float", min: 0, max: 10 }],
	["tune.m.metrics.accuracy >= min_acc && stats.rows > 100", { kind: "bool" }],
	["tune.m.metrics", { kind: "map", value: float }],
	["any", policy],
	["{ metrics: tune.m.metrics, report: gate.report }", { kind: "map", value: { kind: "json" } }],
	['"./undo-canary ${tune.m.model}"', string],
	['"ecg_nightly: ${run.error.message}"', string],
	["[200]", { kind: "list", element: { kind: "int", min: 100, max: 599 } }],
	["ship.url", string],
])("%s", (text, expected) => {
	const { problems } = check(parseExpression(text), { names: new Map(Object.entries(entries)) }, expected);
	expect(problems).toEqual([]);
	expect(printExpression(parseExpression(text)).replaceAll("0.001, 0.0001, 0.00001", "1e-3, 1e-4, 1e-5")).toBe(text);
});
