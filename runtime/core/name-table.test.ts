import { expect, test } from "vitest";
import { NameTable } from "./name-table.ts";

test("finds the position of every name", () => {
	const names = Array.from({ length: 5000 }, (_, at) => `job_${at}`);
	const table = new NameTable(names);
	expect(names.map((name) => table.get(name))).toEqual(names.map((_, at) => at));
});

test("has nothing for other names", () => {
	const table = new NameTable(["a", "b"]);
	expect([table.get("c"), table.get(""), table.has("a"), table.has("ab")]).toEqual([undefined, undefined, true, false]);
	expect(new NameTable([]).get("a")).toBeUndefined();
});

test("keeps the last of equal names", () => {
	expect(new NameTable(["a", "b", "a"]).get("a")).toBe(2);
});
