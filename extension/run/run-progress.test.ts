import type { RunEvent } from "@dagwright/core";
import { expect, test } from "vitest";
import { noProgress, progressAfter, progressLine } from "./run-progress.ts";

const started = (instance: string): RunEvent => ({ seq: 1, at: 0, type: "attempt.started", instance, attempt: 1 });
const succeeded = (instance: string): RunEvent => ({
	...{ seq: 2, at: 0, type: "attempt.succeeded", instance, attempt: 1 },
	outputs: {},
});

test("names what runs and counts what is done", () => {
	const events = [started("a"), succeeded("a"), started("b"), started("c")];
	expect(progressLine("w", events.reduce(progressAfter, noProgress))).toBe("w: b, c, 1 done");
});

test("counts what runs where it is too much to name", () => {
	const events = ["a", "b", "c"].map(started);
	expect(progressLine("w", events.reduce(progressAfter, noProgress))).toBe("w: 3 jobs");
});

test("a run that has done nothing is starting", () => {
	expect(progressLine("w", noProgress)).toBe("w: starting");
});
