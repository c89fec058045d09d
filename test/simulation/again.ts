/**
 * `node test/simulation/again.ts SEED [calm | survivable | all]`: repeats the simulated run of a seed and prints its plan
 * and its events; with `survivable` it is held against the calm one, as the property does.
 */
import { describePlan } from "./describe-plan.ts";
import { compareEnds, simulate } from "./simulate.ts";
import { type TroubleName, troubles } from "./trouble.ts";

const [seedText = "", name = "all"] = process.argv.slice(2);
const seed = Number(seedText);
if (!Number.isSafeInteger(seed) || seedText === "" || !isTrouble(name)) {
	console.error("Usage: node test/simulation/again.ts SEED [calm | survivable | all]");
	process.exit(2);
}
const run = simulate(seed, name);
console.log(describePlan(run.plan));
for (const event of run.events) console.log(JSON.stringify(event));
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
