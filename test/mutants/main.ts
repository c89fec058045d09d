/**
 * `node test/mutants/main.ts [--workers N] [--write] [ID …]`: tries the mutants, all if none is named, and prints which
 * test caught each; `--write` writes all of it to docs/mutants.md. Ends with 1 if fewer than 95% are caught, if one that
 * breaks fencing survives, or if a suite fails without a mutant.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { allMutants } from "./all-mutants.ts";
import type { Suite } from "./mutant.ts";
import { SourceTree } from "./source-tree.ts";
import { tryMutant } from "./try-mutant.ts";
import { presentCommit, type Tried, writeTable } from "./write-table.ts";

const { values, positionals: named } = parseArgs({
	allowPositionals: true,
	options: { workers: { type: "string" }, write: { type: "boolean", default: false } },
});
const unknown = named.filter((id) => !allMutants.some((mutant) => mutant.id === id));
if (unknown.length > 0) {
	console.error(`There is no mutant ${unknown.join(", ")}. There are: ${allMutants.map(({ id }) => id).join(", ")}.`);
	process.exit(2);
}
if (values.write && named.length > 0) {
	console.error("--write takes no names: the table shows all mutants.");
	process.exit(2);
}
const workers = Number(values.workers ?? Math.min(2, availableParallelism()));
if (!Number.isSafeInteger(workers) || workers < 1) {
	console.error(`--workers takes a number from 1, not ${values.workers}.`);
	process.exit(2);
}
const chosen = named.length === 0 ? allMutants : allMutants.filter(({ id }) => named.includes(id));
const began = performance.now();
/** As it is now: the copies are made of it, whatever is changed meanwhile. */
const measuredOn = values.write ? presentCommit() : "";

/** ms that a suite takes without a mutant, once it has caught one: a suite that fails anyway would catch everything. */
const usual = new Map<Suite, Promise<number>>();
const width = Math.max(...chosen.map(({ id }) => id.length));
const waiting = [...chosen];
const tried: Tried[] = [];

using trees = new DisposableStack();
const [first = fail(), ...others] = Array.from({ length: workers }, () => trees.use(new SourceTree()));

try {
	await Promise.all([first, ...others].map(work));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	trees.dispose();
	process.exit(1);
}

const survivors = tried.filter(({ caughtBy }) => caughtBy === undefined).map(({ mutant }) => mutant);
const caught = chosen.length - survivors.length;
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(
	`\n${caught} of ${chosen.length} mutants caught (${((100 * caught) / chosen.length).toFixed(1)}%), in ${minutes} minutes.`,
);
for (const { id, file, breaks, fencing } of survivors) {
	console.log(`survived: ${id} in ${file}: ${breaks}${fencing === true ? " It breaks fencing." : ""}`);
}
if (values.write) writeTable(tried, measuredOn);
process.exitCode = caught < 0.95 * chosen.length || survivors.some(({ fencing }) => fencing === true) ? 1 : 0;

async function work(tree: SourceTree): Promise<void> {
	for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
		const { suite, caughtBy, ms } = await tryMutant(tree, mutant, mutant.suites);
		if (suite !== undefined) {
			if (!usual.has(suite)) usual.set(suite, timeWithoutMutant(tree, suite));
			await usual.get(suite);
		}
		tried.push({ mutant, caughtBy });
		console.log(`${mutant.id.padEnd(width)}  ${seconds(ms).padStart(7)}  ${caughtBy ?? `SURVIVED: ${mutant.breaks}`}`);
	}
}

/** @throws Error if the suite fails without a mutant too */
async function timeWithoutMutant(tree: SourceTree, suite: Suite): Promise<number> {
	const { caughtBy, output, ms } = await tryMutant(tree, undefined, [suite]);
	if (caughtBy !== undefined) {
		throw new Error(`${output}\nThe suite ${suite} fails without a mutant (${caughtBy}), so it proves nothing.`);
	}
	console.log(`without a mutant ${suite} passes (${seconds(ms)})`);
	return ms;
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

function fail(): never {
	throw new Error("there is no tree to work in");
}
