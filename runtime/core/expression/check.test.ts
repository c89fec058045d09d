import { describe, expect, test } from "vitest";
import { check } from "./check.ts";
import { describeType } from "./describe-type.ts";
import type { EnvironmentEntry } from "./environment.ts";
import { parseExpression } from "./parse-for-tests.ts";
import { printExpression } from "./print.ts";
import type { Type } from "./type.ts";

const int: Type = { kind: "int" };
const float: Type = { kind: "float" };
const string: Type = { kind: "string" };
const bool: Type = { kind: "bool" };
const duration: Type = { kind: "duration" };
const optional = (of: Type): Type => ({ kind: "optional", of });
const list = (element: Type): Type => ({ kind: "list", element });
const record = (fields: Record<string, Type>): Type => ({ kind: "record", fields });
const policy: Type = { kind: "enum", values: ["any", "all", "majority"] };
const metrics = record({ accuracy: { kind: "float", min: 0, max: 1 }, loss: optional(float) });

const entries: Record<string, EnvironmentEntry> = {
	rows: { type: int, what: "param" },
	ratio: { type: float, what: "param" },
	title: { type: string, what: "param" },
	nick: { type: optional(string), what: "param" },
	flag: { type: bool, what: "param" },
	wait: { type: duration, what: "param" },
	memory: { type: { kind: "size" }, what: "param" },
	share: { type: { kind: "percent" }, what: "param" },
	policy: { type: policy, what: "param" },
	data: { type: { kind: "file" }, what: "param" },
	names: { type: list(string), what: "param" },
	limits: { type: { kind: "map", value: int }, what: "param" },
	answer: { type: { kind: "json" }, what: "let" },
	epochs: { type: int, what: "let", value: 500 },
	token: { type: { kind: "secret" }, what: "secret" },
	gate: {
		type: record({ passed: optional(bool), report: optional(record({ url: string })) }),
		what: "job",
		nullReason: "gate may be skipped",
	},
	sweep: {
		type: { kind: "fan_out", element: record({ model: { kind: "model" }, metrics }), bindings: { lr: float } },
		what: "job",
	},
};
const environment = { names: new Map(Object.entries(entries)) };

function problems(text: string, expected?: Type) {
	return check(parseExpression(text), environment, expected).problems.map((problem) => {
		const found = [problem.code, printExpression(problem.at)];
		return problem.suggestion === undefined ? found.join(" @ ") : `${found.join(" @ ")} → ${problem.suggestion}`;
	});
}

function typeOf(text: string, expected?: Type): string {
	const result = check(parseExpression(text), environment, expected);
	return result.problems.length > 0
		? result.problems.map((problem) => problem.message).join(" ")
		: describeType(result.type);
}

describe("types of what is right", () => {
	test.each([
		["rows + 1", "int"],
		["rows / 2", "float"],
		["rows + ratio", "float"],
		["rows % 2 == 0 && flag", "bool"],
		["wait * 2", "duration"],
		["wait / 30s", "float"],
		["wait + 5m", "duration"],
		["memory - 512MB", "size"],
		["share * 2", "float"],
		["share - 10%", "percent"],
		['title + "x"', "string"],
		['"${title}: ${wait} of ${data}"', "string"],
		["[1, 2.5]", "list<float>"],
		["[1, null]", "list<int?>"],
		["[]", "list<unknown>"],
		["names + []", "list<string>"],
		["names[0]", "string?"],
		['names[0] ?? "none"', "string"],
		["limits.cpu", "int?"],
		['limits["cpu"] ?? 1', "int"],
		["answer.a.b[0]", "json"],
		["as_int(answer.n) ?? 0", "int"],
		["flag ? 1 : 2.5", "float"],
		["flag ? 1 : null", "int?"],
		["sweep", "list<{ model: model, metrics: { accuracy: float(0..1), loss: float? } }>"],
		["sweep.max_by(r => r.metrics.accuracy).for.lr", "float"],
		["sweep.map(r => r.metrics.loss)", "list<float?>"],
		["sweep.instances.filter(i => i.outcome == failed).len()", "int"],
		["sweep.map(r => r.metrics.accuracy).max()", "float(0..1)"],
		[
			"sweep.sort_by(r => r.metrics.accuracy).first()",
			"{ model: model, metrics: { accuracy: float(0..1), loss: float? }, for: { lr: float } }?",
		],
		["gate.report.url", "string?"],
		["gate.report.url == null", "bool"],
		['gate.report != null ? gate.report.url : ""', "string"],
		["gate.passed != null && gate.passed", "bool"],
		["gate.passed == null || gate.passed", "bool"],
		["!(gate.passed == null) && gate.passed", "bool"],
		["policy == any", "bool"],
		["any == policy", "bool"],
		["policy in [any, all]", "bool"],
		["title in names", "bool"],
		["title in limits", "bool"],
		["data.path", "string"],
		["data.bytes", "size?"],
		["max(1, 2.5)", "float"],
		["sum([5s, 1m])", "duration"],
		["mean([1, 2])", "float"],
		["zip(names, range(3)).map(p => p.second)", "list<int>"],
		["{ a: 1, b: names }.keys()", "list<string>"],
		["[names, names].flatten().group_by(n => n.lower())", "map<list<string>>"],
		["-wait", "duration"],
		["sweep.map(r => r.metrics.loss).compact().min()", "float"],
		["to_string(wait)", "string"],
	])("%s is %s", (text, type) => {
		expect(typeOf(text)).toBe(type);
	});
});

describe("one mistake gives one problem, at the node that is wrong", () => {
	test.each([
		["rowz + 1 > 3", ["unknown-name @ rowz → rows"]],
		["gate.pased", ["unknown-member @ gate.pased → passed"]],
		["sweep.metrics.accuracy", ["unknown-member @ sweep.metrics → sweep.map(r => r.metrics)"]],
		["names.len", ["unknown-member @ names.len → names.len()"]],
		["names.lenn()", ["unknown-function @ lenn(names) → len"]],
		["rows(1)", ["not-callable @ rows(1)"]],
		["names.join()", ["argument-count @ names.join()"]],
		["names.map((a, b) => a)", ["argument-count @ (a, b) => a"]],
		["names.map(title)", ["type-mismatch @ title"]],
		["x => x", ["lambda-position @ x => x"]],
		["len(x => x)", ["lambda-position @ x => x"]],
		["names.map(rows => rows)", ["duplicate-name @ rows => rows"]],
		['rows + "a"', ['type-mismatch @ rows + "a"']],
		["title + 1", ["type-mismatch @ title + 1"]],
		["wait + 5", ["type-mismatch @ wait + 5"]],
		["wait * wait", ["type-mismatch @ wait * wait"]],
		["rows == title", ["not-comparable @ rows == title"]],
		["wait > 30", ["not-comparable @ wait > 30"]],
		["flag < true", ["not-comparable @ flag < true"]],
		['policy == "any"', ['not-comparable @ "any" → any']],
		["policy == anny", ["unknown-name @ anny → any"]],
		["[any, all].contains(policy)", ["unknown-name @ any", "unknown-name @ all"]],
		["title == any", ["unknown-name @ any"]],
		["token == title", ["secret-misuse @ token"]],
		['"key ${token}"', ["secret-misuse @ token"]],
		["[token]", ["secret-misuse @ token"]],
		["{ a: token }", ["secret-misuse @ token"]],
		["token.len()", ["secret-misuse @ token"]],
		["token", ["secret-misuse @ token"]],
		["names.map(n => token)", ["secret-misuse @ token"]],
		["gate.report.url + title", ["possibly-null @ gate.report.url"]],
		["gate.passed && flag", ["possibly-null @ gate.passed"]],
		['"${nick}"', ["possibly-null @ nick"]],
		["sum(sweep.map(r => r.metrics.loss))", ["possibly-null @ sweep.map(r => r.metrics.loss)"]],
		["sweep.min_by(r => r.metrics.loss)", ["possibly-null @ r.metrics.loss"]],
		["to_string(nick)", ["possibly-null @ nick"]],
		["nick.upper()", ["possibly-null @ nick"]],
		["flag ? 1 : title", ["type-mismatch @ title"]],
		["[1, title]", ["type-mismatch @ title"]],
		["rows ? 1 : 2", ["type-mismatch @ rows"]],
		["title in title", ["type-mismatch @ title"]],
		["1 / 0", ["division-by-zero @ 1 / 0"]],
		["rows + 9007199254740991 * 2", ["overflow @ 9007199254740991 * 2"]],
		["max([])", ["empty-list @ max([])"]],
		["range(0, 5, 0)", ["bad-argument @ range(0, 5, 0)"]],
		["{ a: 1, a: 2 }", ["duplicate-name @ { a: 1, a: 2 }"]],
		["title.constructor", ["unknown-member @ title.constructor"]],
		["gate.__proto__", ["unknown-member @ gate.__proto__"]],
		["constructor", ["unknown-name @ constructor"]],
		["title.toString()", ["unknown-function @ toString(title) → to_string"]],
	])("%s", (text, found) => {
		expect(problems(text)).toEqual(found);
	});

	const share: Type = { kind: "percent" };
	const small: Type = { kind: "int", min: 1, max: 200 };
	const config = record({ lr: { kind: "float", min: 0, max: 1 }, policy, note: optional(string) });
	test.each<[string, Type, readonly string[]]>([
		["any", policy, []],
		["rows > 1 ? any : all", policy, []],
		["[any]", list(policy), []],
		['"any"', policy, ['type-mismatch @ "any" → any']],
		["rows > 1 ? any : 3", policy, ["type-mismatch @ 3"]],
		["300", small, ["out-of-range @ 300"]],
		["epochs", small, ["out-of-range @ epochs"]],
		["100 + 150", small, ["out-of-range @ 100 + 150"]],
		["rows", small, []],
		["[1, 300, 400]", list(small), ["out-of-range @ 300", "out-of-range @ 400"]],
		["ratio", int, ["type-mismatch @ ratio"]],
		["rows", float, []],
		["nick", string, ["possibly-null @ nick"]],
		['nick ?? "x"', string, []],
		["nick", optional(string), []],
		["null", optional(string), []],
		["75", share, ["type-mismatch @ 75 → 75%"]],
		["0.75", share, []],
		["30", duration, ["type-mismatch @ 30 → 30s"]],
		["5MB", duration, ["type-mismatch @ 5MB"]],
		['"5m"', duration, ['type-mismatch @ "5m" → 5m']],
		["data", string, []],
		["title", { kind: "file" }, []],
		["{ lr: 0.5, policy: any }", config, []],
		["{ lr: 5, policy: any }", config, ["out-of-range @ 5"]],
		[
			"{ lr: 0.5, polcy: any }",
			config,
			["unknown-member @ { lr: 0.5, polcy: any } → policy", "missing-field @ { lr: 0.5, polcy: any }"],
		],
		["token", { kind: "secret" }, []],
		["token", string, ["secret-misuse @ token"]],
		["[1, title, { a: null }]", { kind: "json" }, []],
		["{ cpu: 1, gpu: 2 }", { kind: "map", value: int }, []],
		["sweep", list(record({ metrics })), []],
	])("%s where a type is wanted", (text, type, found) => {
		expect(problems(text, type)).toEqual(found);
	});
});

test("says in words what may be null, and why", () => {
	const result = check(parseExpression("gate.report.url + title"), environment);
	expect(result.problems[0]?.message).toBe(
		"`gate.report.url` may be null because gate may be skipped; give a default with `??` or test it first.",
	);
});

test("takes paths as non-null that the environment has proven", () => {
	const proven = { ...environment, nonNull: new Set(["gate.passed"]) };
	expect(check(parseExpression("gate.passed && flag"), proven).problems).toEqual([]);
});

test("refuses what is nested too deeply instead of overflowing the stack", () => {
	let deep = parseExpression("1");
	for (let level = 0; level < 20_000; level++) deep = { op: "unary", operator: "-", operand: deep };
	expect(check(deep, environment).problems.map((problem) => problem.code)).toEqual(["too-deep"]);
});
