/** `npm run test:hard`: the simulation and the promises at their full count; takes two hours or so. */
import { build, install, runNode } from "./ready.mjs";

install();
build();
runNode(["node_modules/vitest/vitest.mjs", "run", "test/simulation", "test/promises", "--testTimeout", "3600000"], {
	env: {
		...process.env,
		SIMULATION_RUNS: "100000",
		PROMISES_BOUNDARY_ROUNDS: "20",
		PROMISES_KILLS: "10000",
		PROMISES_DAMAGES: "100000",
		PROMISES_FAULT_STEP: "1",
		PROMISES_CRASH_STATES: "100000",
		PROMISES_SPLITS: "100000",
		PROMISES_PATIENCE: "1000",
	},
});
