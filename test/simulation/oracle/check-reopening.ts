import type { NodePlan, RunEvent } from "@dagwright/core";
import { type Place, withoutRound } from "./locate.ts";
import type { Ended } from "./seen.ts";
import type { Witness } from "./witness.ts";

/** Somebody asked a run that has finished to try again. */
export interface AskedAgain {
	/** The last event before. */
	readonly seq: number;
	/** Undefined: whatever failed. */
	readonly path: string | undefined;
	readonly believed: boolean;
}

/** A run that goes on after its end: what has to run again does, with all that depends on it, and nothing else. */
export function checkReopening(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "job.reset":
		case "instance.reset": {
			const path = event.type === "job.reset" ? event.job : event.instance;
			if (witness.mode !== "finished") throw new Error(`${path} is reset in a run that goes on`);
			if (witness.rollbacks.has("")) throw new Error(`${path} is reset though the rollback has begun`);
			const place = witness.place(path);
			if ((event.type === "instance.reset") !== (place.index !== undefined))
				throw new Error(`${event.type} of ${path}, which is something else`);
			if (isFixed(witness, place)) throw new Error(`${path} is reset, a part of what runs again as a whole`);
			return;
		}
		case "run.reopened":
			if (witness.mode !== "finished") throw new Error("a run is reopened that goes on");
			for (const path of witness.resets.keys()) checkReason(witness, path);
			for (const path of witness.resets.keys()) checkDependents(witness, path);
			if (witness.askedAgain.has(undefined)) checkFailures(witness);
			for (const path of witness.askedAgain) {
				if (path !== undefined && !isTouched(witness, path) && !isEnclosed(witness, path))
					throw new Error(`${path} was to run again`);
			}
			return;
		default:
	}
}

/** Whether a request was rightly believed or refused. */
export function checkAsked(witness: Witness, { path, believed }: AskedAgain): void {
	const may = path === undefined ? mayTryFailures(witness) : mayTryPath(witness, path);
	if (may === believed) return;
	throw new Error(`a retry of ${path ?? "what failed"} was ${believed ? "believed" : "refused"}`);
}

function mayTryFailures(witness: Witness): boolean {
	if (witness.rollbacks.has("")) return false;
	return witness.resets.size > 0 || rootNodes(witness).some((node) => isUnfinished(node, witness.ends.get(node.name)));
}

function mayTryPath(witness: Witness, path: string): boolean {
	if (witness.rollbacks.has("")) return false;
	const place = witness.find(path);
	if (place === undefined || place.plan.kind === "let" || isFixed(witness, place)) return false;
	if (place.outer !== undefined && !isOpened(witness, place.outer)) return false;
	if (place.round !== undefined) return place.round < (witness.rounds.get(withoutRound(place)) ?? 0);
	if (witness.ends.get(place.job)?.how === "skipped") return false;
	return place.index === undefined || place.index < witness.instancesOf(place.job).length;
}

/** Whether the block of a group's instance, a round or a called workflow was ever opened. */
function isOpened({ ready, ends, resets }: Witness, { path }: Place): boolean {
	return [ready, ends, resets].some((map) =>
		[...map.keys()].some((job) => job.startsWith(`${path}.`) || job.startsWith(`${path}/`)),
	);
}

/** In a hook or a rollback, or in a called workflow that has undone what it did: those run again as a whole. */
function isFixed({ rollbacks }: Witness, place: Place): boolean {
	for (let around: Place | undefined = place; around !== undefined; around = around.outer) {
		if (around.role !== "job" || (around !== place && rollbacks.has(`${around.path}/`))) return true;
	}
	return false;
}

function rootNodes({ plan }: Witness): readonly NodePlan[] {
	return plan.workflows[plan.main]?.body.nodes ?? [];
}

/** A failure that nothing absolved, or what was kept from running. */
function isUnfinished(node: NodePlan, end: Ended | undefined): boolean {
	if (end === undefined) return false;
	if (end.how === "failed") return node.kind === "let" || node.policies.allow_failure !== true;
	return end.how === "cancelled" || (end.how === "skipped" && end.cause === "not_reached");
}

/** It was asked for, had not succeeded, or depends on something that runs again. */
function checkReason(witness: Witness, path: string): void {
	const place = witness.place(path);
	const before = witness.resets.get(path);
	if (witness.askedAgain.has(path) || before === undefined) return;
	if (place.index === undefined && (isDownstream(witness, place) || isWholeRound(witness, place))) return;
	if (place.index !== undefined) {
		if (before.how === "succeeded") throw new Error(`${path} had succeeded and is to run again`);
		return;
	}
	if (!isUnfinished(place.plan, before)) throw new Error(`${path} had ended ${before.how} and is to run again`);
}

/** A round that was asked for, or whose values did not fit, runs again as a whole. */
function isWholeRound(witness: Witness, { path, outer, block, prefix }: Place): boolean {
	if (outer?.round === undefined) return false;
	// One that broke off may have reset a part of it: the rest of the round had succeeded, and stays.
	if (witness.brokenOff.has(path)) return true;
	return block.nodes.every(({ name, kind }) => kind === "let" || isTouched(witness, prefix + name));
}

function isDownstream(witness: Witness, { block, plan, prefix }: Place): boolean {
	return plan.dependencies.some(({ on }) => {
		const source = block.nodes.find(({ name }) => name === on);
		return source !== undefined && isTouched(witness, `${prefix}${on}`);
	});
}

/** Whether it, an instance of it, or something in it was reset. */
function isTouched({ resets }: Witness, job: string): boolean {
	return [...resets.keys()].some(
		(path) => path === job || (path.startsWith(job) && /^[.[/]/.test(path.slice(job.length))),
	);
}

/** Whether something around it was reset as a whole. */
function isEnclosed({ resets }: Witness, path: string): boolean {
	return [...resets.keys()].some((outer) => path.startsWith(outer) && /^[.[/]/.test(path.slice(outer.length)));
}

/** Whatever waits for it, in its block and around it, waits again. */
function checkDependents(witness: Witness, path: string): void {
	for (let place: Place | undefined = witness.place(path); place !== undefined; place = place.outer) {
		const { block, plan, prefix } = place;
		for (const { name, dependencies } of block.nodes) {
			const end = witness.ends.get(prefix + name);
			if (!dependencies.some(({ on }) => on === plan.name) || end === undefined) continue;
			if (end.cause !== "not_selected") throw new Error(`${prefix}${name} keeps its end though ${path} runs again`);
		}
	}
}

function checkFailures(witness: Witness): void {
	for (const node of rootNodes(witness)) {
		if (isUnfinished(node, witness.ends.get(node.name))) throw new Error(`${node.name} failed and does not run again`);
	}
}
