import type { Diagnostic } from "@dagwright/dsl";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { renderDiagnostic, summariseDiagnostics } from "./render-diagnostic.ts";

const style = createStyle(false);

function at(line: number, from: number, to: number, file = "a.dag") {
	return { file, start: { line, character: from }, end: { line, character: to } };
}

function render(text: string, diagnostic: Partial<Diagnostic> & Pick<Diagnostic, "at">, columns = 80): string {
	return renderDiagnostic(
		{ code: "dag/unknown-job", severity: "error", message: "No job is called “claen”.", related: [], ...diagnostic },
		{ style, columns, source: () => text, shown: (file) => file },
	);
}

test("shows the source line with carets under the wrong part", () => {
	expect(render("workflow w {\n  data = claen.data\n}\n", { at: at(1, 9, 14), suggestion: "clean" })).toBe(
		[
			"error[dag/unknown-job]: No job is called “claen”.",
			" --> a.dag:2:10",
			"  |",
			"2 |   data = claen.data",
			"  |          ^^^^^",
			"  = help: did you mean clean?",
			"",
		].join("\n"),
	);
});

test("puts the caret right after tabs, wide characters and emoji", () => {
	const text = '\t"日本🎉" + claen';
	const from = text.indexOf("claen");
	const [, , , source = "", mark = ""] = render(text, { at: at(0, from, from + 5) }).split("\n");
	expect(source).toBe('1 |     "日本🎉" + claen');
	expect(mark).toBe(`  | ${" ".repeat(4 + 8 + 3)}^^^^^`);
});

test("cuts a long line around the marked part", () => {
	const text = `${"x".repeat(500)}claen${"y".repeat(500)}`;
	const lines = render(text, { at: at(0, 500, 505) }, 60).split("\n");
	expect(lines.every((line) => line.length <= 60)).toBe(true);
	const source = lines[3] ?? "";
	const mark = lines[4] ?? "";
	expect(source.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1)).toBe("claen");
});

test("marks a range of several lines up to the end of its first line", () => {
	const range = { file: "a.dag", start: { line: 0, character: 4 }, end: { line: 2, character: 1 } };
	const [, , , source, mark] = render("job a: shell {\r\n}\r\n", { at: range }).split("\n");
	expect([source, mark]).toEqual(["1 | job a: shell {", "  |     ^^^^^^^^^^"]);
});

test("shows every related place in order, with its note", () => {
	const text = "job a after b\njob b after a\n";
	expect(
		render(text, {
			at: at(0, 4, 5),
			message: "a and b wait for each other.",
			code: "dag/cycle",
			related: [
				{ at: at(0, 12, 13), message: "a waits for b" },
				{ at: at(1, 12, 13), message: "b waits for a" },
			],
		}),
	).toBe(
		[
			"error[dag/cycle]: a and b wait for each other.",
			" --> a.dag:1:5",
			"  |",
			"1 | job a after b",
			"  |     ^",
			"  = note: a waits for b",
			" ::: a.dag:1:13",
			"  |",
			"1 | job a after b",
			"  |             -",
			"  = note: b waits for a",
			" ::: a.dag:2:13",
			"  |",
			"2 | job b after a",
			"  |             -",
			"",
		].join("\n"),
	);
});

test("never lets the file's control characters reach the terminal", () => {
	expect(render("x \u001b[2J y", { at: at(0, 0, 1) })).not.toContain("\u001b");
});

test("keeps to a narrow terminal", () => {
	const message = "The job “sweep” reads an output that “clean” does not have, and nothing else has it either.";
	const lines = render("  data = clean.dta\n", { at: at(0, 15, 18), message }, 40).split("\n");
	expect(lines.filter((line) => line.length > 40)).toEqual([]);
});

test("sums up by severity", () => {
	const finding = (severity: Diagnostic["severity"]): Diagnostic => ({
		code: "dag/x",
		severity,
		message: "",
		at: at(0, 0, 1),
		related: [],
	});
	expect(summariseDiagnostics([finding("error"), finding("error"), finding("hint")], 3, style)).toBe(
		"2 errors and 1 hint in 3 files.",
	);
	expect(summariseDiagnostics([], 1, style)).toBe("No problems in 1 file.");
});
