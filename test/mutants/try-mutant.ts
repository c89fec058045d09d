import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Mutant, Suite } from "./mutant.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What each suite is, as arguments of vitest. */
const suites: Readonly<Record<Suite, readonly string[]>> = {
	simulation: ["test/simulation"],
	memory: ["test/conformance", "-t", "a loop in memory"],
	local: ["test/conformance", "-t", "the local engine"],
	journal: ["test/promises/journal.test.ts"],
	deaths: ["test/promises/engine-death.test.ts", "test/promises/boundaries.test.ts"],
	strict: ["test/promises/strict-durability.test.ts"],
	processes: ["test/promises/processes.test.ts"],
	inbox: ["runtime/engine/runs.test.ts", "runtime/engine/local"],
};

/** ms until a suite that does not end counts as failed: a mutant may turn a loop endless. */
const patience = 180_000;

export interface Trial {
	/** The suite that failed; undefined: all passed. */
	readonly caughtBy: Suite | undefined;
	/** The last suite's output. */
	readonly output: string;
	readonly ms: number;
}

/** Asks the suites in turn until one fails. Without a mutant they run on the sources as they are, and all must pass. */
export async function tryMutant(mutant: Mutant | undefined, asked: readonly Suite[], seeds = 2000): Promise<Trial> {
	const began = performance.now();
	let output = "";
	for (const suite of asked) {
		const run = await runSuite(suite, mutant?.id ?? "", seeds);
		({ output } = run);
		if (!run.passed) return { caughtBy: suite, output, ms: performance.now() - began };
	}
	return { caughtBy: undefined, output, ms: performance.now() - began };
}

async function runSuite(
	suite: Suite,
	mutant: string,
	seeds: number,
): Promise<{ readonly passed: boolean; readonly output: string }> {
	const child = spawn(
		process.execPath,
		["node_modules/vitest/vitest.mjs", "run", "--config", "test/mutants/vitest.config.ts", ...suites[suite]],
		{
			cwd: root,
			// A group of its own, so that what hangs can be ended with all its workers.
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
			env: {
				...process.env,
				MUTANT: mutant,
				SIMULATION_SEED: "1",
				SIMULATION_RUNS: String(seeds),
				UPDATE_GOLDEN: undefined,
				NO_COLOR: "1",
			},
		},
	);
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8");
		stream.on("data", (text: string) => {
			output += text;
		});
	}
	const timer = setTimeout(() => {
		output += `\nno end after ${patience} ms`;
		if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
	}, patience);
	await once(child, "close");
	clearTimeout(timer);
	return { passed: child.exitCode === 0, output };
}
