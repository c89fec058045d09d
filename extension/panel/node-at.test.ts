import type { Origin } from "@dagwright/core";
import { expect, test } from "vitest";
import { nodeAt, workflowAt } from "./node-at.ts";

const lines = (from: number, to: number, file = "a.dag"): Origin => ({
	file,
	start: { line: from, character: 2 },
	end: { line: to, character: 3 },
});
const origins = { prep: lines(1, 9), "prep.load": lines(2, 4), other: lines(2, 4, "b.dag"), last: lines(12, 12) };

test.each([
	["inside a job of a group", 3, 0, "prep.load"],
	["in the group beside its jobs", 6, 0, "prep"],
	["at the very end of a job", 12, 3, "last"],
	["off all nodes", 10, 0, undefined],
	["left of the first character", 12, 1, undefined],
] as const)("%s", (_, line, character, node) => {
	expect(nodeAt(origins, "a.dag", { line, character })).toBe(node);
});

test("a workflow is found by a place in it, and none between two", () => {
	const workflows = [
		{ name: "first", at: lines(0, 3) },
		{ name: "second", at: lines(5, 8) },
	];
	const found = [1, 4, 6].map((line) => workflowAt(workflows, { line, character: 0 }));
	expect(found).toEqual(["first", undefined, "second"]);
});
