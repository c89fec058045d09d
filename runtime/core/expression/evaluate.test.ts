import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { check } from "./check.ts";
import type { EnvironmentEntry } from "./environment.ts";
import { evaluate } from "./evaluate.ts";
import { functions } from "./functions/table.ts";
import { parseExpression } from "./parse-for-tests.ts";
import type { Type } from "./type.ts";

const names: Record<string, readonly [Type, Json]> = {
	rows: [{ kind: "int" }, 5],
	zero: [{ kind: "int" }, 0],
	huge: [{ kind: "int" }, Number.MAX_SAFE_INTEGER],
	vast: [{ kind: "float" }, 1e308],
	wait: [{ kind: "duration" }, 90_000],
	memory: [{ kind: "size" }, 512_000_000],
	none: [{ kind: "list", element: { kind: "int" } }, []],
	many: [
		{ kind: "list", element: { kind: "int" } },
		Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 99_991),
	],
	text: [{ kind: "string" }, "x".repeat(600_000)],
	data: [{ kind: "file" }, { path: "data/in.csv", sha256: "00", bytes: 12 }],
	answer: [{ kind: "json" }, JSON.parse('{"__proto__": {"polluted": 1}, "list": [1, 2]}')],
	config: [
		{
			kind: "record",
			fields: { rate: { kind: "optional", of: { kind: "float" } }, tags: { kind: "map", value: { kind: "int" } } },
		},
		{ tags: { a: 1 } },
	],
	"sweep.instances": [{ kind: "null" }, [{ for: { lr: 1 }, outcome: "failed", outputs: null }]],
	sweep: [
		{
			kind: "fan_out",
			element: { kind: "record", fields: { score: { kind: "float" } } },
			bindings: { lr: { kind: "float" } },
		},
		[
			{ score: 0.5, for: { lr: 1 } },
			{ score: 0.9, for: { lr: 2 } },
		],
	],
};
const environment = {
	names: new Map(
		Object.entries(names).map(([name, [type]]): [string, EnvironmentEntry] => [name, { type, what: "job" }]),
	),
};
const scope = new Map(Object.entries(names).map(([name, [, value]]) => [name, value]));

function run(text: string): Json {
	const { typed, problems } = check(parseExpression(text), environment);
	if (problems.length > 0) return `problem: ${problems.map((problem) => problem.message).join(" ")}`;
	const result = evaluate(typed, scope);
	return result.ok ? result.value : `${result.problem.code}: ${result.problem.message}`;
}

test.each<[string, Json]>([
	["1 + 2 * 3", 7],
	["7 % -4", 3],
	["-rows * zero", 0],
	["10s / 3", 3333],
	["rows / 2", 2.5],
	["0.1 + 0.2 > 0.3", true],
	['"${wait} ${memory} ${75%} ${data} ${[1]} ${rows}"', "1m30s 512MB 75% data/in.csv [1] 5"],
	["to_string(wait + 1s)", "1m31s"],
	['"${answer.list} ${answer.list[0]} ${answer.name}"', "[1,2] 1 null"],
	['"${answer.__proto__}"', '{"polluted":1}'],
	["config.rate ?? 0.5", 0.5],
	["config.tags.a", 1],
	["config.tags.toString", null],
	["config.tags.__proto__ == null", true],
	['"constructor" in config.tags', false],
	["answer.__proto__.polluted", 1],
	["answer.constructor", null],
	['answer["list"][1]', 2],
	["answer.list.more", null],
	["none[0]", null],
	["{ a: 1, b: null } == { a: 1 }", true],
	["[1, 2] == [1, 2]", true],
	["rows in [1, 5]", true],
	["sweep.max_by(r => r.score).for.lr", 2],
	["sweep.instances.map(i => i.outcome)", ["failed"]],
	["sweep.map(a => sweep.map(b => a.score * b.score).max()).sum()", 1.26],
	["many.sort().first()", 0],
	["many.max()", 99_990],
	["zero == 0 || 1 / zero > 0", true],
	["rows / zero", "division-by-zero: `rows / zero` divides by zero."],
	["huge + 1", "overflow: `huge + 1` is larger than a whole number may be (±2⁵³)."],
	["vast * 10", "overflow: `vast * 10` is larger than a number can be."],
	["[huge, huge].sum()", "overflow: `sum([huge, huge])` is larger than a whole number may be (±2⁵³)."],
	["none.max()", "empty-list: `none.max()` has no value for an empty list."],
	["range(rows, 0, zero)", "bad-argument: `range(rows, 0, zero)` has a step of 0."],
	["range(huge)", "too-many-steps: `range(huge)` takes too many steps."],
	["text + text", "too-large: `text + text` makes too long a text."],
	["many.map(a => many.map(b => a * b).len()).len()", "too-many-steps: `many.map(b => a * b)` takes too many steps."],
	[
		"range(1000).map(i => range(1000).map(j => text))",
		"too-large: `range(1000).map(i => range(1000).map(j => text))` gives too large a value.",
	],
])("%s", (text, value) => {
	expect(run(text)).toEqual(value);
});

test("an object may have a field that is named like the prototype", () => {
	const value = run("{ __proto__: 1, constructor: 2 }");
	expect(JSON.stringify(value)).toBe('{"__proto__":1,"constructor":2}');
	expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test("a value that breaks its declared type is an error, not a crash", () => {
	const { typed } = check(parseExpression("none.map(x => x + 1)"), environment);
	for (const wrong of [null, 1, "a", { length: 3 }, [[]], [{}], [null]]) {
		expect(evaluate(typed, new Map<string, Json>([["none", wrong]]))).toMatchObject({
			ok: false,
			problem: { code: "wrong-type" },
		});
	}
	expect(evaluate(typed, new Map())).toMatchObject({ ok: false, problem: { code: "unknown-name" } });
});

test("a value nested a hundred thousand levels deep exhausts no stack", () => {
	const deep: Json = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
	const both = new Map<string, Json>([["answer", deep]]);
	for (const text of ["answer == [answer]", '"${answer}"', "answer", "[answer, answer].unique()"]) {
		const { typed } = check(parseExpression(text), environment);
		expect(evaluate(typed, both)).toMatchObject({ ok: false, problem: { code: "too-deep" } });
	}
});

describe("every function does what its example shows", () => {
	test.each([...functions.values()].map((entry) => entry.example))("%s gives %s", (text, result) => {
		expect(run(text)).toEqual(run(result));
	});
});
