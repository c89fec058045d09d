import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { format } from "./format/format.ts";
import { parse } from "./parse.ts";
import { createDagServices } from "./services.ts";
import type { DagLexer } from "./syntax/lexer.ts";
import type { Token } from "./syntax/token.ts";

const example = (path: string) => readFileSync(new URL(`../examples/${path}`, import.meta.url), "utf8");
const sources = ["ecg/ecg_nightly.dag", "build/build.dag", "iris/iris.dag", "recovery/recovery.dag"].map(example);

const valid =
	'workflow ok {\n  job a: shell { run "x ${1 + 2}" }\n  job b: shell after a { run """\n    y\n  """ }\n}\n';

const lexer = createDagServices().dag.parser;
// The first parse numbers the token types.
lexer.LangiumParser.parse("");

function tokensOf(text: string): { tokens: readonly Token[]; comments: readonly Token[] } {
	const { tokens, hidden } = (lexer.Lexer as DagLexer).scan(text);
	return { tokens, comments: hidden };
}

describe("2,000 hostile texts", () => {
	it("break neither parser nor formatter: each is refused or formatted to a fixed point, and a valid file is read after it", () => {
		const random = randomFrom(20_261_122);
		let formattedOnes = 0;
		for (let round = 0; round < 2000; round++) {
			const once = format(hostile(random, round));
			if ("text" in once) {
				formattedOnes++;
				expect(format(once.text)).toEqual(once);
			} else {
				for (const { at } of once.diagnostics) {
					expect(at.start.line).toBeLessThanOrEqual(at.end.line);
					expect(Number.isInteger(at.start.character)).toBe(true);
				}
			}
			const after = parse(valid, "valid.dag");
			expect(after.syntaxDiagnostics).toEqual([]);
			expect(after.ast.declarations).toMatchObject([{ members: [{ name: "a" }, { name: "b" }] }]);
		}
		expect(formattedOnes).toBeGreaterThan(50);
	}, 120_000);
});

describe("a file with blanks, line breaks and comments strewn in", () => {
	it("keeps every token and every comment in order, and formats to a fixed point", () => {
		const random = randomFrom(42);
		for (let round = 0; round < 200; round++) {
			const text = strewn(pick(random, sources), random);
			const once = format(text);
			if (!("text" in once)) throw new Error(`${once.diagnostics[0]?.message}\n${text}`);
			const before = tokensOf(text.replaceAll("\r\n", "\n"));
			const after = tokensOf(once.text.replaceAll("\r\n", "\n"));
			expect(after.tokens.map(spoken)).toEqual(before.tokens.map(spoken));
			expect(after.comments.map((one) => one.image.trimEnd())).toEqual(
				before.comments.map((one) => one.image.trimEnd()),
			);
			expect(format(once.text)).toEqual(once);
		}
	}, 120_000);
});

describe("limits", () => {
	it.each([
		["brackets", (n: number) => `${"(".repeat(n)}1${")".repeat(n)}`],
		["lists", (n: number) => "[".repeat(n) + "]".repeat(n)],
		["objects", (n: number) => `${"{ a: ".repeat(n)}1${" }".repeat(n)}`],
		["calls", (n: number) => "f(".repeat(n) + ")".repeat(n)],
		["prefixes", (n: number) => `${"!".repeat(n)}true`],
		["minus signs", (n: number) => `${"- ".repeat(n)}1`],
		["conditionals", (n: number) => `${"a ? 1 : ".repeat(n)}2`],
		["interpolations", (n: number) => `${'"${'.repeat(n)}1${'}"'.repeat(n)}`],
		["lambdas", (n: number) => `${"f(x => ".repeat(n)}1${")".repeat(n)}`],
	])("refuse deeply nested %s before they are parsed, and take 20 of them", (_, nest) => {
		const codes = (n: number) =>
			parse(`workflow w {\n  let x = ${nest(n)}\n}`, "deep.dag").syntaxDiagnostics.map(({ code }) => code);
		expect(codes(20)).toEqual([]);
		expect(codes(70)).toEqual(["dag/limit"]);
		expect(codes(5000)).toEqual(["dag/limit"]);
	});

	it("refuse deeply nested types and groups", () => {
		const type = `workflow w {\n  param x: ${"list<".repeat(100)}int${">".repeat(100)}\n}`;
		const group = `workflow w {\n${"group g {\n".repeat(100)}${"}".repeat(100)}\n}`;
		expect(parse(type, "a.dag").syntaxDiagnostics).toMatchObject([{ code: "dag/limit" }]);
		expect(parse(group, "a.dag").syntaxDiagnostics).toMatchObject([{ code: "dag/limit" }]);
	});

	it.each([
		["sums", "a + ".repeat(9999)],
		["members", "a.".repeat(9999)],
		["indexes", `${"a".padEnd(2000, "[0]")} + `],
	])("refuse endless %s", (_, chain) => {
		expect(parse(`workflow w {\n  let x = ${chain}a\n}`, "a.dag").syntaxDiagnostics).toMatchObject([
			{ code: "dag/limit" },
		]);
	});

	it("take a record of 300 fields, a list of 5,000 items and many settings", () => {
		const fields = Array.from({ length: 300 }, (_, i) => `f${i}: T?`).join("\n");
		const entries = Array.from({ length: 300 }, (_, i) => `e${i}: a.b.c > 1 ? -x : !y`).join("\n");
		const items = Array.from({ length: 5000 }, (_, i) => `-${i}.5`).join(", ");
		const text = `type R {\n${fields}\n}\nworkflow w {\n  param p: { a: int?  b: int? } = { ${entries} }\n  let x = [${items}]\n}`;
		expect(parse(text, "a.dag").syntaxDiagnostics).toEqual([]);
	});

	it("refuse a file over 1 MB and a binary one", () => {
		expect(parse(`// ${"x".repeat(1_000_000)}`, "a.dag").syntaxDiagnostics).toMatchObject([{ code: "dag/limit" }]);
		expect(parse("workflow w {\0}", "a.dag").syntaxDiagnostics).toHaveLength(1);
	});
});

type Random = () => number;

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): Random {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

function below(random: Random, bound: number): number {
	return Math.floor(random() * bound);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
	const item = items[below(random, items.length)];
	if (item === undefined) throw new Error("nothing to pick from");
	return item;
}

const nasty = [
	"{", "}", "(", ")", "[", "]", '"', '"""', "${", "}", "\\", "//", "/*", "*/", "///", "=", "=>", "==", ":", "?", "??", "..", ".",
	",", "%", "-", "!", "\n", "\r\n", "\r", "\t", "\u00a0", "\uFEFF", "\u2028", "é", "😀", "\ud800", "\u0001", "'", "`", ";", "#", "$", "&", "|",
	"__proto__", "constructor", "hasOwnProperty", "toString", "prototype", "valueOf", "job", "workflow", "loop", "in", "true", "null",
	"after", "when", "for", "retry", "run", "import", "test", "fallback", "9".repeat(400), "1e9999", "0x1F", "5mins", "1..", "7%",
	"(((((((((((((((((((", "[[[[[[[[[[[[[[[[[[[[[[[", '"${"${"${', "a ? b : ", "!!!!!!!!!!!", "- - - -", "x => y => z =>",
]; // biome-ignore format: a table

function hostile(random: Random, round: number): string {
	switch (round % 8) {
		case 0:
			return Array.from({ length: below(random, 300) }, () => String.fromCharCode(below(random, 0x300))).join("");
		case 1:
			return Array.from({ length: below(random, 120) }, () => pick(random, nasty)).join(pick(random, ["", " ", "\n"]));
		case 2:
			return pick(random, nasty).repeat(1 + below(random, 400));
		case 3:
			return excerpt(random).slice(0, below(random, 1500));
		default:
			return mutated(excerpt(random), random);
	}
}

/** A stretch of a real file, so that a round stays cheap; sometimes the whole. */
function excerpt(random: Random): string {
	const source = pick(random, sources);
	if (random() < 0.2) return source;
	const start = below(random, source.length);
	return random() < 0.5
		? source.slice(start, start + 800)
		: `${source.slice(0, 400)}${source.slice(start, start + 400)}`;
}

function mutated(source: string, random: Random): string {
	let text = source;
	for (let count = 1 + below(random, 4); count > 0; count--) {
		const at = below(random, text.length);
		const end = at + below(random, 40);
		const kind = below(random, 4);
		if (kind === 0) text = text.slice(0, at) + text.slice(end);
		else if (kind === 1) text = text.slice(0, at) + pick(random, nasty) + text.slice(at);
		else if (kind === 2) text = text.slice(0, at) + text.slice(at, end).repeat(3) + text.slice(end);
		else text = text.slice(0, at) + pick(random, nasty) + text.slice(end);
	}
	return text;
}

/** The same tokens with other blanks between them; a line break stays one, since the lexer minds it. */
function strewn(source: string, random: Random): string {
	const { tokens, comments } = tokensOf(source);
	const all = [...tokens, ...comments].sort((a, b) => a.startOffset - b.startOffset);
	let text = "";
	let end = 0;
	let inString = 0;
	for (const token of all) {
		const between = source.slice(end, token.startOffset);
		text += inString > 0 ? between : blanks(between, random) + token.image;
		if (inString > 0) text += token.image;
		if (token.tokenType.name === "TEMPLATE_HEAD") inString++;
		if (token.tokenType.name === "TEMPLATE_TAIL") inString--;
		end = token.startOffset + token.image.length;
	}
	text += "\n";
	return random() < 0.2 ? text.replaceAll("\n", "\r\n") : text;
}

function blanks(between: string, random: Random): string {
	const spaces = () => " ".repeat(below(random, 6));
	if (between.includes("\n")) {
		const comment =
			random() < 0.1
				? `${spaces()}${pick(random, ["// note", "/// doc", "/* block */", "/* two\n lines */"])}  \n`
				: "";
		return `${random() < 0.1 ? "  // behind" : spaces()}\n${"\n".repeat(below(random, 3))}${comment}${spaces()}`;
	}
	if (between === "") return "";
	return random() < 0.03 ? " /* in between */ " : ` ${spaces()}`;
}

/** What a token says: a multi-line text may be indented anew. */
function spoken(token: Token): string {
	return token.image.replaceAll(/\n[ \t]*/g, "\n");
}
