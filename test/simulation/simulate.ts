import { type Plan, type RunEvent, sha256Hex } from "@dagwright/core";
import { Dice } from "../support/dice.ts";
import { checkHistory } from "./check-history.ts";
import { randomPlan } from "./random-plan.ts";
import { SimulatedHost, simulatedCapacity } from "./simulated-host.ts";
import { type TroubleName, troubles } from "./trouble.ts";

/** A simulated run, as far as it came. */
export interface Simulation {
	readonly plan: Plan;
	readonly events: readonly RunEvent[];
	/** Hash of all events: the same from the same seed. */
	readonly trace: string;
	/** The first broken promise. */
	readonly problem: Error | undefined;
}

/** Drives the random plan of a seed to its end through a host with this trouble, and checks its log. */
export function simulate(seed: number, trouble: TroubleName): Simulation {
	return simulatePlan(randomPlan(new Dice(seed)), seed, trouble);
}

/** Drives this plan with the fates and the trouble of a seed. */
export function simulatePlan(plan: Plan, seed: number, trouble: TroubleName): Simulation {
	const fate = new Dice(seed ^ 0x27d4eb2f).below(2 ** 31);
	const host = new SimulatedHost(plan, new Dice(seed ^ 0x5bd1e995), fate, troubles[trouble]);
	const problem = problemOf(() => {
		host.run();
		checkHistory(plan, host.events, simulatedCapacity);
	});
	const { events } = host;
	const trace = sha256Hex(new TextEncoder().encode(events.map((event) => JSON.stringify(event)).join("\n")));
	return { plan, events, trace, problem };
}

/** How the interrupted run of a seed ended otherwise than the calm one, if it did and time had no say in it. */
export function compareEnds(seed: number): Error | undefined {
	const calm = simulate(seed, "calm");
	const interrupted = simulate(seed, "survivable");
	const problem = calm.problem ?? interrupted.problem;
	if (problem !== undefined) return problem;
	if (isDecidedByTime(calm.events) || isDecidedByTime(interrupted.events)) return undefined;
	const [expected, found] = [endOf(calm.events), endOf(interrupted.events)];
	return expected === found ? undefined : new Error(`interrupted the run gave ${found}, calm ${expected}`);
}

function endOf(events: readonly RunEvent[]): string {
	const last = events.at(-1);
	return last?.type === "run.finished" ? JSON.stringify([last.result, last.outputs]) : "no end";
}

/** By repeated losses, a deadline, or by what a first failure keeps from starting. */
function isDecidedByTime(events: readonly RunEvent[]): boolean {
	return events.some(
		(event) =>
			event.type === "run.timed_out" ||
			event.type === "attempt.timed_out" ||
			event.type === "instance.timed_out" ||
			event.type === "approval.expired" ||
			(event.type === "run.created" && event.options.fail_fast === true) ||
			((event.type === "instance.failed" || event.type === "fallback.started") && event.error.kind === "lost"),
	);
}

function problemOf(action: () => void): Error | undefined {
	try {
		action();
		return undefined;
	} catch (problem) {
		return problem instanceof Error ? problem : new Error(String(problem));
	}
}
