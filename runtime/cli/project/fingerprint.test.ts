import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { areOlder, changedSince, fingerprint, isSettled } from "./fingerprint.ts";

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "fingerprint-"));
	writeFileSync(join(root, "a.dag"), "one");
});

afterEach(() => rmSync(root, { recursive: true }));

/** At a time of its own, also where the file system's clock stands still meanwhile. */
function rewrite(file: string, text: string): void {
	writeFileSync(join(root, file), text);
	utimesSync(join(root, file), 1, 1);
}

/** ms after the last change of a file. */
const after = (file: string, delay: number) => statSync(join(root, file)).ctimeMs + delay;

test("a file that was long unchanged when it was read counts as the same by its times", () => {
	const sources = { "a.dag": fingerprint(root, "a.dag", after("a.dag", 10_000)), "dagwright.json": null };
	expect([isSettled(sources), changedSince(root, sources)]).toEqual([true, undefined]);
});

test("one that had just changed is read again, whatever its times say", () => {
	const read = fingerprint(root, "a.dag", after("a.dag", 100));
	expect(read?.settled).toBe(false);
	const settled = fingerprint(root, "a.dag", after("a.dag", 10_000));
	expect(changedSince(root, { "a.dag": read }, after("a.dag", 10_000))).toEqual({ "a.dag": settled });
});

test("what was written anew with the same text is the same", () => {
	const sources = { "a.dag": fingerprint(root, "a.dag", after("a.dag", 10_000)) };
	rewrite("a.dag", "one");
	expect(changedSince(root, sources)).toMatchObject({ "a.dag": { sha256: sources["a.dag"]?.sha256 } });
});

test("another text of the same length, a file that is gone and one that came are changes", () => {
	const sources = { "a.dag": fingerprint(root, "a.dag", after("a.dag", 10_000)), "b.dag": null };
	rewrite("a.dag", "two");
	expect(changedSince(root, sources)).toBe("changed");
	rmSync(join(root, "a.dag"));
	expect(changedSince(root, sources)).toBe("changed");
	expect(changedSince(root, { "a.dag": null, "b.dag": null })).toBeUndefined();
	writeFileSync(join(root, "b.dag"), "");
	expect(changedSince(root, { "a.dag": null, "b.dag": null })).toBe("changed");
});

test("a file that changed while it was compiled, or just before, is not known to be what was compiled", () => {
	const files = ["a.dag", "gone.dag"];
	expect(areOlder(root, files, after("a.dag", 100))).toBe(true);
	expect(areOlder(root, files, after("a.dag", 5))).toBe(false);
	expect(areOlder(root, files, after("a.dag", -100))).toBe(false);
});
