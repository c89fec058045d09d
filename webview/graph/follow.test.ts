import { expect, test } from "vitest";
import { fitsAgain, fitViewport, minimapHelps, type Picture } from "./follow.ts";

const picture: Picture = {
	viewport: { x: 24, y: 28, zoom: 1 },
	pane: { width: 500, height: 400 },
	padding: { top: 28, right: 24, bottom: 40, left: 24 },
	graph: { width: 200, height: 100 },
};
const visible = { x: 10, y: 10, width: 100, height: 50 };
const hidden = { x: 480, y: 10, width: 100, height: 50 };

test("a graph that can be seen stays where it is", () => {
	expect(fitsAgain(picture, "graph", undefined)).toBe(false);
	expect(fitsAgain(picture, "pane", undefined)).toBe(false);
});

test("a graph that grows is fitted while its text stays", () => {
	expect(fitsAgain({ ...picture, graph: { width: 500, height: 100 } }, "graph", undefined)).toBe(true);
	expect(fitsAgain({ ...picture, graph: { width: 900, height: 100 } }, "graph", undefined)).toBe(false);
});

test("a graph too large for its text is fitted as it grows and shrinks", () => {
	const small = { ...picture, viewport: { x: 24, y: 28, zoom: 0.3 } };
	expect(fitsAgain({ ...small, graph: { width: 3000, height: 100 } }, "graph", undefined)).toBe(true);
	expect(fitsAgain({ ...small, graph: { width: 600, height: 100 } }, "graph", undefined)).toBe(true);
});

test("a pane that grows narrow moves the picture only when the selected node would be hidden", () => {
	const narrow = { ...picture, graph: { width: 700, height: 100 } };
	expect([visible, hidden, undefined].map((box) => fitsAgain(narrow, "pane", box))).toEqual([false, true, true]);
});

test("a graph is fitted into the middle of what is free, at most at 100%", () => {
	expect(fitViewport(picture)).toEqual({ x: 150, y: 144, zoom: 1 });
	expect(fitViewport({ ...picture, graph: { width: 904, height: 100 } })).toEqual({ x: 24, y: 169, zoom: 0.5 });
	expect(fitViewport({ ...picture, graph: { width: 1e6, height: 1e6 } }).zoom).toBe(0.04);
});

test.each([
	["beside a graph in a wide pane", 12, 1000, 600, true],
	["over a graph that is too large for a narrow pane", 40, 700, 2000, true],
	["never over a graph that can be read whole", 12, 700, 600, false],
	["nor for a few nodes", 11, 1000, 600, false],
	["nor where the pane is hardly larger than it", 40, 500, 2000, false],
])("a minimap is drawn %s", (_, nodes, width, height, expected) => {
	expect(minimapHelps(nodes, { width, height: 700 }, { width: 600, height })).toBe(expected);
});
