import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareEnds } from "./compare-ends.ts";
import { simulate } from "./simulate.ts";
import type { TroubleName } from "./trouble.ts";

/** `npm test` takes the same seeds each time; `npm run test:hard` new ones. */
const from = Number(process.env["SIMULATION_SEED"] ?? 3);

/** `npm run test:hard` asks for more than the slice of `npm test`. */
const many = Number(process.env["SIMULATION_RUNS"] ?? 2000);

/** Checks many seeds; a failure says the one command that repeats it. */
function forMany(runs: number, trouble: TroubleName, problemOf: (seed: number) => Error | undefined): void {
	const seeds = fc.sample(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { numRuns: Math.ceil(runs), seed: from });
	for (const seed of seeds) {
		const problem = problemOf(seed);
		if (problem === undefined) continue;
		const command = `node test/simulation/again.ts ${seed} ${trouble}`;
		throw new Error(`${problem.message}\nagain, with plan and events: ${command}`, { cause: problem });
	}
}

describe("random plans in random order", () => {
	test("end as they must, whatever is lost, late, doubled, paused, cancelled or crashes", () => {
		forMany(many, "all", (seed) => simulate(seed, "all").problem);
	}, 36_000_000);

	test("give the outputs of an uninterrupted run when they crash, pause and go on", () => {
		forMany(many * 0.15, "survivable", compareEnds);
	}, 36_000_000);

	test("are the same again from the same seed", () => {
		forMany(Math.max(20, Math.min(1000, many / 100)), "all", (seed) => {
			expect(simulate(seed, "all").trace).toBe(simulate(seed, "all").trace);
			return undefined;
		});
	}, 36_000_000);
});
