import { expect, test } from "vitest";
import { parse } from "../parse.ts";
import { type OutlineItem, outlineOf } from "./outline.ts";

function sketch(items: readonly OutlineItem[]): unknown[] {
	return items.map(({ kind, name, detail, children }) =>
		[`${kind} ${name}`, detail, sketch(children)].filter((part) => part !== undefined && String(part) !== ""),
	);
}

test("tells the declarations of a file and what is inside them", () => {
	const text = `type T { a: int }
workflow w {
  param n: int(1..5) = 1
  secret key
  group prep { job a: shell { run "x" } }
  loop tune max 3 { job fit: shell { run "y" } }
  let l: int = 1
  output o = l
  on failure { job alert: slack { } }
}
test "holds" of w { }`;
	expect(sketch(outlineOf(parse(text, "a.dag")))).toEqual([
		["type T"],
		[
			"workflow w",
			[
				["param n", "int(1..5)"],
				["secret key"],
				["group prep", [["job a", "shell"]]],
				["loop tune", [["job fit", "shell"]]],
				["let l", "int"],
				["output o"],
				["hook on failure", [["job alert", "slack"]]],
			],
		],
		["test holds", "w"],
	]);
});

test("gives the range of the whole and of the name", () => {
	const [workflow] = outlineOf(parse("workflow w {\n}\n", "a.dag"));
	expect(workflow).toMatchObject({
		range: { start: { line: 0, character: 0 }, end: { line: 1, character: 1 } },
		nameRange: { start: { line: 0, character: 9 }, end: { line: 0, character: 10 } },
	});
});

test("a half-typed job keeps the outline of the others", () => {
	const names = outlineOf(parse('workflow w {\n job a: shell {\n job b: shell { run "x" }\n}', "a.dag"))[0]?.children;
	expect(names?.map(({ name }) => name)).toContain("b");
});
