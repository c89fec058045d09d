import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import { check } from "./check.ts";
import { conditional } from "./conditional.ts";
import type { EnvironmentEntry } from "./environment.ts";
import { evaluate } from "./evaluate.ts";
import type { Expression, TypedExpression } from "./expression.ts";
import { foldConstants } from "./fold-constants.ts";
import { functions } from "./functions/table.ts";
import { parseExpression } from "./parse-for-tests.ts";
import { printExpression } from "./print.ts";
import { reads } from "./reads.ts";
import type { Type } from "./type.ts";
import { valueFits } from "./value-fits.ts";

/**
 * What `check` accepts, `evaluate` computes: the value fits the inferred type, or the error is one that only values
 * can show. Expressions are drawn so that most are well typed, some are not, and names are also hostile ones.
 */

const optional = (of: Type): Type => ({ kind: "optional", of });
const list = (element: Type): Type => ({ kind: "list", element });
const record = (fields: Record<string, Type>): Type => ({ kind: "record", fields });
const score = record({ value: { kind: "float" }, loss: optional({ kind: "float" }), tag: { kind: "string" } });

const types: Readonly<Record<string, Type>> = {
	i: { kind: "int" },
	small: { kind: "int", min: 0, max: 9 },
	f: { kind: "float" },
	s: { kind: "string" },
	b: { kind: "bool" },
	d: { kind: "duration" },
	z: { kind: "size" },
	p: { kind: "percent" },
	e: { kind: "enum", values: ["any", "all"] },
	file: { kind: "file" },
	oi: optional({ kind: "int" }),
	os: optional({ kind: "string" }),
	li: list({ kind: "int" }),
	lf: list(optional({ kind: "float" })),
	ls: list({ kind: "string" }),
	m: { kind: "map", value: { kind: "int" } },
	r: score,
	or: optional(score),
	lr: list(score),
	j: { kind: "json" },
	sweep: { kind: "fan_out", element: score, bindings: { lr: { kind: "float" } } },
};
const environment = {
	names: new Map(
		Object.entries(types).map(([name, type]): [string, EnvironmentEntry] => [name, { type, what: "param" }]),
	),
};

/** Decisions for one expression: numbers that the shrinker can make smaller and fewer. */
class Dice {
	readonly #rolls: readonly number[];
	#next = 0;

	constructor(rolls: readonly number[]) {
		this.#rolls = rolls;
	}

	roll(sides: number): number {
		return (this.#rolls[this.#next++] ?? 0) % sides;
	}

	pick<Item>(items: readonly Item[], otherwise: Item): Item {
		return items[this.roll(items.length)] ?? otherwise;
	}
}

const members = [
	"value",
	"loss",
	"tag",
	"path",
	"bytes",
	"for",
	"instances",
	"first",
	"__proto__",
	"constructor",
	"toString",
	"lr",
];
const operators = ["??", "||", "&&", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"] as const;
const literals: readonly Expression[] = [
	"0",
	"1",
	"7",
	"9007199254740991",
	"0.5",
	"1e300",
	"3s",
	"2KB",
	"50%",
	'"a"',
	'"b,c"',
	'""',
	"true",
	"false",
	"null",
	"[]",
	"{}",
].map(parseExpression);
const one: Expression = { op: "literal", value: 1, type: { kind: "int" } };

function draw(dice: Dice, depth: number, locals: readonly string[]): Expression {
	const inner = () => draw(dice, depth - 1, locals);
	const choice = depth <= 0 ? dice.roll(2) : dice.roll(13);
	switch (choice) {
		case 0:
			return dice.pick(literals, one);
		case 1: {
			// Lambda parameters are the likeliest names where there are some.
			const names = locals.length > 0 && dice.roll(2) === 0 ? locals : [...Object.keys(types), "any", "constructor"];
			return { op: "name", name: dice.pick(names, "i") };
		}
		case 2:
			return { op: "list", items: Array.from({ length: dice.roll(4) }, inner) };
		case 3:
			return {
				op: "object",
				fields: Array.from({ length: dice.roll(3) }, () => ({ name: dice.pick(members, "value"), value: inner() })),
			};
		case 4:
			return { op: "template", parts: ["<", inner(), ">"] };
		case 5:
			return { op: "member", target: inner(), name: dice.pick(members, "value") };
		case 6:
			return { op: "index", target: inner(), index: inner() };
		case 7:
			return { op: "unary", operator: dice.pick(["!", "-"], "-"), operand: inner() };
		case 8:
			return conditional(inner(), inner(), inner());
		case 9:
		case 10:
			return { op: "binary", operator: dice.pick(operators, "+"), left: inner(), right: inner() };
		default: {
			const called = dice.pick([...functions.values()], undefined);
			const signature = called && dice.pick(called.signatures, called.signatures[0]);
			const given = signature?.parameters.map((parameter): Expression => {
				if (parameter.pattern.kind !== "lambda") return inner();
				const name = `x${locals.length}`;
				return { op: "lambda", parameters: [name], body: draw(dice, depth - 1, [...locals, name]) };
			});
			return { op: "call", function: called?.name ?? "len", arguments: given ?? [] };
		}
	}
}

/** A value of the type; some are empty, zero, null or large. */
function drawValue(type: Type, dice: Dice): Json {
	switch (type.kind) {
		case "int":
			return type.max === undefined ? dice.pick([0, 1, -3, 12, Number.MAX_SAFE_INTEGER], 0) : dice.roll(10);
		case "float":
			return dice.pick([0, 0.5, -2.25, 1e308, 1e-9], 0);
		case "percent":
			return dice.pick([0, 0.5, 1], 0);
		case "duration":
		case "size":
			return dice.pick([0, 1, 90_000], 0);
		case "string":
			return dice.pick(["", "a", "b,c", "1", "__proto__", "ü𝒳"], "");
		case "bool":
			return dice.roll(2) === 0;
		case "enum":
			return dice.pick(type.values, "any");
		case "optional":
			return dice.roll(2) === 0 ? null : drawValue(type.of, dice);
		case "list":
			return Array.from({ length: dice.roll(4) }, () => drawValue(type.element, dice));
		case "fan_out":
			return Array.from({ length: dice.roll(4) }, () => ({
				...Object(drawValue(type.element, dice)),
				for: { lr: 0.1 },
			}));
		case "map":
			return dice.pick<Json>([{}, { a: 1, b: 2 }, JSON.parse('{"__proto__": 3, "constructor": 4}')], {});
		case "record":
			return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, drawValue(field, dice)]));
		case "file":
			return { path: "a/b", sha256: "0", bytes: 3 };
		default:
			return dice.pick<Json>([null, 1, "a", [1, [2]], { a: { value: 1 } }], null);
	}
}

const onlyValuesShow: ReadonlySet<string> = new Set([
	"division-by-zero",
	"overflow",
	"empty-list",
	"bad-argument",
	"too-many-steps",
	"too-large",
]);

test("what the checker accepts, evaluates to a value of its type or fails as documented, in 10,000 expressions", () => {
	const rolls = fc.array(fc.nat(1_000_003), { minLength: 8, maxLength: 80 });
	let accepted = 0;
	fc.assert(
		fc.property(rolls, rolls, (decisions, values) => {
			const expression = draw(new Dice(decisions), 4, []);
			const { type, typed, problems } = check(expression, environment);
			const text = printExpression(expression);
			if (problems.length > 0) return;
			accepted++;
			const dice = new Dice(values);
			const scope = new Map(Object.entries(types).map(([name, of]) => [name, drawValue(of, dice)]));
			scope.set("sweep.instances", []);
			const result = evaluate(typed, scope, { steps: 100_000 });
			if (!result.ok) {
				expect(onlyValuesShow, `${text}: ${result.problem.message}`).toContain(result.problem.code);
				return;
			}
			expect(valueFits(result.value, type), text).toBeUndefined();
			for (const { name } of reads(typed)) expect(Object.keys(types)).toContain(name);
			sameWhenFolded(typed, scope, result.value, text);
		}),
		{ numRuns: 10_000 },
	);
	expect(accepted).toBeGreaterThan(1_000);
});

function sameWhenFolded(typed: TypedExpression, scope: Map<string, Json>, value: Json, text: string): void {
	const folded = foldConstants(typed, new Map());
	expect(evaluate(folded, scope, { steps: 100_000 }), text).toEqual({ ok: true, value });
	const known = foldConstants(typed, scope);
	if (known.op === "literal") expect(known.value, text).toEqual(value);
}

test("what is printed reads back as the same expression", () => {
	const texts = [
		"a ?? b ?? c",
		"a ?? (b ?? c)",
		"(a ? b : c) ? d : e ? f : g",
		"!(a && b) || c",
		"(a == b) == c",
		"a - (b - c) - d",
		"-(a + b).c",
		"(a + b).len()",
		"xs.map(x => x > 1 ? x : -x).max_by(y => y.a[0])",
		'"<${a ?? b}> \\${b}"',
		'{ a: [1, 2.5, "x\\n"], "b-c": null }',
		"5m + 1h30m > 250ms && size < 512MB && share >= 75%",
	];
	for (const text of texts) {
		const printed = printExpression(parseExpression(text));
		expect(printExpression(parseExpression(printed))).toBe(printed);
		expect(parseExpression(printed)).toEqual(parseExpression(text));
	}
});
