/**
 * `npm run bench [-- NAME …]`: measures Dagwright beside its peers in one run, prints the tables, and keeps them in
 * docs/benchmarks.md when all were measured. `--quick` takes fewer rounds and leaves the slowest peers out.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";
import { compareCore, compareCoreLoop, compareFold, compareSimulation } from "./compare-core.ts";
import { comparePanel } from "./compare-panel.ts";
import { comparePause } from "./compare-pause.ts";
import {
	compareChain,
	compareCheck,
	compareIndependent,
	compareLayered,
	compareLoop,
	compareVersion,
} from "./compare-processes.ts";
import { compareSimulator, compareTests } from "./compare-tests.ts";
import { type Comparison, markdown } from "./table.ts";

const comparisons: Readonly<Record<string, (bench: Bench) => Promise<Comparison>>> = {
	layered: compareLayered,
	independent: compareIndependent,
	chain: compareChain,
	loop: compareLoop,
	core: compareCore,
	"core-loop": compareCoreLoop,
	fold: compareFold,
	simulation: compareSimulation,
	version: compareVersion,
	check: compareCheck,
	pause: comparePause,
	panel: comparePanel,
	tests: compareTests,
	simulator: compareSimulator,
};

const quick = process.argv.includes("--quick");
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = chosen.filter((name) => !Object.hasOwn(comparisons, name));
if (unknown.length > 0) {
	console.error(
		`There is no benchmark called ${unknown.join(", ")}. There are: ${Object.keys(comparisons).join(", ")}.`,
	);
	process.exit(2);
}

const tables: string[] = [];
for (const [name, compare] of Object.entries(comparisons)) {
	if (chosen.length > 0 && !chosen.includes(name)) continue;
	const folder = mkdtempSync(join(tmpdir(), `dagwright-bench-${name}-`));
	try {
		const table = markdown(await compare({ folder, rounds: quick ? 3 : 5, quick }));
		console.log(`\n${table}`);
		tables.push(table);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

if (chosen.length === 0 && !quick) {
	const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}, ${process.platform}`;
	const head = [
		"# Benchmarks",
		"",
		"Made by `npm run bench`: every contender in turn, round after round, after a round that is not counted; medians.",
		"Machines differ and are noisy: trust the ratios.",
		"",
		`Measured on ${machine}.`,
		"",
	].join("\n");
	const target = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
	writeFileSync(target, `${head}\n${tables.join("\n")}`);
	console.log(`Written to docs/benchmarks.md.`);
}
