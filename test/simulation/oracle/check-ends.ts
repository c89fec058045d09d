import { isDeepStrictEqual } from "node:util";
import type { Block, Json, OutputPlan, RunEvent } from "@dagwright/core";
import { isHopeless, neededOf } from "./check-attempts.ts";
import { isMet } from "./check-order.ts";
import { evaluateAnew, unknown } from "./evaluate.ts";
import type { Place } from "./locate.ts";
import type { Ended } from "./seen.ts";
import type { Witness } from "./witness.ts";

type JobEnd = Extract<RunEvent, { type: "job.succeeded" | "job.failed" | "job.cancelled" }>;

/** Ends of whole jobs, of instances that never ran, of blocks and of the run: they follow from what is in them. */
export function checkEnds(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "job.succeeded":
		case "job.failed":
		case "job.cancelled": {
			const { plan } = witness.place(event.job);
			if (plan.kind === "let" || !witness.ready.has(event.job)) return;
			if (plan.for !== undefined) checkFanOut(witness, event);
			else {
				checkInside(witness, witness.place(event.job));
				if (event.type === "job.cancelled") checkCancelled(witness, event.job);
			}
			return;
		}
		case "instance.succeeded":
			checkInside(witness, witness.place(event.instance));
			return;
		case "instance.skipped": {
			const place = witness.place(event.instance);
			if (event.cause === "not_reached" && !witness.isDraining(place) && !isHopeless(witness, place))
				throw new Error(`${event.instance} was not reached, though nothing keeps from it`);
			return;
		}
		case "instance.cancelled":
		case "attempt.cancelled":
			checkCancelled(witness, event.instance);
			return;
		case "run.timed_out": {
			const timeout = witness.plan.workflows[witness.plan.main]?.policies.timeout;
			if (timeout === undefined || event.at < witness.began + timeout)
				throw new Error("the run timed out before its time was over");
			return;
		}
		case "run.finished":
			checkRun(witness, event);
			return;
		default:
	}
}

function checkCancelled(witness: Witness, path: string): void {
	if (!isEnding(witness, witness.place(path))) throw new Error(`${path} was cancelled though nobody asked for it`);
}

/** A block whose jobs were cancelled or not reached before the run was reopened, and not all reset, ends so again. */
function isEnding(witness: Witness, place: Place): boolean {
	const isLeft = ([path, { how, cause, seq }]: readonly [string, Ended]) =>
		seq < witness.reopened && (how === "cancelled" || cause === "not_reached") && isWithin(path, place.path);
	if ([...witness.ends, ...witness.instanceEnds].some(isLeft)) return true;
	return witness.mode === "cancelling" || witness.mode === "timed_out" || witness.isDraining(place);
}

function checkFanOut(witness: Witness, event: JobEnd): void {
	const { job } = event;
	const paths = witness.instancesOf(job);
	const hows = paths.map((path) => {
		const end = witness.instanceEnds.get(path);
		if (end === undefined) throw new Error(`${job} ended before ${path}`);
		return end.how;
	});
	const succeeded = hows.filter((how) => how === "succeeded").length;
	const failed = hows.filter((how) => how === "failed").length;
	const needed = neededOf(witness.job(job).policies, paths.length);
	const expected =
		succeeded >= needed ? "job.succeeded" : failed > paths.length - needed ? "job.failed" : "job.cancelled";
	if (event.type !== expected) {
		throw new Error(`${event.type} of ${job}: ${succeeded} of ${paths.length} succeeded, ${needed} had to`);
	}
	if (event.type === "job.succeeded" && (event.warnings === true) !== succeeded < paths.length)
		throw new Error(`${job}: a warning that should not be, or none that should`);
}

/** All that is in a block has ended when its owner ends. */
function checkInside(witness: Witness, place: Place): void {
	const { plan, path } = place;
	if (witness.tries.get(path)?.fallbackAfter !== undefined) return;
	if (plan.kind === "group") checkBlock(witness, plan.body, `${path}.`);
	const called = plan.kind === "call" && witness.calls.has(path) ? witness.plan.workflows[plan.workflow] : undefined;
	if (called !== undefined) checkBlock(witness, called.body, `${path}/`);
}

function checkBlock(witness: Witness, { nodes }: Block, prefix: string): void {
	for (const node of nodes) {
		if (node.kind !== "let" && !witness.ends.has(prefix + node.name))
			throw new Error(`${prefix}${node.name} never ended, though its block did`);
	}
}

function checkRun(witness: Witness, event: Extract<RunEvent, { type: "run.finished" }>): void {
	const { plan, timedOut, running, ends } = witness;
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) return;
	if (running.size > 0) throw new Error("the run finished while attempts run");
	checkBlock(witness, workflow.body, "");
	const first = witness.firstFailure();
	const outputs = expectedOutputs(witness, workflow.outputs);
	const told = event.error?.job ?? "";
	const failed = first !== undefined || timedOut || told.startsWith("output ");
	const root = workflow.body.nodes.map(({ name }) => ends.get(name)?.how);
	const cancelled = [...ends].some(([path, { how, outOfTime, seq }]) => {
		const { role, outer } = witness.place(path);
		if (how !== "cancelled" || outOfTime === true || role !== "job") return false;
		// Of what stands from before it was reopened, each block counts as it ended.
		return outer === undefined || seq > witness.reopened;
	});
	const expected = failed ? "failed" : cancelled ? "cancelled" : "succeeded";
	if (event.result.replace("_with_warnings", "") !== expected) {
		throw new Error(`the run ended ${event.result}, not ${expected} (${root.join(", ")})`);
	}
	// Of a group, loop or call that was tried again in vain the run tells what failed in it; of one whose time was over
	// while something in it had failed, either.
	// Of what had failed before a run was reopened and stands, any.
	const related =
		first !== undefined &&
		(isWithin(told, first.path) ||
			isWithin(first.path, told) ||
			endedAt(witness, told) === first.ended.at ||
			(first.ended.seq < witness.reopened &&
				witness.find(told) !== undefined &&
				witness.endOf(told)?.how === "failed"));
	if (first !== undefined && !timedOut && told !== first.path && !related)
		throw new Error(`the run tells of ${told}, though ${first.path} failed first`);
	if (event.result === "succeeded" && isWarned(witness)) throw new Error("the run hides its warnings");
	for (const [name, value] of outputs) {
		const given = event.outputs[name];
		if (told.startsWith("output ") || value === unknown) continue;
		if (!isDeepStrictEqual(given, value)) {
			throw new Error(`output ${name} is ${JSON.stringify(given)}, not ${JSON.stringify(value)}`);
		}
	}
}

/** UTC ms. */
function endedAt(witness: Witness, path: string): number | undefined {
	return witness.find(path) === undefined ? undefined : witness.endOf(path)?.at;
}

function isWithin(path: string, outer: string): boolean {
	return path.startsWith(outer) && /[.[/]/.test(path[outer.length] ?? "");
}

function isWarned(witness: Witness): boolean {
	if ([...witness.reused].some((job) => witness.ends.get(job)?.warned === true)) return true;
	return [...witness.ends].some(([path, { how }]) => {
		const { plan, role } = witness.place(path);
		if (how !== "failed" || plan.kind === "let") return false;
		return plan.policies.allow_failure === true || role === "hook";
	});
}

/** Undefined where an output is to be left out. */
function expectedOutputs(
	witness: Witness,
	outputs: readonly OutputPlan[],
): readonly (readonly [string, Json | undefined | typeof unknown])[] {
	return outputs.map(({ name, value, dependencies }) => {
		const met = dependencies.every((dependency) => {
			const end = witness.ends.get(dependency.on);
			const source = witness.place(dependency.on).plan;
			return end === undefined || isMet(dependency, end, source);
		});
		if (!met) return [name, undefined] as const;
		return [
			name,
			evaluateAnew(value, (on) => {
				const end = witness.ends.get(on);
				return end === undefined ? unknown : end.how === "succeeded" ? end.value : null;
			}),
		] as const;
	});
}
