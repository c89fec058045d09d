import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readRun } from "@dagwright/engine";
import { requestPause } from "@dagwright/engine/requests";
import type { Bench } from "./bench.ts";
import { type Measured, median } from "./measure.ts";
import type { Comparison } from "./table.ts";

const dagScript = fileURLToPath(new URL("../../runtime/cli/bin/dag.mjs", import.meta.url));

/** Jobs of the run that is paused, and how long each takes. */
const JOBS = 2000;
const SLEEP = "0.02";
/** It is paused once so many have started. */
const UNDER_WAY = 50;

/** How a run is asked to pause; each resolves once it was asked. */
const ways: Readonly<Record<string, (root: string, run: string) => Promise<unknown>>> = {
	"from the start of `dag pause`": async (root) => once(spawnDag(["pause"], root), "close"),
	"from the request": async (root, run) => requestPause(root, run, "bench"),
};

/** From the moment a pause is asked for until it is recorded and nothing starts any more. */
export async function comparePause({ folder, rounds }: Bench): Promise<Comparison> {
	const root = join(folder, "pause");
	mkdirSync(root, { recursive: true });
	const jobs = Array.from({ length: JOBS }, (_, at) => `  job j${at}: shell { run "sleep ${SLEEP}" }`);
	writeFileSync(join(root, "bench.dag"), `workflow bench {\n${jobs.join("\n")}\n}\n`);
	writeFileSync(join(root, "dagwright.json"), "{}\n");
	const samples = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
	for (let round = 0; round <= rounds * 2; round++) {
		for (const [name, ask] of Object.entries(ways)) {
			const milliseconds = await pauseOnce(root, ask);
			if (round > 0) samples.get(name)?.push(milliseconds);
		}
	}
	const results = new Map<string, Measured>();
	for (const [name, all] of samples) results.set(name, { seconds: median(all) / 1000, megabytes: 0 });
	return {
		title: "Pausing a run",
		note: `A run of ${JOBS.toLocaleString("en")} jobs that sleep ${SLEEP} s, two at a time, is asked to pause: the time until the pause is recorded and the last job has started. The command is a new process.`,
		ours: "from the start of `dag pause`",
		results,
		targets: [{ kind: "seconds", most: 0.1 }],
	};
}

/** ms from asking to the pause, or to the last start if that came later. */
async function pauseOnce(root: string, ask: (root: string, run: string) => Promise<unknown>): Promise<number> {
	const engine = spawnDag(["run", "bench.dag", "--max-parallel", "2", "--json"], root);
	const ended = once(engine, "close");
	const run = await underWay(engine);
	const asked = Date.now();
	await ask(root, run);
	await ended;
	const { events } = readRun(root, run);
	const times = events.flatMap(({ type, at }) => (type === "attempt.started" || type === "run.paused" ? [at] : []));
	if (!events.some(({ type }) => type === "run.paused")) throw new Error(`run ${run} was not paused`);
	return Math.max(...times) - asked;
}

/** The run's number, once some of its jobs have started; what it prints later is read and dropped. */
function underWay(engine: ChildProcess): Promise<string> {
	const { stdout } = engine;
	if (stdout === null) throw new Error("the run's output is not read");
	let run = "";
	let starts = 0;
	return new Promise((resolve, reject) => {
		engine.on("close", () => reject(new Error("the run ended before it could be paused")));
		createInterface({ input: stdout }).on("line", (line) => {
			run ||= /"type":"run\.created".*?"run":"(\d+)"/.exec(line)?.[1] ?? "";
			if (line.includes('"attempt.started"') && ++starts === UNDER_WAY) resolve(run);
		});
	});
}

function spawnDag(rest: readonly string[], cwd: string): ChildProcess {
	return spawn(process.execPath, [dagScript, ...rest], { cwd, stdio: ["ignore", "pipe", "inherit"] });
}
