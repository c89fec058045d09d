/** `simulation.ts RUNS`: simulates random runs with all their trouble, checks their logs, and prints how long it took. */
import { simulate } from "../../simulation/simulate.ts";

const runs = Number(process.argv[2]);
for (let seed = 0; seed < 300; seed++) simulate(seed, "all");
const started = process.hrtime.bigint();
for (let seed = 1000; seed < 1000 + runs; seed++) {
	const { problem } = simulate(seed, "all");
	if (problem !== undefined) throw problem;
}
const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
console.log(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1000 }));
