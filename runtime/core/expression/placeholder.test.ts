import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { check } from "./check.ts";
import type { EnvironmentEntry } from "./environment.ts";
import { evaluate } from "./evaluate.ts";
import { parseExpression } from "./parse-for-tests.ts";
import { completed, Placeholder, placeholder, placeholderOf } from "./placeholder.ts";
import type { Type } from "./type.ts";
import { valueFits } from "./value-fits.ts";

const stats: Type = {
	kind: "record",
	fields: {
		rows: { kind: "int" },
		name: { kind: "string" },
		tags: { kind: "list", element: { kind: "string" } },
		answer: { kind: "json" },
		mean: { kind: "optional", of: { kind: "float" } },
		done: { kind: "bool" },
	},
};
const runs: Type = { kind: "list", element: { kind: "record", fields: { n: { kind: "int" }, s: { kind: "int" } } } };
const names = new Map<string, EnvironmentEntry>([
	["stats", { type: stats, what: "job" }],
	["runs", { type: runs, what: "let" }],
]);
const values = new Map<string, Json>([
	["stats", placeholderOf(stats, "stats")],
	["runs", completed([{ n: 1 }, { n: 3 }, { n: 2 }], runs, "runs")],
]);

/** The value of an expression, a placeholder as `<what it stands for>`. */
function shownValue(text: string): unknown {
	const checked = check(parseExpression(text), { names });
	expect(checked.problems).toEqual([]);
	const result = evaluate(checked.typed, values);
	return result.ok ? JSON.parse(JSON.stringify(result.value)) : result.problem.code;
}

describe("what is computed from a placeholder is one", () => {
	test.each([
		["stats.rows", "<stats.rows>"],
		["stats.rows / 0.5 + 1", "<stats.rows>"],
		["-stats.rows", "<stats.rows>"],
		["stats.rows > 3", "<stats.rows>"],
		["stats.rows == 3", "<stats.rows>"],
		["stats.rows in [1, 2]", "<stats.rows>"],
		["stats.name in { a: 1 }", "<stats.name>"],
		["!stats.done", "<stats.done>"],
		["stats.done ? 1 : 2", "<stats.done>"],
		["stats.mean == null", "<stats.mean>"],
		["stats.mean ?? 0.5", "<stats.mean>"],
		["stats.tags[0]", "<stats.tags[0]>"],
		["stats.tags.len()", "<stats.tags>"],
		["stats.tags + stats.tags", "<stats.tags>"],
		["stats.tags.map(t => 1)", "<stats.tags>"],
		["stats.answer.x.y", "<stats.answer.x.y>"],
		['"${stats.name}!"', "<stats.name>"],
		['stats.name.contains("x")', "<stats.name>"],
		["round(stats.rows)", "<stats.rows>"],
		["runs.max_by(r => r.s)", "<runs[0].s>"],
		["runs.filter(r => r.s > 1)", "<runs[0].s>"],

		["runs.map(r => r.s).sum()", "<runs[0].s>"],
		["runs.map(r => r.s).sort()", "<runs[1].s>"],
		["runs.unique()", "<runs[0].s>"],
		["runs.map(r => stats.mean).compact()", "<stats.mean>"],
	])("%s", (text, expected) => {
		expect(shownValue(text)).toEqual(expected);
	});
});

describe("its neighbours are what they are", () => {
	test.each([
		["runs.max_by(r => r.n)", { n: 3, s: "<runs[1].s>" }],
		["runs.map(r => r.s + 1)", ["<runs[0].s>", "<runs[1].s>", "<runs[2].s>"]],
		["runs.map(r => { a: r.n, b: r.s * 2 })[1]", { a: 3, b: "<runs[1].s>" }],
		["{ a: 1 + 1, b: stats.rows * 2 }", { a: 2, b: "<stats.rows>" }],
		["[stats.rows + 1, 2].len()", 2],
		["runs.filter(r => r.n > 1).len()", 2],
		["runs.len() > 2 || stats.done", true],
		["false && stats.done", false],
		["runs.len() > 2 ? 1 : stats.rows", 1],
	])("%s", (text, expected) => {
		expect(shownValue(text)).toEqual(expected);
	});
});

test("what a value leaves out is a placeholder, in whatever depth", () => {
	const type: Type = {
		kind: "record",
		fields: {
			list: runs,
			map: { kind: "map", value: stats },
			maybe: { kind: "optional", of: { kind: "record", fields: { a: { kind: "int" }, b: { kind: "int" } } } },
			none: { kind: "optional", of: { kind: "int" } },
		},
	};
	const value = completed({ list: [{ s: 1 }], map: { k: { rows: 3 } }, maybe: { a: 1 }, none: null }, type, "x");
	expect(JSON.parse(JSON.stringify(value))).toEqual({
		list: [{ n: "<x.list[0].n>", s: 1 }],
		map: {
			k: {
				rows: 3,
				name: "<x.map.k.name>",
				tags: "<x.map.k.tags>",
				answer: "<x.map.k.answer>",
				mean: "<x.map.k.mean>",
				done: "<x.map.k.done>",
			},
		},
		maybe: { a: 1, b: "<x.maybe.b>" },
		none: null,
	});
	expect(completed({}, stats, "y")).toMatchObject({ rows: expect.any(Placeholder) });
});

test("a placeholder fits every type", () => {
	expect(valueFits(placeholder("x"), { kind: "int" })).toBeUndefined();
	expect(valueFits(placeholderOf(stats, "x"), stats)).toBeUndefined();
});
