import { createRun, type Plan, type RunEvent, sha256Hex } from "@dagwright/core";
import { Dice } from "../support/dice.ts";
import { checkHistory } from "./check-history.ts";
import { type Fates, fatesOf } from "./fate.ts";
import { randomPlan } from "./random-plan.ts";
import { simulateFork } from "./simulate-fork.ts";
import { SimulatedHost } from "./simulated-host.ts";
import { simulatedCapacity } from "./simulated-run.ts";
import { randomStory, type Story } from "./story.ts";
import { type Trouble, type TroubleName, troubles } from "./trouble.ts";

/** A simulated run, as far as it came. */
export interface Simulation {
	readonly plan: Plan;
	readonly events: readonly RunEvent[];
	/** The log of the run that goes on from it, if there is one. */
	readonly fork: readonly RunEvent[] | undefined;
	/** Hash of all events: the same from the same seed. */
	readonly trace: string;
	/** The first broken promise. */
	readonly problem: Error | undefined;
}

/**
 * Drives the random plan of a seed to its end through a host with this trouble, then what its story has to follow, and
 * checks the logs. Another `interleaving` has the same plan, story and fates, and other luck.
 */
export function simulate(seed: number, trouble: TroubleName, interleaving = 0): Simulation {
	return simulatePlan(randomPlan(new Dice(seed)), seed, trouble, interleaving);
}

/** Drives this plan with the story, the fates and the trouble of a seed. */
export function simulatePlan(plan: Plan, seed: number, trouble: TroubleName, interleaving = 0): Simulation {
	const dice = diceOf(seed, interleaving);
	const story = storyOf(plan, seed);
	const host = hostOf(plan, story, fatesOfSeed(seed), dice, troubles[trouble]);
	let fork: readonly RunEvent[] | undefined;
	const problem = problemOf(() => {
		drive(host, story.retries);
		const { events } = host.run;
		checkHistory(plan, events, simulatedCapacity, host.asked);
		const forked = story.fork && simulateFork(plan, events, story.fork, fatesOfSeed(seed), dice, troubles[trouble]);
		if (forked === undefined) return;
		fork = forked.run.events;
		drive(forked, story.fork?.retries ?? []);
		checkHistory(plan, fork, simulatedCapacity, forked.asked);
	});
	const { events } = host.run;
	const log = [...events, ...(fork ?? [])].map((event) => JSON.stringify(event)).join("\n");
	return { plan, events, fork, trace: sha256Hex(new TextEncoder().encode(log)), problem };
}

/** What people want of the runs of a seed's plan. */
export function storyOf(plan: Plan, seed: number): Story {
	return randomStory(new Dice(seed ^ 0x3c6ef372), plan);
}

/** How the jobs of a seed's runs go. */
export function fatesOfSeed(seed: number): Fates {
	return fatesOf(new Dice(seed ^ 0x27d4eb2f).below(2 ** 31));
}

/** The luck of a host. */
export function diceOf(seed: number, interleaving = 0): Dice {
	return new Dice(seed ^ 0x5bd1e995 ^ Math.imul(interleaving, 0x9e3779b1));
}

/** A host with a new run of the plan. */
export function hostOf(
	plan: Plan,
	{ options, params = {} }: Pick<Story, "options" | "params">,
	fates: Fates,
	dice: Dice,
	trouble: Trouble,
): SimulatedHost {
	const created = createRun(plan, { run: "sim", params, options, version: "0" });
	if (!created.ok) throw new Error(created.problem.message);
	return new SimulatedHost({ plan, first: created.value, keyPrefix: "sim/", fates, dice, trouble });
}

/** Drives a run to its end, and again after each retry that is not refused. */
export function drive(host: SimulatedHost, retries: Story["retries"]): void {
	host.finish();
	for (const path of retries) if (host.tryAgain(path)) host.finish();
}

/** What an action throws. */
export function problemOf(action: () => void): Error | undefined {
	try {
		action();
		return undefined;
	} catch (problem) {
		return problem instanceof Error ? problem : new Error(String(problem));
	}
}
