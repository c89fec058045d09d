import { expect, test } from "vitest";
import { isMeant, parsePath, pathText } from "./log-path.ts";

const instances = [
	"tune[0].fit",
	"outer[0][1].inner[2]",
	"outer[1][0].inner[0]",
	"ship[1]/warm",
	"ship[1]/prep.load",
	"sweep[10]",
	"fit",
];

function meant(path: string): readonly string[] {
	return instances.filter((instance) => isMeant(parsePath(path) ?? [], parsePath(instance) ?? []));
}

test("a path stands for the instances that it names, and for all in them", () => {
	expect(meant("tune")).toEqual(["tune[0].fit"]);
	expect(meant("tune.fit")).toEqual(["tune[0].fit"]);
	expect(meant("fit")).toEqual(["fit"]);
	expect(meant("outer.inner")).toEqual(["outer[0][1].inner[2]", "outer[1][0].inner[0]"]);
	expect(meant("outer[0].inner")).toEqual(["outer[0][1].inner[2]"]);
	expect(meant("outer.inner[0]")).toEqual(["outer[1][0].inner[0]"]);
	expect(meant("outer[1][0]")).toEqual(["outer[1][0].inner[0]"]);
	expect(meant("ship")).toEqual(["ship[1]/warm", "ship[1]/prep.load"]);
	expect(meant("ship/prep")).toEqual(["ship[1]/prep.load"]);
	expect(meant("ship.warm")).toEqual([]);
	expect(meant("sweep[1]")).toEqual([]);
});

test("a path is taken apart into its names with their indices, and put together again", () => {
	const parts = parsePath("ship[1]/tune[0][2].fit") ?? [];
	expect(parts.map(({ key, indices }) => [key, indices])).toEqual([
		["ship", [1]],
		["ship/tune", [0, 2]],
		["ship/tune.fit", []],
	]);
	expect(pathText(parts, 1, 1)).toBe("ship[1]/tune[0]");
	expect(pathText(parts, 2, 0)).toBe("ship[1]/tune[0][2].fit");
});

test("what is no path is none", () => {
	for (const text of ["", ".", "a.", "a..b", "/a", "a[", "a[x]", "a]", "a[0]b", "a[-1]"])
		expect(parsePath(text)).toBeUndefined();
});
