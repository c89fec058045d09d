import { depthsOf } from "./checkpoint-book.ts";
import { type Place, withoutRound } from "./locate.ts";
import type { Witness } from "./witness.ts";

/** Forgets how a rollback went that was cancelled, and begins again. */
export function forgetRollback({ ends, ready, tries }: Witness, instance: string): void {
	for (const map of [ends, ready, tries]) map.delete(`${instance}.rollback`);
}

/** Forgets what happened inside a composite, whose block is opened anew. */
export function forgetInside(witness: Witness, path: string): void {
	const { ends, instanceEnds, ready, tries, running, carries, calls } = witness;
	const { rounds, rollbacks, hooks, expired, left, followed } = witness;
	const lives = [ends, instanceEnds, ready, tries, running, carries, calls, rounds, rollbacks, hooks, expired, left];
	for (const each of [...lives, followed, witness.checkpoints.guarded]) {
		for (const key of [...each.keys()]) {
			if (key.startsWith(`${path}.`) || key.startsWith(`${path}/`) || key.startsWith(`${path}[`)) each.delete(key);
		}
	}
	rounds.delete(path);
	calls.delete(path);
	expired.delete(path);
}

/** Forgets the present life of a job or an instance of a run that has finished; what it is part of goes on. */
export function forgetLife(witness: Witness, path: string): void {
	const place = witness.place(path);
	const { index, job } = place;
	const ended = witness.endOf(path);
	if (!witness.resets.has(path) || ended !== undefined) witness.resets.set(path, ended);
	forgetWhole(witness, path);
	if (index === undefined) witness.ready.delete(path);
	else goOn(witness, job);
	witness.checkpoints.guarded.delete(job);
	// What could not be evaluated still can't.
	const error = witness.ready.get(job)?.errors?.find((each) => each.index === index)?.error;
	if (index !== undefined && error !== undefined) witness.triesOf(path).last = { lost: false, error };
	let outermost = place;
	for (let { outer } = place; outer !== undefined; outer = outer.outer) {
		reopenAround(witness, outer);
		outermost = outer;
	}
	witness.checkpoints.completed.delete(outermost.job);
	// A let is no job of its level, nor of any.
	if (outermost.plan.kind === "let") return;
	witness.checkpoints.noteReset(depthsOf(outermost.block.nodes).get(outermost.plan.name) ?? 0);
}

/** The run goes on: what ended it and what followed its jobs counts no more. */
export function forgetEnd(witness: Witness): void {
	witness.mode = "running";
	witness.timedOut = false;
	witness.cancel = undefined;
	witness.began = witness.at;
	witness.reopened = witness.seq;
	forgetHooks(witness, "");
	// Its time counts from here, whenever an engine's death broke off what reset it.
	for (const path of witness.openedAt.keys())
		if (witness.find(path) !== undefined && witness.endOf(path) === undefined) witness.openedAt.set(path, witness.at);
	witness.resets.clear();
	witness.askedAgain.clear();
	witness.brokenOff.clear();
}

/** A loop goes on in that round, a called workflow has its hooks to come, and tries are counted anew. */
function reopenAround(witness: Witness, outer: Place): void {
	const owner = withoutRound(outer);
	for (let round = (outer.round ?? Infinity) + 1; round < (witness.rounds.get(owner) ?? 0); round++)
		forgetWhole(witness, `${owner}[${round}]`);
	if (outer.round !== undefined) witness.rounds.set(owner, outer.round + 1);
	if (outer.plan.kind === "call") forgetHooks(witness, `${owner}/`);
	witness.instanceEnds.delete(owner);
	goOn(witness, outer.job);
	for (const map of [witness.armed, witness.tries]) map.delete(owner);
	witness.expired.delete(owner);
	countAgain(witness, owner);
	witness.openedAt.set(owner, witness.at);
}

/** It has time anew: what stands of what its deadline had ended is what it fails of now. */
function countAgain(witness: Witness, owner: string): void {
	for (const map of [witness.ends, witness.instanceEnds]) {
		for (const [path, ended] of map) {
			if (ended.outOfTime === true && isWithin(path, owner))
				map.set(path, { ...ended, outOfTime: witness.isOutOfTime(witness.place(path)) });
		}
	}
}

function forgetWhole(witness: Witness, path: string): void {
	// What a block has left that was opened anew, and has come to nothing of it since, is still to be undone.
	for (const key of [...witness.armed.keys()]) {
		const isThere = witness.ready.has(witness.place(key).job) || witness.endOf(key) !== undefined;
		if (isWithin(key, path) && isThere) witness.armed.delete(key);
	}
	forgetInside(witness, path);
	for (const map of [witness.callEnds, witness.ends, witness.instanceEnds, witness.tries, witness.asking]) {
		for (const key of [...map.keys()]) if (isWithin(key, path)) map.delete(key);
	}
	for (const frame of [...witness.badOutputs]) if (isWithin(frame, path)) witness.badOutputs.delete(frame);
	// What a called workflow failed to undo goes with the call.
	for (const undone of [...witness.failedRollbacks]) {
		const calls = [...undone.matchAll(/\//g)].map(({ index }) => undone.slice(0, index));
		if (calls.some((call) => isWithin(call, path))) witness.failedRollbacks.delete(undone);
	}
}

function forgetHooks(witness: Witness, frame: string): void {
	witness.hooks.delete(frame);
	witness.left.delete(frame);
	witness.followed.delete(frame);
	witness.badOutputs.delete(frame);
	for (const event of ["failure", "success", "done"]) forgetInside(witness, `${frame}on_${event}`);
}

function goOn({ ends, armed }: Witness, job: string): void {
	ends.delete(job);
	armed.delete(job);
}

/** Whether a path names this, or something in it. */
function isWithin(path: string, outer: string): boolean {
	return path === outer || (path.startsWith(outer) && /^[./[]/.test(path.slice(outer.length)));
}
