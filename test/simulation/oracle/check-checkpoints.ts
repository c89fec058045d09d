import type { RunEvent, WorkflowPlan } from "@dagwright/core";
import { depthsOf, levelOf } from "./checkpoint-book.ts";
import type { Place } from "./locate.ts";
import type { Witness } from "./witness.ts";

/** Checkpoints: each has a reason and a new name, none is missing, and `keep` keeps the last. */
export function checkCheckpoints(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "checkpoint.created":
			checkMade(witness, event);
			return;
		case "checkpoint.dropped": {
			const { automatic } = witness.checkpoints;
			const { keep = Number.POSITIVE_INFINITY } = policyOf(witness) ?? {};
			if (automatic[0] !== event.name) throw new Error(`${event.name} is dropped, not the oldest, ${automatic[0]}`);
			if (automatic.length <= keep) throw new Error(`${event.name} is dropped though no more than ${keep} have a name`);
			return;
		}
		case "attempt.started": {
			checkNothingIsDue(witness, event.at);
			mustBeGuarded(witness, event.instance);
			return;
		}
		case "approval.requested":
		case "round.started":
		case "call.started":
		case "instance.opened":
			mustBeGuarded(witness, event.instance);
			return;
		case "run.finished":
			checkNothingIsDue(witness, event.at);
			return;
		default:
	}
}

function checkMade(witness: Witness, event: Extract<RunEvent, { type: "checkpoint.created" }>): void {
	const { name, trigger, job = "", by } = event;
	const { made, completed, levels } = witness.checkpoints;
	if (made.some((other) => other.name === name)) throw new Error(`a second checkpoint ${name}`);
	if ((trigger === "manual") !== (by !== undefined)) throw new Error(`nobody knows who asked for ${name}`);
	switch (trigger) {
		case "manual":
			return;
		case "before_critical":
			if (witness.job(job).policies.critical !== true) throw new Error(`${name}, before what is not critical`);
			if (witness.checkpoints.guarded.has(job)) throw new Error(`${name}, a second one before the same ${job}`);
			if (witness.ready.has(job) && witness.reopened === 0) throw new Error(`${name} comes after ${job} got ready`);
			return;
		case "job_completed":
			mustBeWanted(witness, event);
			if ((completed.get(job) ?? 0) < 1) throw new Error(`${name}, but ${job} has not completed since the last`);
			return;
		case "level_completed":
			mustBeWanted(witness, event);
			if (!completeLevels(witness).includes(levelOf(name)) || levels.has(levelOf(name)))
				throw new Error(`${name}, but that level has not been completed`);
			return;
		case "every":
			mustBeWanted(witness, event);
			if (nextTick(witness) > event.at) throw new Error(`${name} comes too early`);
			return;
	}
}

/**
 * It, and each group, loop or call around it, if they are critical, as they are now: what was reset has one anew. What
 * undoes a job starts none of them.
 */
function mustBeGuarded(witness: Witness, path: string): void {
	if (witness.place(path).role === "rollback") return;
	for (let place: Place | undefined = witness.place(path); place !== undefined; place = place.outer) {
		const { job, plan, role } = place;
		if (plan.kind === "let" || role !== "job" || plan.policies.critical !== true) continue;
		if (!witness.checkpoints.guarded.has(job))
			throw new Error(`${path} began without a checkpoint before ${job}, which is critical`);
	}
}

function mustBeWanted(witness: Witness, { name, trigger }: Extract<RunEvent, { type: "checkpoint.created" }>): void {
	if (!isWanted(witness, trigger)) throw new Error(`nobody wants ${name}`);
}

function isWanted(witness: Witness, trigger: string): boolean {
	return policyOf(witness)?.on.some(({ kind }) => kind === trigger) === true;
}

function policyOf({ plan }: Witness): WorkflowPlan["policies"]["checkpoint"] {
	return plan.workflows[plan.main]?.policies.checkpoint;
}

/** Where the host goes on to act, all that the log asks for has been decided. */
function checkNothingIsDue(witness: Witness, at: number): void {
	const { automatic, completed, levels } = witness.checkpoints;
	const { keep = Number.POSITIVE_INFINITY } = policyOf(witness) ?? {};
	if (automatic.length > keep) throw new Error(`${automatic.length} checkpoints have a name, ${keep} are to be kept`);
	if (isWanted(witness, "job_completed")) {
		for (const [job, times] of completed) if (times > 0) throw new Error(`no checkpoint after ${job}`);
	}
	if (isWanted(witness, "level_completed")) {
		for (const level of completeLevels(witness))
			if (!levels.has(level)) throw new Error(`no checkpoint after level ${level}`);
	}
	if (isWanted(witness, "every") && nextTick(witness) <= at) throw new Error("a tick is late");
}

/** From 1 on. */
export function completeLevels({ plan, ends }: Witness): readonly number[] {
	const nodes = plan.workflows[plan.main]?.body.nodes ?? [];
	const depths = depthsOf(nodes);
	const open = nodes.filter(({ name, kind }) => kind !== "let" && !ends.has(name));
	const lowest = Math.min(Math.max(0, ...depths.values()) + 1, ...open.map(({ name }) => depths.get(name) ?? 0));
	return Array.from({ length: lowest - 1 }, (_, index) => index + 1);
}

/** UTC ms; Infinity if nothing has happened that it would keep. */
function nextTick(witness: Witness): number {
	const periods = (policyOf(witness)?.on ?? []).flatMap((trigger) => (trigger.kind === "every" ? trigger.period : []));
	const { happened } = witness.checkpoints;
	if (happened === undefined) return Number.POSITIVE_INFINITY;
	const period = Math.min(...periods);
	return witness.created + Math.floor((happened - witness.created) / period + 1) * period;
}
