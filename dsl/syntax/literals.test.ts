import { describe, expect, it } from "vitest";
import type { Expression, Let, Workflow } from "../generated/ast.ts";
import { parse } from "../parse.ts";
import { amountOf, textParts } from "./literals.ts";

function expressionOf(source: string): Expression {
	const { ast, syntaxDiagnostics } = parse(`workflow w {\n  let x = ${source}\n}`, "a.dag");
	expect(syntaxDiagnostics).toEqual([]);
	return ((ast.declarations[0] as Workflow).members[0] as Let).value;
}

function amount(source: string) {
	const value = expressionOf(source);
	if (!value.$type.match(/Literal|Malformed/) || !("raw" in value)) throw new Error(`${source} is no amount`);
	return amountOf(value as Parameters<typeof amountOf>[0]);
}

function parts(source: string) {
	const value = expressionOf(source);
	if (value.$type !== "PlainText" && value.$type !== "Template") throw new Error(`${source} is no text`);
	return textParts(value).map((part) => (typeof part === "object" ? part.$cstNode?.text : part));
}

describe("numbers", () => {
	it.each([
		["10_000", { kind: "int", value: 10_000 }],
		["1e-3", { kind: "float", value: 0.001 }],
		["0.90", { kind: "float", value: 0.9 }],
		["75%", { kind: "percent", value: 0.75 }],
		["2.5%", { kind: "percent", value: 0.025 }],
		["1h30m", { kind: "duration", value: 5_400_000 }],
		["250ms", { kind: "duration", value: 250 }],
		["7d", { kind: "duration", value: 604_800_000 }],
		["512MB", { kind: "size", value: 512_000_000 }],
		["1.5GiB", { kind: "size", value: 1_610_612_736 }],
	])("reads %s", (source, expected) => {
		expect(amount(source)).toEqual(expected);
	});

	it.each(["5mins", "1.2.3", "0x1F", "99999999999999999999", "1e999", "99999999999999999d"])("refuses %s", (source) => {
		expect(amount(source)).toHaveProperty("problem");
	});

	it("takes a % before an operand as the remainder", () => {
		expect(expressionOf("7%3").$type).toBe("Binary");
		expect(expressionOf("7 % 3").$type).toBe("Binary");
	});
});

describe("texts", () => {
	it("resolves escapes", () => {
		expect(parts('"a\\tb\\n\\"c\\" \\\\ \\u{1F600} \\${x}"')).toEqual(['a\tb\n"c" \\ 😀 ${x}']);
	});

	it("splits at interpolations, also nested ones with strings and braces", () => {
		expect(parts('"a ${ { b: "x${y}" }.b } c${d}"')).toEqual(["a ", '{ b: "x${y}" }.b', " c", "d", ""]);
	});

	it('removes the common indentation of a """ text', () => {
		expect(parts('"""\n    one\n      two\n\n    three ${x}\n    """')).toEqual(["one\n  two\n\nthree ", "x", "\n"]);
	});

	it("does not count the line of the closing quotes, so that a here-document ends where it must", () => {
		expect(parts('"""\n      cat <<EOF\n      hello\n      EOF\n    """')).toEqual(["cat <<EOF\nhello\nEOF\n"]);
	});

	it('keeps the shell\'s own signs in a """ text', () => {
		expect(parts('"""echo "$HOME" $(date) \\n \\${A}"""')).toEqual(['echo "$HOME" $(date) \\n ${A}']);
	});

	it("gives line breaks as \\n in a file with CRLF", () => {
		expect(parts('"""\r\n    one\r\n    two\r\n    """')).toEqual(["one\ntwo\n"]);
	});

	it("knows where an expression in a string stands", () => {
		const template = expressionOf('"é ${ name } x"');
		if (template.$type !== "Template") throw new Error("no template");
		expect(template.expressions[0]?.$cstNode?.range).toEqual({
			start: { line: 1, character: 16 },
			end: { line: 1, character: 20 },
		});
	});
});
