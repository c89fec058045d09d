import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findLastLines } from "./last-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "dag-last-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lastLines = (text: string, lines: number): string => {
	const path = join(folder, "log");
	writeFileSync(path, text);
	return text.slice(findLastLines(path, lines));
};

test("the last lines begin behind the end of the line before them, whether the last one has ended or not", () => {
	expect([lastLines("a\nb\nc\n", 2), lastLines("a\nb\nc", 2), lastLines("a\n\n\n", 2), lastLines("a\n", 5)]).toEqual([
		"b\nc\n",
		"b\nc",
		"\n\n",
		"a\n",
	]);
	expect(lastLines("", 3)).toBe("");
});

test("lines longer than a block, and an end of line at its border, are found", () => {
	const long = "x".repeat(200_000);
	expect(lastLines(`first\n${long}\nlast\n`, 2)).toBe(`${long}\nlast\n`);
	for (const border of [65_535, 65_536, 65_537]) {
		expect(lastLines(`first\n${"y".repeat(border - 1)}\n`, 1)).toBe(`${"y".repeat(border - 1)}\n`);
	}
});
