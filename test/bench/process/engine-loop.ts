/**
 * The engine alone, without the language and the command line: runs `sh -c true` for each job of a graph, SLOTS at a
 * time, its output captured and its journal durable. Prints one line of JSON with what the run itself took.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobTypeCatalog, Plan, RunOptions } from "@dagwright/core";
import { startRun } from "@dagwright/engine";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import type { BenchJob } from "./graphs.ts";

const [file = "", slots = "2", durability = "default"] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(file, "utf8")) as readonly BenchJob[];
const root = mkdtempSync(join(tmpdir(), "dagwright-bench-"));
try {
	const started = performance.now();
	const options: RunOptions = {
		durability: durability === "strict" ? "strict" : "default",
		max_parallel: Number(slots),
	};
	const run = await startRun(
		{ root, plan: planOf(jobs), origins: {}, params: {}, options },
		{ version: "bench", catalog: catalog as unknown as JobTypeCatalog, secrets: join(root, "secrets") },
	);
	const end = await run.ended;
	if (end.status !== "finished" || end.result !== "succeeded") throw new Error(`the run ended ${JSON.stringify(end)}`);
	const milliseconds = performance.now() - started;
	console.log(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
} finally {
	rmSync(root, { recursive: true });
}

function planOf(graph: readonly BenchJob[]): Plan {
	const nodes = graph.map(({ name, needs }) => ({
		kind: "task" as const,
		name,
		dependencies: needs.map((on) => ({ on, kind: "order" as const, accepts: "succeeded" as const, reads: [] })),
		policies: {},
		outputs: { kind: "record" as const, fields: { exit_code: { kind: "int" as const } } },
		type: "shell",
		config: {},
		scripts: { run: { text: "true", values: [] } },
		declared: false,
		reads_stdout: false,
	}));
	const workflow = { name: "bench", file: "bench.dag", params: [], secrets: [], outputs: [], policies: {}, hooks: {} };
	return {
		version: 1,
		hash: "sha256:0",
		main: "bench.dag#bench",
		workflows: { "bench.dag#bench": { ...workflow, body: { nodes } } },
	};
}
