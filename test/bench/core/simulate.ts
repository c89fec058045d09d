/** Simulates so many random runs, each to its end, on one core; prints how long that took. Usage: simulate.ts RUNS */
import type { RunEvent } from "@dagwright/core";
import { Simulation } from "@dagwright/engine/simulator";
import { fateOf } from "../../simulation/fate.ts";
import { randomPlan } from "../../simulation/random-plan.ts";
import { Dice } from "../../support/dice.ts";

const runs = Number(process.argv[2]);
const plans = Array.from({ length: runs }, (_, seed) => randomPlan(new Dice(seed)));
const started = performance.now();
for (const [seed, plan] of plans.entries()) {
	const simulation: Simulation = new Simulation(
		plan,
		({ instance, attempt }) => {
			const { takes, failures, outputs, code } = fateOf(seed, instance);
			if (attempt > failures) return { takes, end: { type: "succeeded", instance, attempt, outputs } };
			const error = { kind: "exit" as const, message: `exit code ${code}`, exit_code: code };
			return { takes, end: { type: "failed", instance, attempt, error } };
		},
		(event) => answer(simulation, seed, event),
	);
	const created = simulation.create({}, {});
	if (!created.ok) throw new Error(created.problem.message);
	simulation.finish();
}
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ milliseconds, megabytes: process.memoryUsage().rss / 1e6 }));

/** Everybody who is asked answers alike, one after the other. */
function answer(simulation: Simulation, seed: number, event: RunEvent): void {
	if (event.type !== "approval.requested") return;
	const { instance, attempt, request } = event;
	const { takes, failures } = fateOf(seed, instance);
	const decision = attempt > failures ? "approved" : "rejected";
	request.people.forEach((by, place) => {
		simulation.reportAt(event.at + takes * (place + 1), { type: "answer", instance, attempt, by, decision });
	});
}
