import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Suite } from "./mutant.ts";

/** What each suite is, as arguments of vitest; all of it is part of `npm test`. */
const suites: Readonly<Record<string, readonly string[]>> = {
	simulation: ["test/simulation"],
	memory: ["test/conformance", "-t", "a loop in memory"],
	core: ["runtime/core", "--no-isolate"],
	local: ["test/conformance", "-t", "the local engine"],
	journal: ["test/promises/journal.test.ts"],
	deaths: ["test/promises/engine-death.test.ts", "test/promises/boundaries.test.ts"],
	strict: ["test/promises/strict-durability.test.ts"],
	processes: ["test/promises/processes.test.ts"],
	engine: ["runtime/engine/runs.test.ts", "runtime/engine/fork-run.test.ts", "runtime/engine/local/"],
};

/** They live in real time: a test of them that fails once more has not failed for a busy machine alone. */
const timed: ReadonlySet<string> = new Set(["memory", "local", "deaths", "strict", "processes", "engine"]);

/** How a suite ended. */
export interface SuiteRun {
	/** The first test that failed, or what else went wrong; undefined: all passed. */
	readonly failure: string | undefined;
	readonly output: string;
	readonly ms: number;
}

interface Limits {
	/** ms until a suite that does not end counts as failed: a mutant may turn a loop endless. */
	readonly patience: number;
	/** Random plans that the simulation takes; those of `npm test` if absent. */
	readonly seeds?: number;
}

/** Runs a suite in a tree of sources (absolute) until its first failure. */
export async function runSuite(root: string, suite: Suite, { patience, seeds }: Limits): Promise<SuiteRun> {
	const began = performance.now();
	const report = join(root, "report.json");
	rmSync(report, { force: true });
	const child = spawn(
		process.execPath,
		[
			"node_modules/vitest/vitest.mjs",
			"run",
			"--config",
			"test/mutants/vitest.config.ts",
			...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
			...(timed.has(suite) ? ["--retry=1"] : []),
			...(suites[suite] ?? [suite]),
		],
		{
			cwd: root,
			// A group of its own, so that what hangs can be ended with all its workers.
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
			env: {
				...process.env,
				SIMULATION_SEED: undefined,
				SIMULATION_RUNS: seeds?.toString(),
				SIMULATION_INTERLEAVINGS: "1",
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
	let hung = false;
	const timer = setTimeout(() => {
		hung = true;
		if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
	}, patience);
	await once(child, "close");
	clearTimeout(timer);
	const failure = hung
		? `${suite}: no end after ${Math.round(patience / 1000)} s`
		: child.exitCode === 0
			? undefined
			: (firstFailure(root, report) ?? `${suite}: ended with ${child.exitCode}`);
	return { failure, output, ms: performance.now() - began };
}

/** What is read here of vitest's report. */
interface Report {
	readonly testResults: readonly {
		readonly name: string;
		readonly status: string;
		readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
	}[];
}

function firstFailure(root: string, path: string): string | undefined {
	if (!existsSync(path)) return undefined;
	const { testResults } = JSON.parse(readFileSync(path, "utf8")) as Report;
	const place = (name: string) => name.slice(root.length + 1);
	for (const { name, assertionResults } of testResults) {
		const test = assertionResults.find((each) => each.status === "failed");
		if (test !== undefined) return `${place(name)}: ${test.fullName}`;
	}
	const file = testResults.find(({ status }) => status === "failed");
	return file && `${place(file.name)}: could not be run`;
}
