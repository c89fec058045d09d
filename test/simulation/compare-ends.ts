import type { Json, Plan, RunEvent } from "@dagwright/core";
import { Dice } from "../support/dice.ts";
import { healed, withOutputs } from "./fate.ts";
import { randomPlan } from "./random-plan.ts";
import { diceOf, fatesOfSeed, hostOf, problemOf, simulatePlan, storyOf } from "./simulate.ts";
import { troubles } from "./trouble.ts";

/**
 * How the interrupted run of a seed ended otherwise than an uninterrupted one, if it did and time had no say in it: the
 * run and what it became by being tried again, its fork, and a retry once what made it fail is mended.
 */
export function compareEnds(seed: number): Error | undefined {
	const plan = randomPlan(new Dice(seed));
	const calm = simulatePlan(plan, seed, "calm");
	const interrupted = simulatePlan(plan, seed, "survivable");
	const problem = calm.problem ?? interrupted.problem;
	if (problem !== undefined) return problem;
	if (isDecidedByTime(calm.events) || isDecidedByTime(interrupted.events)) return undefined;
	if (areInstancesGivenUp(calm.events) || areInstancesGivenUp(interrupted.events)) return undefined;
	const [expected, found] = [endsOf(calm.events), endsOf(interrupted.events)];
	if (expected !== found) return new Error(`interrupted the run gave ${found}, calm ${expected}`);
	return problemOf(() => {
		const wasReopened = interrupted.events.some(({ type }) => type === "run.reopened");
		if (interrupted.fork !== undefined && !wasReopened) compareFork(plan, seed, interrupted.fork);
		compareMended(plan, seed);
	});
}

/** A fork ends as a run from the beginning does with its params, if its jobs give what was set. */
function compareFork(plan: Plan, seed: number, fork: readonly RunEvent[]): void {
	const [created] = fork;
	const story = storyOf(plan, seed);
	const outputs = new Map(Object.entries(story.fork?.set ?? {}).map(([path, n]) => [path.slice(0, -2), { n }]));
	if (created?.type !== "run.created" || isDecidedByTime(firstLife(fork)) || !areOfTasks(plan, outputs)) return;
	const fates = withOutputs(fatesOfSeed(seed), outputs);
	const host = hostOf(plan, { options: created.options, params: created.params }, fates, diceOf(seed), troubles.calm);
	host.finish();
	if (isDecidedByTime(host.run.events)) return;
	// Of what is thrown away when a group is tried again, a warning stays with the run that saw it.
	const [expected, found] = [host.run.events, firstLife(fork)].map((events) =>
		endOf(events).replace("_with_warnings", ""),
	);
	if (expected !== found) throw new Error(`the fork gave ${found}, a run from the beginning ${expected}`);
}

function areOfTasks(plan: Plan, outputs: ReadonlyMap<string, Json>): boolean {
	const nodes = plan.workflows[plan.main]?.body.nodes ?? [];
	return [...outputs.keys()].every((path) => {
		const node = nodes.find(({ name }) => name === path.replace(/\[.*$/, ""));
		return node?.kind === "task" && node.type === "shell";
	});
}

/** What failed succeeds when it is tried again: then all ends as if nothing had ever failed. */
function compareMended(plan: Plan, seed: number): void {
	const story = storyOf(plan, seed);
	let fates = fatesOfSeed(seed);
	const host = hostOf(plan, story, (...whose) => fates(...whose), diceOf(seed), troubles.calm);
	host.finish();
	if (isDecidedByTime(host.run.events, false) || isAbsolved(plan, host.run.events)) return;
	fates = healed(fates);
	const before = host.run.events.length;
	if (!host.tryAgain(undefined)) return;
	host.finish();
	// People may come too late for what they were not asked before.
	if (isDecidedByTime(host.run.events.slice(before), false)) return;
	const fresh = hostOf(plan, story, fates, diceOf(seed), troubles.calm);
	fresh.finish();
	if (isDecidedByTime(fresh.run.events, false)) return;
	const [expected, found] = [endOf(fresh.run.events), endOf(host.run.events)];
	if (expected !== found) throw new Error(`tried again the run gave ${found}, without a failure ${expected}`);
}

/** A retry may name what is in a group, which a fork may have taken over as a whole. */
function firstLife(events: readonly RunEvent[]): readonly RunEvent[] {
	return events.slice(0, events.findIndex(({ type }) => type === "run.finished") + 1);
}

/** How it ended each time. */
function endsOf(events: readonly RunEvent[]): string {
	return JSON.stringify(
		events.flatMap((event) => (event.type === "run.finished" ? [[event.result, event.outputs]] : [])),
	);
}

function endOf(events: readonly RunEvent[]): string {
	const last = events.findLast((event) => event.type === "run.finished");
	return JSON.stringify([last?.result, last?.outputs]);
}

/** Time says how far the other instances of a failed `for` job came: where that is tried again, what is left to do. */
function areInstancesGivenUp(events: readonly RunEvent[]): boolean {
	return (
		events.some(({ type }) => type === "run.reopened") &&
		events.some((event) => event.type === "job.failed" && event.error.kind === "instances")
	);
}

/** By repeated losses, a deadline, or by what a first failure keeps from starting. */
function isDecidedByTime(events: readonly RunEvent[], failFast = true): boolean {
	const isTriedAnew = events.some(({ type }) => type === "instance.opened" || type === "run.reopened");
	return events.some(
		(event) =>
			// Which instances of a job that is lost came to be tried, and so are nearer to their success.
			(isTriedAnew && event.type === "instance.skipped" && event.cause === "not_reached") ||
			event.type === "run.timed_out" ||
			event.type === "attempt.timed_out" ||
			event.type === "instance.timed_out" ||
			event.type === "approval.expired" ||
			(failFast && event.type === "run.created" && event.options.fail_fast === true) ||
			((event.type === "instance.failed" || event.type === "fallback.started") && event.error.kind === "lost"),
	);
}

/** A hook, or a rollback: what they fail is a warning, or stays beside the first failure. */
function isAfterwards(instance: string): boolean {
	return /(^|\/)on_(failure|success|done)\.|\.rollback$/.test(instance);
}

/** Something failed that nobody would try again. */
function isAbsolved(plan: Plan, events: readonly RunEvent[]): boolean {
	const allows = JSON.stringify(plan).includes('"allow_failure":true');
	return events.some(
		(event) =>
			event.type === "fallback.started" ||
			(event.type === "instance.failed" && isAfterwards(event.instance)) ||
			(event.type === "job.succeeded" && event.warnings === true) ||
			(allows && (event.type === "instance.failed" || event.type === "job.failed")),
	);
}
