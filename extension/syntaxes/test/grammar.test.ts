import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ParsedFile, parse } from "@dagwright/dsl";
import { type OutlineItem, outlineOf } from "@dagwright/dsl/query";
import { beforeAll, describe, expect, test } from "vitest";
import type { IGrammar, IRawGrammar } from "vscode-textmate";
import { everything } from "../../../dsl/test/everything.ts";
import { loadGrammar, scopesAt, tokenise } from "./tokenise.ts";

const root = join(import.meta.dirname, "../../..");
let grammar: IGrammar;
beforeAll(async () => {
	grammar = await loadGrammar();
});

/** Every text of the repository that the parser understands: examples, conformance cases, and the reference's snippets. */
const texts: Readonly<Record<string, string>> = {
	"everything, the main file": everything.main,
	"words of the engine as names": `workflow names {
  param limit: int = 3
  param timeout: duration = 5s
  let cache = limit + 1
  let keep = [limit, cache, retry.exit_code]
  job retry: shell { run "echo \${cache} \${keep.map(max => max + 1).len()}" }
  job run: shell after retry { environment { KEEP = "\${timeout}" } run "true" }
  job test: http { url = "http://x"  timeout 5s  headers = { cache: "no", for: "\${limit}" } }
}
`,
	...files("examples"),
	...files("test/conformance/cases"),
	...files("test/e2e/project"),
	...Object.fromEntries(
		[...readFileSync(join(root, "dsl/README.md"), "utf8").matchAll(/^```dag ?(.*)\n([\s\S]*?)^```$/gm)].flatMap(
			([, kind = "", text = ""], index) =>
				kind === "broken"
					? []
					: [[`example ${index + 1} of the reference`, kind === "fragment" ? `workflow fragment {\n${text}}\n` : text]],
		),
	),
};

function files(folder: string): Record<string, string> {
	const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
	const sources = names.filter((name) => /[^/]\.dag$/.test(name));
	return Object.fromEntries(
		sources.map((name) => [join(folder, name), readFileSync(join(root, folder, name), "utf8")]),
	);
}

test("an interpolation is an expression within the text, with its calls and members", () => {
	const tokens = tokenise(grammar, 'text = "a ${best.runs.map(r => r.loss)}"');
	expect(tokens.map(({ text, scopes }) => `${text} ${scopes.at(-1)}`)).toEqual([
		"text variable.other.property",
		"= keyword.operator.assignment",
		'" punctuation.definition.string.begin',
		"a string.quoted.double",
		"${ punctuation.definition.template-expression.begin",
		"best variable.other",
		". punctuation.accessor",
		"runs variable.other.property",
		". punctuation.accessor",
		"map entity.name.function.call",
		"( punctuation.section",
		"r variable.other",
		"=> storage.type.function.arrow",
		"r variable.other",
		". punctuation.accessor",
		"loss variable.other.property",
		") punctuation.section",
		"} punctuation.definition.template-expression.end",
		'" punctuation.definition.string.end',
	]);
});

describe("what the parser reads as …, the colours show as such:", () => {
	test.each(Object.entries(texts))("%s", (_, text) => {
		const parsed = parse(text, "a.dag");
		expect(parsed.syntaxDiagnostics).toEqual([]);
		const scopes = scopesAt(grammar, text);
		const wrong = leavesOf(parsed).flatMap(({ offset, text: word, kind }) => {
			const found = scopes(offset).at(-1) ?? "none";
			return expected[kind].test(found)
				? []
				: [`${kind} ${word} (line ${text.slice(0, offset).split("\n").length}): ${found}`];
		});
		expect(wrong).toEqual([]);
	});

	test.each(Object.entries(texts))("names of %s where they are declared", (_, text) => {
		const lines = text.split("\n");
		const scopes = scopesAt(grammar, text);
		const wrong = flat(outlineOf(parse(text, "a.dag"))).flatMap(({ kind, name, nameRange: { start } }) => {
			if (kind === "hook" || kind === "test") return [];
			const offset = lines.slice(0, start.line).reduce((sum, line) => sum + line.length + 1, start.character);
			const found = scopes(offset).at(-1) ?? "none";
			return /^(entity\.name|variable\.other\.definition)/.test(found) ? [] : [`${kind} ${name}: ${found}`];
		});
		expect(wrong).toEqual([]);
	});
});

type LeafKind = "keyword" | "name" | "number" | "text";

/** What the innermost scope of each kind of word must be. */
const expected: Readonly<Record<LeafKind, RegExp>> = {
	keyword: /^(keyword|storage|support\.constant|constant\.language)/,
	name: /^(variable|entity|support\.type|support\.constant)/,
	number: /^(constant\.numeric)/,
	text: /^(string|punctuation\.definition\.string)/,
};

interface Leaf {
	readonly offset: number;
	readonly text: string;
	readonly kind: LeafKind;
}

/** A node of the concrete syntax tree: a leaf has a token, any other has content. */
interface SyntaxNode {
	readonly offset: number;
	readonly text: string;
	readonly hidden: boolean;
	readonly tokenType?: { readonly name: string };
	readonly content?: readonly SyntaxNode[];
}

function leavesOf({ ast }: ParsedFile): readonly Leaf[] {
	const leaves: Leaf[] = [];
	const visit = (node: SyntaxNode): void => {
		for (const child of node.content ?? []) visit(child);
		const kind = node.tokenType && !node.hidden ? kindOf(node.tokenType.name, node.text) : undefined;
		if (kind !== undefined) leaves.push({ offset: node.offset, text: node.text, kind });
	};
	if (ast.$cstNode) visit(ast.$cstNode);
	return leaves;
}

function kindOf(token: string, text: string): LeafKind | undefined {
	if (token === "ID") return "name";
	if (["DURATION", "SIZE", "PERCENT", "NUMBER"].includes(token)) return "number";
	if (token === "TEXT") return "text";
	return /^[a-z_]+$/.test(text) && token === text ? "keyword" : undefined;
}

function flat(items: readonly OutlineItem[]): readonly OutlineItem[] {
	return items.flatMap((item) => [item, ...flat(item.children)]);
}

test.each([
	["on a line of their own", 'run """\n  for i in 1; do echo ${x}\n  """\n}\njob b: shell { run "true" }'],
	[
		"behind what has just begun",
		'run """\n  echo a\n  for i in 1; do echo "${x}"; echo b"""\n}\njob b: shell { run "true" }',
	],
	["on the line of the first ones", 'run """for i in 1; do echo "${x}" """\n}\njob b: shell { run "true" }'],
	["behind the script", 'run """\n  for i in 1; do echo a\n  echo b"""\n}\njob b: shell { run "true" }'],
])("closing quotes %s end a script, also where a rule of the shell is still open", async (_, text) => {
	const shell = {
		scopeName: "source.shell",
		patterns: [
			{ name: "meta.loop.shell", begin: "\\bdo\\b", end: "\\bdone\\b" },
			// As VS Code's does, a statement takes the white space before it, and a quote begins a text.
			{ name: "meta.statement.shell", begin: '^[ \\t]+(?=")', end: "$", patterns: [{ begin: '"', end: '"' }] },
		],
		repository: {},
	};
	const tokens = tokenise(await loadGrammar(shell as unknown as IRawGrammar), text);
	expect(tokens.find((token) => token.text === "do")?.scopes.at(-1)).toBe("meta.loop.shell");
	expect(tokens.find((token) => token.text === "job")?.scopes).toEqual(["storage.type.job"]);
});

test.each([
	['import { canary as ship, Share } from "./lib.dag"', "as keyword.control.as", "Share entity.name.type"],
	["type Rates { least: float(0..1)  most: Share? }", "float support.type", "most variable.other.property"],
	['  mock ship.rollback fails "x" then fails', "fails keyword.control", "rollback variable.other.property"],
	["  expect on_failure.alert failed", "expect keyword.control", "failed constant.language.outcome"],
])("the words of %s have their colours", (text, ...wanted) => {
	const found = tokenise(grammar, text).map(({ text: word, scopes }) => `${word} ${scopes.at(-1)}`);
	expect(found).toEqual(expect.arrayContaining(wanted));
});
