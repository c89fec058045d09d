import { type ForkRequest, fold, forkRun, type Plan, type RunEvent, undoneJobs } from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import { witnessOf } from "./check-history.ts";
import type { Fates } from "./fate.ts";
import { checkFork, checkForkRefused } from "./oracle/check-fork.ts";
import { SimulatedHost } from "./simulated-host.ts";
import { simulatedCapacity } from "./simulated-run.ts";
import type { ForkWish } from "./story.ts";
import type { Trouble } from "./trouble.ts";

/** A host with the fork that is wished for, checked against its parent; undefined if that is rightly refused. */
export function simulateFork(
	plan: Plan,
	events: readonly RunEvent[],
	wish: ForkWish,
	fates: Fates,
	dice: Dice,
	trouble: Trouble,
): SimulatedHost | undefined {
	const before = events.slice(0, lengthOf(events, wish));
	const request = { ...requestOf(wish), undone: undoneJobs(fold(plan, events)) };
	const parent = witnessOf(plan, before, simulatedCapacity);
	const whole = witnessOf(plan, events, simulatedCapacity);
	const facts = forkRun(plan, fold(plan, before), request);
	if (!facts.ok) {
		checkForkRefused(parent, request, whole);
		return undefined;
	}
	checkFork(parent, request, whole, facts.value);
	return new SimulatedHost({ plan, first: facts.value, keyPrefix: `${request.root}/`, fates, dice, trouble });
}

function requestOf({ from, set, params }: ForkWish): ForkRequest {
	return { run: "fork", root: "fork-1", ...(from !== undefined && { from }), set, params, version: "0" };
}

/** How many events count: up to a checkpoint that still has its name, or up to anywhere. */
function lengthOf(events: readonly RunEvent[], { share, fromCheckpoint }: ForkWish): number {
	const length = Math.max(1, Math.round(share * events.length));
	if (!fromCheckpoint) return length;
	const dropped = new Set(events.flatMap((event) => (event.type === "checkpoint.dropped" ? event.name : [])));
	const last = events.findLast(
		(event) => event.type === "checkpoint.created" && event.seq <= length && !dropped.has(event.name),
	);
	return last?.seq ?? length;
}
