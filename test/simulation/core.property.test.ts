import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareEnds } from "./compare-ends.ts";
import { simulate } from "./simulate.ts";
import type { TroubleName } from "./trouble.ts";

/** `npm test` takes the same seeds each time; `npm run test:hard` new ones. */
const from = Number(process.env["SIMULATION_SEED"] ?? 3);

/** Random plans; `npm run test:hard` asks for more than the slice of `npm test`. */
const plans = Number(process.env["SIMULATION_RUNS"] ?? 2000);

/** How often each of them runs, with other luck each time. */
const interleavings = Number(process.env["SIMULATION_INTERLEAVINGS"] ?? 5);

const compared = Math.ceil(plans * 0.15);
const repeated = Math.max(20, Math.min(1000, plans / 100));

/** Without bias to small numbers hardly any two of 100,000 are the same. */
const planSeed = fc.noBias(fc.nat(0xffff_ffff));

/** Checks many random seeds, each so often; a failure says the one command that repeats it. */
function forMany(
	seeds: number,
	times: number,
	trouble: TroubleName,
	problemOf: (seed: number, interleaving: number) => Error | undefined,
): void {
	const property = fc.property(planSeed, (seed) => {
		for (let interleaving = 0; interleaving < times; interleaving++) {
			const problem = problemOf(seed, interleaving);
			if (problem === undefined) continue;
			const command = `node_modules/.bin/node test/simulation/again.ts ${seed} ${trouble}${interleaving === 0 ? "" : ` ${interleaving}`}`;
			throw new Error(`${problem.message}\nagain, with plan and events: ${command}`, { cause: problem });
		}
	});
	// A smaller seed is no smaller plan: there is nothing to shrink.
	fc.assert(property, { numRuns: seeds, seed: from, endOnFailure: true });
}

describe("random plans in random order", () => {
	test(`end as they must, whatever is lost, late, doubled, paused, cancelled, crashes, is tried again or forked (${plans} plans, each in ${interleavings} interleavings: ${plans * interleavings} runs)`, () => {
		forMany(plans, interleavings, "all", (seed, interleaving) => simulate(seed, "all", interleaving).problem);
	}, 36_000_000);

	test(`give the outputs of an uninterrupted run when they crash, pause, go on, are tried again and forked (${compared} plans)`, () => {
		forMany(compared, 1, "survivable", compareEnds);
	}, 36_000_000);

	test(`are the same again from the same seed (${repeated} plans)`, () => {
		forMany(repeated, 1, "all", (seed) => {
			expect(simulate(seed, "all").trace).toBe(simulate(seed, "all").trace);
			return undefined;
		});
	}, 36_000_000);
});
