/**
 * `npm run test:hard`: the simulation, the mutants and the promises at their full count; three hours or so on two cores.
 * `npm run test:hard -- SLICE …` runs only those slices; on one core each takes about as long as it says here.
 */
import { build, install, runNode } from "./ready.mjs";

const vitest = (...paths) => ["node_modules/vitest/vitest.mjs", "run", ...paths, "--testTimeout", "36000000"];

const slices = {
	simulation: {
		minutes: 40,
		args: vitest("test/simulation"),
		env: { SIMULATION_RUNS: "100000", SIMULATION_SEED: String(Date.now() % 2 ** 31) },
	},
	mutants: { minutes: 25, args: ["test/mutants/main.ts"], env: {} },
	journal: {
		minutes: 5,
		args: vitest("test/promises/journal.test.ts"),
		env: { PROMISES_DAMAGES: "100000", PROMISES_CRASH_STATES: "100000" },
	},
	boundaries: {
		minutes: 30,
		args: vitest("test/promises/boundaries.test.ts"),
		env: { PROMISES_BOUNDARY_ROUNDS: "20" },
	},
	deaths: { minutes: 70, args: vitest("test/promises/engine-death.test.ts"), env: { PROMISES_KILLS: "10000" } },
	faults: {
		minutes: 10,
		args: vitest("test/promises/disk-faults.test.ts", "test/promises/file-faults.test.ts"),
		env: { PROMISES_FAULT_STEP: "1" },
	},
	processes: {
		minutes: 5,
		args: vitest("test/promises/processes.test.ts", "test/promises/strict-durability.test.ts"),
		env: { PROMISES_SPLITS: "100000" },
	},
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(slices, name));
if (unknown.length > 0) {
	console.error(`There is no slice ${unknown.join(", ")}. There are:`);
	for (const [name, { minutes }] of Object.entries(slices)) console.error(`  ${name.padEnd(12)} ${minutes} minutes`);
	process.exit(2);
}

install();
build();
for (const [name, { args, env }] of Object.entries(slices)) {
	if (chosen.length > 0 && !chosen.includes(name)) continue;
	const began = performance.now();
	console.log(`\n── ${name}`);
	runNode(args, { env: { ...process.env, ...env } });
	console.log(`── ${name} took ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
}
