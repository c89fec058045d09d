import { expect, test } from "vitest";
import { outlineOf, readRemembered } from "./remembered.ts";

const box = (x: number) => ({ x, y: 0.4, width: 224, height: 48 });

test("what was kept is read again; what is not understood is forgotten", () => {
	const outline = outlineOf(
		{ direction: "down", width: 480.2, height: 48, nodes: { a: box(0), b: box(256) }, edges: {} },
		"run 7",
	);
	const kept = { direction: "right", outline };
	expect(readRemembered(structuredClone(kept))).toEqual(kept);
	expect([null, 7, { direction: "up", outline: [] }, { outline: { boxes: "x" } }].map(readRemembered)).toEqual([
		{},
		{},
		{},
		{},
	]);
});

test("a very large graph leaves no outline", () => {
	const nodes = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`j${index}`, box(index)]));
	expect(outlineOf({ direction: "down", width: 1, height: 1, nodes, edges: {} }, "big")).toBeUndefined();
});
