/**
 * `npm run bench [-- NAME …]`: measures Dagwright beside its peers in one run, prints the tables, and keeps each in
 * docs/benchmarks.md in the place of the one before. `--quick` takes fewer rounds, leaves the slowest peers out, and keeps
 * nothing.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

const target = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
for (const [name, compare] of Object.entries(comparisons)) {
	if (chosen.length > 0 && !chosen.includes(name)) continue;
	const folder = mkdtempSync(join(tmpdir(), `dagwright-bench-${name}-`));
	try {
		const table = markdown(await compare({ folder, rounds: quick ? 3 : 5, quick }));
		console.log(`\n${table}`);
		// At once, so that what was measured is kept if a later one fails.
		if (!quick) writeFileSync(target, withTable(readFileSync(target, "utf8"), table));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
if (!quick) console.log("Written to docs/benchmarks.md.");

/** The page with a table in the place of the one with its title, or behind the others; and with this machine in its head. */
function withTable(page: string, table: string): string {
	const [title = ""] = table.split("\n", 1);
	const [, ...sections] = page.split(/^(?=## )/m);
	const old = sections.findIndex((section) => section.startsWith(`${title}\n`));
	if (old < 0) sections.push(table);
	else sections[old] = table;
	return `${head()}\n${sections.map((section) => `${section.trimEnd()}\n`).join("\n")}`;
}

function head(): string {
	const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}, ${process.platform}`;
	return [
		"# Benchmarks",
		"",
		"Made by `npm run bench`: every contender in turn, round after round, after a round that is not counted; medians.",
		"Machines differ and are noisy: trust the ratios.",
		"",
		`Measured on ${machine}.`,
		"",
	].join("\n");
}
