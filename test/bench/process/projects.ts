import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchJob } from "./graphs.ts";

/** Writes the same graph for each contender into a folder of its own; every job is `true` in a shell. */

/** `bench.dag` in a project of its own. */
export function writeDag(folder: string, jobs: readonly BenchJob[], script = "true"): void {
	mkdirSync(folder, { recursive: true });
	const text = jobs.map(({ name, needs }) => {
		const after = needs.length === 0 ? "" : ` after ${needs.join(", ")}`;
		return `  job ${name}: shell${after} { run "${script}" }`;
	});
	writeFileSync(join(folder, "bench.dag"), `workflow bench {\n${text.join("\n")}\n}\n`);
	writeFileSync(join(folder, "dagwright.json"), "{}\n");
}

/** `bench.dag` with a loop of one job, so many rounds, in a project of its own. */
export function writeLoop(folder: string, rounds: number): void {
	mkdirSync(folder, { recursive: true });
	const text = `workflow bench {
  loop again carry n = 0 max ${rounds} {
    job step: shell { run "true" }
    next n = n + 1
  }
}
`;
	writeFileSync(join(folder, "bench.dag"), text);
	writeFileSync(join(folder, "dagwright.json"), "{}\n");
}

/** The graph as JSON, for the bare loop. */
export function writeBare(folder: string, jobs: readonly BenchJob[]): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "graph.json"), JSON.stringify(jobs));
}

/** A build whose outputs are never there, so that each run makes all. */
export function writeNinja(folder: string, jobs: readonly BenchJob[]): void {
	mkdirSync(folder, { recursive: true });
	const edges = jobs.map(({ name, needs }) => `build ${name}: run${needs.map((need) => ` ${need}`).join("")}`);
	writeFileSync(join(folder, "build.ninja"), `rule run\n  command = true\n${edges.join("\n")}\n`);
}

/** One npm script a job, and `all` that needs those that nothing else needs. */
export function writeWireit(folder: string, jobs: readonly BenchJob[], peers: string): void {
	mkdirSync(folder, { recursive: true });
	symlinkSync(join(peers, "node_modules"), join(folder, "node_modules"));
	const scripts = Object.fromEntries([...jobs.map(({ name }) => [name, "wireit"]), ["all", "wireit"]]);
	const wireit = Object.fromEntries([
		...jobs.map(({ name, needs }) => [name, { command: "true", dependencies: needs }]),
		["all", { dependencies: ends(jobs) }],
	]);
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", version: "0.0.0", scripts, wireit }));
}

/** One project with a target a job. */
export function writeNx(folder: string, jobs: readonly BenchJob[], peers: string): void {
	mkdirSync(folder, { recursive: true });
	symlinkSync(join(peers, "node_modules"), join(folder, "node_modules"));
	const target = (needs: readonly string[]) => ({
		executor: "nx:run-commands",
		options: { command: "true" },
		dependsOn: needs,
		cache: false,
	});
	const targets = Object.fromEntries([
		...jobs.map(({ name, needs }) => [name, target(needs)]),
		["all", target(ends(jobs))],
	]);
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", version: "0.0.0", private: true }));
	writeFileSync(join(folder, "nx.json"), JSON.stringify({ analytics: false, neverConnectToCloud: true }));
	writeFileSync(join(folder, "project.json"), JSON.stringify({ name: "bench", root: ".", targets }));
}

function ends(jobs: readonly BenchJob[]): readonly string[] {
	const needed = new Set(jobs.flatMap((job) => job.needs));
	return jobs.map((job) => job.name).filter((name) => !needed.has(name));
}
