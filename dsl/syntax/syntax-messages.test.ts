import { describe, expect, it } from "vitest";
import { parse } from "../parse.ts";

/** The message of the one mistake in a text, and where it stands; `<|>` marks the place. */
function mistake(marked: string) {
	const [before = "", ...rest] = marked.split("<|>");
	const { syntaxDiagnostics } = parse(before + rest.join(""), "a.dag");
	const place = { line: before.split("\n").length - 1, character: before.length - before.lastIndexOf("\n") - 1 };
	return { messages: syntaxDiagnostics.map((one) => one.message), place, found: syntaxDiagnostics[0]?.at.start };
}

describe("a mistake is told in plain words, where it is", () => {
	it.each([
		["workflow w {\n  job a:<|>\n  job b: shell {}\n}", "expected a job type after ':'"],
		["workflow w {\n  job a<|>\n}", "expected ':' and a job type after the name 'a'"],
		["workflow w {\n  job a: shell <|>aft {}\n}", "expected '{' and the job's settings, found 'aft'"],
		["workflow w {\n  job a: shell { url <|>5 }\n}", "expected '=' and a value after 'url', found '5'"],
		["workflow w {\n  let a =<|>\n  let b = 1\n}", "expected a value after '='"],
		["workflow w {\n  param a:<|>\n}", "expected a type after ':'"],
		["workflow w {\n  job a: shell { retry <|>often }\n}", "expected a number after 'retry', found 'often'"],
		["workflow w {\n  let a = xs.map(r <|>=>)\n}", "expected a value after '=>'"],
		["workflow w {\n  let a = 'x'\n}".replace("'x", "<|>'x"), 'strings stand in double quotes: "…"'],
		["workflow w {\n  let a = 1<|>;\n}", "no ; is needed: a line break or a blank separates"],
		["workflow w {\n  let <|>größe = 1\n}", "'größe' is not a name: names are made of the letters a–z, digits and _"],
		["workflow w <|>{\n  let a = 1\n", "this { is never closed: } is missing"],
		["<|>job a: shell {}\n", "'job' cannot stand here: a file holds imports, workflows, types and tests"],
	])("%j", (marked, message) => {
		const { messages, place, found } = mistake(marked);
		expect(messages).toEqual([message]);
		expect(found).toEqual(place);
	});
});
