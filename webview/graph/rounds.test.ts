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
	const running = { max_rounds: 8, status: "running" } as const;
	const still = { most: 8, over: false, unconverged: false };
	expect(countRounds({ ...running, instances: rounds(0.3, undefined) })).toEqual({ ...still, begun: 2 });
	expect(countRounds(running)).toEqual({ ...still, begun: 0 });
	expect(countRounds({ status: "running" })).toBeUndefined();
});

test("of a loop with several instances the rounds beside the shown one count, and whether it converged", () => {
	const round = (path: string) => ({ path, bindings: { x: 1 }, status: "succeeded" }) as const;
	const instances = ["tune[0][0]", "tune[0][1]", "tune[1][0]"].map(round);
	const node = { max_rounds: 2, status: "running", instances, unconverged: ["tune[0]"] } as const;
	expect(countRounds(node, round("tune[0][1]"))).toEqual({ begun: 2, most: 2, over: true, unconverged: true });
	expect(countRounds(node, round("tune[1][0]"))).toEqual({ begun: 1, most: 2, over: false, unconverged: false });
});
