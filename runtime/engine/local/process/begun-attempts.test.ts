import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BegunAttempts, neverBegun } from "./begun-attempts.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-begun-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const first = { instance: "a", attempt: 1 };
const second = { instance: "a", attempt: 2 };
const other = { instance: "s[1]/b.c", attempt: 1 };

const onLinux = process.platform === "linux";

test("what was not noted never began, where the system tells its boots apart", () => {
	using begun = BegunAttempts.begin(folder);
	begun.note(first);
	begun.note(other);
	expect([...neverBegun(folder, [first, second, other])]).toEqual(onLinux ? [second] : []);
});

test("what an earlier engine may have begun is kept for the next one, which may die as soon", () => {
	BegunAttempts.begin(folder)[Symbol.dispose]();
	BegunAttempts.begin(folder, [first])[Symbol.dispose]();
	expect([...neverBegun(folder, [first, second])]).toEqual(onLinux ? [second] : []);
});

test("of what a full disk cut off in the middle nothing hides the lines after it", () => {
	using begun = BegunAttempts.begin(folder);
	writeFileSync(join(folder, "begun"), "\n1 s[", { flag: "a" });
	begun.note(first);
	expect([...neverBegun(folder, [first, other])]).toEqual(onLinux ? [other] : []);
});

test("without the file, or with that of another boot, nothing is certain", () => {
	expect([...neverBegun(folder, [first])]).toEqual([]);
	writeFileSync(join(folder, "begun"), "another boot");
	expect([...neverBegun(folder, [first])]).toEqual([]);
});
