/**
 * `node test/mutants/main.ts [ID …]`: tries the mutants, all if none is named, and prints which suite caught each. Ends
 * with 1 if fewer than 95% are caught, if one that breaks fencing survives, or if a suite fails without a mutant.
 */
import { availableParallelism } from "node:os";
import { allMutants } from "./all-mutants.ts";
import type { Mutant, Suite } from "./mutant.ts";
import { type Trial, tryMutant } from "./try-mutant.ts";

const named = process.argv.slice(2);
const unknown = named.filter((id) => !allMutants.some((mutant) => mutant.id === id));
if (unknown.length > 0) {
	console.error(`There is no mutant ${unknown.join(", ")}. There are: ${allMutants.map(({ id }) => id).join(", ")}.`);
	process.exit(2);
}
const chosen = named.length === 0 ? allMutants : allMutants.filter(({ id }) => named.includes(id));

// A suite that fails anyway would catch everything.
const asked = new Set<Suite>(chosen.flatMap(({ suites }) => suites));
for (const suite of asked) {
	const { caughtBy, output, ms } = await tryMutant(undefined, [suite]);
	if (caughtBy !== undefined) {
		console.error(`${output}\nThe suite ${suite} fails without a mutant, so it proves nothing.`);
		process.exit(1);
	}
	console.log(`without a mutant ${suite} passes (${seconds(ms)})`);
}

const waiting = [...chosen];
const survivors: Mutant[] = [];
const width = Math.max(...chosen.map(({ id }) => id.length));

async function work(): Promise<void> {
	for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
		const trial: Trial = await tryMutant(mutant, mutant.suites);
		if (trial.caughtBy === undefined) survivors.push(mutant);
		const outcome = trial.caughtBy === undefined ? "SURVIVED" : `caught by ${trial.caughtBy}`;
		console.log(
			`${mutant.id.padEnd(width)}  ${outcome.padEnd(20)}  ${seconds(trial.ms).padStart(7)}  ${mutant.breaks}`,
		);
	}
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
const caught = chosen.length - survivors.length;
console.log(`\n${caught} of ${chosen.length} mutants caught (${((100 * caught) / chosen.length).toFixed(1)}%).`);
for (const { id, file, breaks, fencing } of survivors) {
	console.log(`survived: ${id} in ${file}: ${breaks}${fencing === true ? " It breaks fencing." : ""}`);
}
process.exitCode = caught < 0.95 * chosen.length || survivors.some(({ fencing }) => fencing === true) ? 1 : 0;

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}
