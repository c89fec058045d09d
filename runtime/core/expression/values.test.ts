import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { adoptValue, coerceText } from "./coerce.ts";
import { describeType } from "./describe-type.ts";
import { formatDuration, formatPercent, formatSize, parseDuration, parsePercent, parseSize } from "./literals.ts";
import type { Type } from "./type.ts";
import { isAssignable } from "./type-relations.ts";
import { unify } from "./unify.ts";
import { valueFits } from "./value-fits.ts";

const int: Type = { kind: "int" };
const float: Type = { kind: "float" };
const string: Type = { kind: "string" };
const share: Type = { kind: "float", min: 0, max: 1 };
const record = (fields: Record<string, Type>): Type => ({ kind: "record", fields });
const optional = (of: Type): Type => ({ kind: "optional", of });
const list = (element: Type): Type => ({ kind: "list", element });
const policy: Type = { kind: "enum", values: ["any", "all"] };
const metrics = record({ accuracy: share, loss: optional(float) });

describe("durations, sizes and percentages", () => {
	test.each([
		["5s", 5_000],
		["250ms", 250],
		["1h30m", 5_400_000],
		["1.5h", 5_400_000],
		["0.1s", 100],
		["7d", 604_800_000],
		["5", undefined],
		["5 parsecs", undefined],
		["", undefined],
		["0.3ms", undefined],
	])("%s is %s ms", (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

	test.each([
		["512MB", 512e6],
		["1.5GiB", 1.5 * 2 ** 30],
		["10 kB", 10_000],
		["3B", 3],
		["5", undefined],
		["0.5B", undefined],
	])("%s is %s bytes", (text, bytes) => expect(parseSize(text)).toBe(bytes));

	test("are written so that they read back the same", () => {
		fc.assert(fc.property(fc.maxSafeNat(), (value) => parseDuration(formatDuration(value)) === value));
		fc.assert(fc.property(fc.maxSafeNat(), (value) => parseSize(formatSize(value)) === value));
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 10_000 }), (n) => parsePercent(formatPercent(n / 10_000)) === n / 10_000),
		);
	});

	test("are written in the unit that reads best", () => {
		const texts = [
			formatDuration(90_000),
			formatDuration(0),
			formatSize(512e6),
			formatSize(2 ** 30),
			formatSize(1500),
			formatPercent(0.125),
		];
		expect(texts).toEqual(["1m30s", "0s", "512MB", "1GiB", "1500B", "12.5%"]);
	});
});

test.each<[Type, string]>([
	[share, "float(0..1)"],
	[{ kind: "int", min: 1 }, "int(1..)"],
	[list(string), "list<string>"],
	[metrics, "{ accuracy: float(0..1), loss: float? }"],
	[policy, 'enum("any", "all")'],
	[{ ...metrics, kind: "record", fields: {}, name: "Metrics" }, "Metrics"],
	[{ kind: "map", value: optional(int) }, "map<int?>"],
])("describes %o as %s", (type, text) => expect(describeType(type)).toBe(text));

test.each<[Type, Type, boolean]>([
	[int, float, true],
	[float, int, false],
	[int, { kind: "int", min: 1, max: 5 }, true],
	[{ kind: "int", min: 6 }, { kind: "int", max: 5 }, false],
	[{ kind: "percent" }, float, true],
	[int, { kind: "percent" }, false],
	[int, optional(float), true],
	[optional(int), int, false],
	[{ kind: "null" }, optional(int), true],
	[{ kind: "enum", values: ["any"] }, policy, true],
	[policy, { kind: "enum", values: ["any"] }, false],
	[policy, string, false],
	[record({ accuracy: int, more: string }), metrics, true],
	[record({}), metrics, false],
	[metrics, { kind: "json" }, true],
	[{ kind: "json" }, string, false],
	[list({ kind: "secret" }), { kind: "json" }, false],
	[{ kind: "file" }, { kind: "dataset" }, true],
	[{ kind: "model" }, { kind: "dataset" }, false],
	[{ kind: "unknown" }, string, true],
	[{ kind: "fan_out", element: metrics, bindings: { lr: float } }, list(record({ for: record({ lr: float }) })), true],
])("%o fits %o: %s", (from, to, fits) => expect(isAssignable(from, to)).toBe(fits));

test.each<[Type, Type, string | undefined]>([
	[int, float, "float"],
	[{ kind: "int", min: 1, max: 3 }, { kind: "int", min: 2, max: 9 }, "int(1..9)"],
	[int, { kind: "null" }, "int?"],
	[list(int), list(optional(float)), "list<float?>"],
	[record({ a: int }), record({ a: float, b: string }), "{ a: float, b: string? }"],
	[int, string, undefined],
	[policy, { kind: "enum", values: ["most"] }, 'enum("any", "all", "most")'],
	[{ kind: "file" }, { kind: "model" }, "model"],
])("the common type of %o and %o is %s", (a, b, text) => {
	const common = unify(a, b);
	expect(common && describeType(common)).toBe(text);
});

test.each<[Json, Type, string | undefined]>([
	[1, int, undefined],
	[1.5, int, "is 1.5, but must be int"],
	["1", int, 'is "1", but must be int'],
	[2 ** 60, int, "is 1152921504606847000, but must be int, exact only up to 9007199254740991"],
	[{ accuracy: 0.5 }, metrics, undefined],
	[{ accuracy: 1.2 }, metrics, "accuracy is 1.2, but must be float(0..1)"],
	[{}, metrics, "accuracy is missing (float(0..1))"],
	[{ metrics: { accuracy: "high" } }, record({ metrics }), 'metrics.accuracy is "high", but must be float(0..1)'],
	[[1, null], list(int), "[1] is null, but must be int"],
	[{ a: { b: [0, 2] } }, record({ a: { kind: "map", value: list(share) } }), "a.b[1] is 2, but must be float(0..1)"],
	["most", policy, 'is "most", but must be one of any, all'],
	["data/in.csv", { kind: "file" }, undefined],
	[3, { kind: "model" }, "is 3, but must be a model (its path)"],
	[[], record({}), "is an empty list, but must be { }"],
	[Object.create({ accuracy: 1 }), metrics, "accuracy is missing (float(0..1))"],
	[null, { kind: "json" }, undefined],
	[JSON.parse("[".repeat(50_000) + "]".repeat(50_000)), { kind: "json" }, "is nested more than 64 levels deep"],
])("says what is wrong with a value: %o as %o", (value, type, wrong) => expect(valueFits(value, type)).toBe(wrong));

test("names the value before the path", () => {
	expect(valueFits({ accuracy: 2 }, metrics, "metrics")).toBe("metrics.accuracy is 2, but must be float(0..1)");
});

test.each<[string, Type, Json]>([
	["10", int, 10],
	["1e-3", float, 0.001],
	["-2", float, -2],
	["true", { kind: "bool" }, true],
	["5m", { kind: "duration" }, 300_000],
	["512MiB", { kind: "size" }, 2 ** 29],
	["75%", { kind: "percent" }, 0.75],
	["0.75", { kind: "percent" }, 0.75],
	["any", policy, "any"],
	["data/in.csv", { kind: "file" }, { path: "data/in.csv" }],
	["[1, 2]", list(int), [1, 2]],
	['["5m", 1000]', list({ kind: "duration" }), [300_000, 1000]],
	['{"accuracy": 1}', metrics, { accuracy: 1 }],
	["null", optional(int), null],
	["null", optional(string), "null"],
	["", string, ""],
])("the text %s for %o", (text, type, value) => expect(coerceText(text, type)).toEqual({ ok: true, value }));

test.each<[string, Type, string]>([
	["ten", int, 'is "ten", but must be int'],
	["1.5", int, "is 1.5, but must be int"],
	["0x10", int, 'is "0x10", but must be int'],
	["Infinity", float, 'is "Infinity", but must be float'],
	["300", { kind: "int", min: 1, max: 200 }, "is 300, but must be int(1..200)"],
	["yes", { kind: "bool" }, 'is "yes", but must be bool'],
	["5", { kind: "duration" }, 'is "5", but must be a duration in whole milliseconds, such as 5m or 1h30m'],
	["alll", policy, 'is "alll", but must be one of any, all; did you mean all?'],
	["1, 2", list(int), "is not JSON, but must be list<int> as JSON, such as [1, 2]"],
	["", int, 'is "", but must be int'],
])("refuses the text %s for %o", (text, type, problem) =>
	expect(coerceText(text, type)).toEqual({ ok: false, problem }),
);

test("a record from outside keeps fields that nobody declared, even hostile ones", () => {
	const adopted = adoptValue(
		JSON.parse('{"wait": "5s", "__proto__": {"x": 1}, "more": 2}'),
		record({ wait: { kind: "duration" } }),
	);
	expect(JSON.stringify(adopted)).toBe('{"ok":true,"value":{"wait":5000,"__proto__":{"x":1},"more":2}}');
});
