import type { InstanceView } from "@dagwright/core";
import { expect, test } from "vitest";
import { countRounds, roundsOf } from "./rounds.ts";

const rounds = (...losses: readonly (number | undefined)[]): readonly InstanceView[] =>
	losses.map((loss, index) => ({
		path: `tune[${index}]`,
		bindings: {},
		status: loss === undefined ? "running" : "succeeded",
		...(loss !== undefined && { outputs: { m: { metrics: { loss } } } }),
	}));

test("a loop shows the number that its condition reads, after each round that ended", () => {
	expect(roundsOf({ detail: "max 8 until m.metrics.loss < 0.05", instances: rounds(0.3, 0.1, undefined) })).toEqual({
		name: "loss",
		values: [0.3, 0.1],
		limit: 0.05,
	});
});

test("a carry that is a number itself is shown by its own name", () => {
	const instances = [{ path: "tune[0]", bindings: {}, status: "succeeded", outputs: { loss: 0.3 } }] as const;
	expect(roundsOf({ detail: "max 8 until loss < 0.05", instances })).toEqual({
		name: "loss",
		values: [0.3],
		limit: 0.05,
	});
});

test("a condition that reads no number, and a loop without a round, show nothing", () => {
	expect(roundsOf({ detail: "until m.done", instances: rounds(0.3) })).toBeUndefined();
	expect(roundsOf({ detail: "until m.metrics.loss < 0.05", instances: rounds(undefined) })).toBeUndefined();
});

test("rounds are counted against the most there may be", () => {
	expect(countRounds({ max_rounds: 8, instances: rounds(0.3, undefined) })).toEqual({
		begun: 2,
		most: 8,
	});
	expect(countRounds({ max_rounds: 8 })).toEqual({ begun: 0, most: 8 });
	expect(countRounds({})).toBeUndefined();
});
