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
		["workflow w {\n  job a:<|>\n  job b: shell {}\n}", "Expected a job type after `:`."],
		["workflow w {\n  job a<|>\n}", "Expected `:` and a job type after the name `a`."],
		["workflow w {\n  job a: shell <|>aft {}\n}", "Expected `{` and the job's settings, found `aft`."],
		["workflow w {\n  job a: shell { url <|>5 }\n}", "Expected `=` and a value after `url`, found `5`."],
		["workflow w {\n  let a =<|>\n  let b = 1\n}", "Expected a value after `=`."],
		["workflow w {\n  param a:<|>\n}", "Expected a type after `:`."],
		["workflow w {\n  job a: shell { retry <|>often }\n}", "Expected a number after `retry`, found `often`."],
		["workflow w {\n  let a = xs.map(r <|>=>)\n}", "Expected a value after `=>`."],
		["workflow w {\n  let a = 'x'\n}".replace("'x", "<|>'x"), 'Strings stand in double quotes: `"…"`.'],
		[
			"workflow w {\n  param a: int <|>| null = null\n}",
			"A type whose value may be missing is written with `?`, as `int?`.",
		],
		["workflow w {\n  let a: bool = true <|>| false\n}", "In this language `|` is written `||`."],
		["workflow w {\n  let a = 1<|>;\n}", "No `;` is needed: a line break or a blank separates."],
		[
			"workflow w {\n  let <|>größe = 1\n}",
			"`größe` is not a name: names are made of the letters a–z, digits and `_`.",
		],
		["workflow w <|>{\n  let a = 1\n", "This `{` is never closed: `}` is missing."],
		[
			"<|>job a: shell {}\n",
			"A job stands in a workflow, group, loop or hook: is a `}` missing before it, or a `{` too few?",
		],
		["workflow w {\n  job a: shell <|>uses t {}\n}", "Expected `{` before `uses`, which stands inside the braces."],
		[
			"workflow w {\n  job a: shell { <|>for x in [1] }\n}",
			"`for` stands before the braces: `job name: type for x in list { … }`.",
		],
		["workflow w {\n  job a: shell when x <|>= 1 {}\n}", "To compare write `==`; `=` gives a value."],
		["workflow w {\n  job<|>: shell {}\n}", "Expected a name after `job`, as `job name: shell { … }`."],
		["workflow w {\n  job my<|>-job: shell {}\n}", "A name is made of letters, digits and `_`: write `my_…`."],
		[
			"workflow w {\n  defaults { retry 3<|>, timeout 2h }\n}",
			"No `,` is needed here; a fraction is written with a point, as `0.5`.",
		],
		[
			"workflow w {\n  job a: shell { needs cpu 2 memory <|>4GB }\n}",
			"Expected `,` before `memory`, as in `needs cpu 2, memory 4GB`.",
		],
	])("%j", (marked, message) => {
		const { messages, place, found } = mistake(marked);
		expect(messages).toEqual([message]);
		expect(found).toEqual(place);
	});
});
