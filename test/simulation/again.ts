/**
 * `node test/simulation/again.ts SEED [calm | survivable | all] [INTERLEAVING]`: repeats the simulated run of a seed and
 * prints its plan and its events; with `survivable` it is held against uninterrupted ones, as the property does.
 */

import { compareEnds } from "./compare-ends.ts";
import { describePlan } from "./describe-plan.ts";
import { simulate, storyOf } from "./simulate.ts";
import { type TroubleName, troubles } from "./trouble.ts";

const [seedText = "", name = "all", interleavingText = "0"] = process.argv.slice(2);
const [seed, interleaving] = [Number(seedText), Number(interleavingText)];
if (!Number.isSafeInteger(seed) || seedText === "" || !isTrouble(name) || !Number.isSafeInteger(interleaving)) {
	console.error("Usage: node test/simulation/again.ts SEED [calm | survivable | all] [INTERLEAVING]");
	process.exit(2);
}
const run = simulate(seed, name, interleaving);
console.log(describePlan(run.plan));
console.log(`story ${JSON.stringify(storyOf(run.plan, seed))}`);
for (const event of run.events) console.log(JSON.stringify(event));
if (run.fork !== undefined) console.log("fork");
for (const event of run.fork ?? []) console.log(JSON.stringify(event));
console.log(`trace ${run.trace}`);
if (run.problem !== undefined) fail(run.problem);
if (name === "survivable") {
	const difference = compareEnds(seed);
	if (difference !== undefined) fail(difference);
}
console.log(`seed ${seed} (${name}): no problem`);

function fail(problem: Error): never {
	console.error(problem.message);
	process.exit(1);
}

function isTrouble(text: string): text is TroubleName {
	return Object.hasOwn(troubles, text);
}
