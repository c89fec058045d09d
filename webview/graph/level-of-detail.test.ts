import { expect, test } from "vitest";
import { levelOfDetail, zoomStep } from "./level-of-detail.ts";

test("draws less the further out one zooms", () => {
	expect([2, 0.75, 0.74, 0.4, 0.39, 0.15, 0.14].map(levelOfDetail)).toEqual([
		"full",
		"full",
		"name",
		"name",
		"block",
		"block",
		"cell",
	]);
});

test("changes the zoom that styles depend on in steps only", () => {
	expect([1.3, 0.51, 0.52, 0.55, 0.01].map(zoomStep)).toEqual(["1", "0.5", "0.5", "0.55", "0.04"]);
});
