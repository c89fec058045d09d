import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allTrouble, noTrouble, simulate, survivableTrouble, type Trouble } from "./simulate.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const from = Number(process.env["SIMULATION_SEED"] ?? Date.now() % 2 ** 31);

/** `npm run test:hard` asks for more than the slice of `npm test`. */
const many = Number(process.env["SIMULATION_RUNS"] ?? 10_000);

/** Checks many seeds; the message of a failure holds the one line that repeats it. */
function forMany(runs: number, property: (seed: number) => void): void {
	fc.assert(
		fc.property(seeds, (seed) => {
			try {
				property(seed);
			} catch (problem) {
				const why = problem instanceof Error ? problem.message : String(problem);
				throw new Error(`${why} (seed ${seed}; again with SIMULATION_SEED=${from} npx vitest run test/simulation)`, {
					cause: problem,
				});
			}
		}),
		{ numRuns: runs, seed: from, endOnFailure: true },
	);
}

describe("random plans in random order", () => {
	test("end, whatever is lost, late, doubled, paused, cancelled or crashes", () => {
		forMany(many, (seed) => simulate(seed, allTrouble));
	}, 3_600_000);

	test("give the outputs of an uninterrupted run when they crash, pause and go on", () => {
		forMany(many * 0.15, (seed) => {
			const calm = ends(seed, noTrouble);
			const interrupted = ends(seed, survivableTrouble);
			if (calm !== undefined && interrupted !== undefined) expect(interrupted).toEqual(calm);
		});
	}, 3_600_000);

	test("are the same again from the same seed", () => {
		forMany(many / 100, (seed) => expect(simulate(seed, allTrouble).events).toEqual(simulate(seed, allTrouble).events));
	}, 3_600_000);
});

/** Outputs and result; undefined where time decides: repeated losses, a deadline, what a first failure keeps from starting. */
function ends(seed: number, trouble: Trouble) {
	const { events } = simulate(seed, trouble);
	const last = events.at(-1);
	if (last?.type !== "run.finished") throw new Error("the run goes on");
	const decidedByTime = events.some(
		(event) =>
			event.type === "run.timed_out" ||
			event.type === "attempt.timed_out" ||
			(event.type === "run.created" && event.options.fail_fast === true) ||
			(event.type === "instance.failed" && event.error.kind === "lost"),
	);
	return decidedByTime ? undefined : { result: last.result, outputs: last.outputs };
}
