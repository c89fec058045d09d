import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";
import { interleave, type Measured, median } from "./measure.ts";
import { runLine } from "./run-line.ts";
import type { Comparison } from "./table.ts";

const dagScript = fileURLToPath(new URL("../../runtime/cli/bin/dag.mjs", import.meta.url));
const simulateScript = fileURLToPath(new URL("core/simulate.ts", import.meta.url));

/** `dag test` over a project with 100 tests, from its call to its end. */
export async function compareTests({ folder, rounds }: Bench): Promise<Comparison> {
	writeTested(folder, 10, 10);
	const contender = {
		name: "dag test",
		command: process.execPath,
		arguments: [dagScript, "test"],
		folder,
	};
	return {
		title: "100 tests in 10 files, the whole command",
		note: "Each workflow has ten jobs, a fan-out over twenty values, a condition and a day's approval; each test mocks two jobs and expects three things. Every file is read, checked and lowered once.",
		ours: "dag test",
		results: await interleave([contender], rounds),
		targets: [{ kind: "seconds", most: 1 }],
	};
}

/** Random runs with all that the core knows, in the simulator that `dag test` uses. */
export async function compareSimulator({ rounds }: Bench): Promise<Comparison> {
	const samples: Measured[] = [];
	for (let round = 0; round <= rounds; round++) {
		const { milliseconds, megabytes } = await runLine(simulateScript, ["1000"], []);
		if (round > 0) samples.push({ seconds: milliseconds / 1000, megabytes });
	}
	const seconds = median(samples.map((one) => one.seconds));
	return {
		title: "The simulator: 1,000 random runs on one core",
		note: `The plans of \`test/simulation\`, each to its end: ${Math.round(1000 / seconds)} runs a second; at least 200 are wanted.`,
		ours: "simulator",
		results: new Map([["simulator", { seconds, megabytes: Math.max(...samples.map((one) => one.megabytes)) }]]),
		targets: [{ kind: "seconds", most: 5 }],
	};
}

function writeTested(folder: string, files: number, tests: number): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "dagwright.json"), "{}\n");
	for (let file = 0; file < files; file++) {
		const steps = Array.from({ length: 6 }, (_, at) => `  job step${at}: shell after score { run "./step ${at}" }`);
		const cases = Array.from(
			{ length: tests },
			(_, at) => `test "case ${at} of ${file}" of flow${file} {
  mock score   => { accuracy: 0.${at}, rows: ${at * 100} }
  mock release takes 23h => ${at > 5 ? "approved" : "rejected"}
  expect ship ${at > 5 ? "succeeded" : "skipped"}
  expect score.accuracy < 1.0
  expect each.len() == 20
}`,
		);
		const text = `workflow flow${file} {
  job score: node {
    script = "score.mjs"
    outputs { accuracy: float(0..1)  rows: int }
  }
  job each: node for n in range(20) {
    script = "each.mjs"
    args   = [n, score.rows]
    outputs { value: float }
  }
${steps.join("\n")}
  job release: approval after each {
    approvers = ["user:ann"]
    timeout 24h
  }
  job ship: shell when score.rows > 3 after release { run "./ship" }
}

${cases.join("\n\n")}
`;
		writeFileSync(join(folder, `flow${file}.dag`), text);
	}
}
