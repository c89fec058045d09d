import { isDeepStrictEqual } from "node:util";
import type { JobError, JobPolicies, RunEvent } from "@dagwright/core";
import { evaluateAnew } from "./evaluate.ts";
import type { Place } from "./locate.ts";
import type { Tries } from "./seen.ts";
import type { Witness } from "./witness.ts";

/** Errors that every attempt would repeat. */
const final = new Set(["expression", "output", "secret", "unsupported", "rejected"]);
const lossesForgiven = 3;

/** Attempts: their numbers, retries and delays, losses, timeouts, and that none is under way twice. */
export function checkAttempts(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "attempt.started":
			checkStart(witness, event);
			return;
		case "attempt.running":
			mustRun(witness, event);
			return;
		case "attempt.succeeded":
			if (mustRun(witness, event).timedOut) throw new Error(`${event.instance} succeeded after its time was over`);
			if (JSON.stringify(event.outputs).includes("garbled"))
				throw new Error(`${event.instance} succeeded with outputs that are not as declared`);
			return;
		case "attempt.failed":
		case "attempt.cancelled":
		case "attempt.lost":
			mustRun(witness, event);
			return;
		case "attempt.timed_out": {
			const running = mustRun(witness, event);
			const { timeout } = witness.policiesOf(event.instance);
			if (running.timedOut) throw new Error(`the time of ${event.instance} was over twice`);
			if (timeout === undefined || event.at < running.at + timeout)
				throw new Error(`${event.instance} timed out before its time was over`);
			return;
		}
		case "retry.scheduled":
			checkRetry(witness, event);
			return;
		case "fallback.started":
			checkFallback(witness, event);
			return;
		case "outcome.asked": {
			const { last } = witness.triesOf(event.instance);
			const isUnknown = last?.lost === true && last.unbegun !== true;
			if (!isUnknown || !isCritical(witness.place(event.instance)))
				throw new Error(`${event.instance} asks for an outcome that is known`);
			return;
		}
		case "instance.succeeded": {
			const { plan } = witness.place(event.instance);
			const { said } = witness.triesOf(event.instance);
			if (plan.kind === "task" && !isAnApproval(witness, event.instance) && !isDeepStrictEqual(said, event.value))
				throw new Error(`${event.instance} succeeded otherwise than people said`);
			return;
		}
		case "instance.failed":
			checkGivingUp(witness, event);
			return;
		case "job.failed": {
			const place = witness.place(event.job);
			if (
				isComposite(place) &&
				place.plan.kind !== "let" &&
				place.plan.for === undefined &&
				witness.ready.has(event.job)
			)
				checkCompositeEnd(witness, place, event.error);
			return;
		}
		default:
	}
}

function mustRun(witness: Witness, event: RunEvent & { readonly instance: string; readonly attempt: number }) {
	const running = witness.running.get(event.instance);
	if (running?.attempt !== event.attempt) {
		throw new Error(`${event.type} of attempt ${event.attempt} of ${event.instance}, which does not run`);
	}
	return running;
}

function checkStart(witness: Witness, event: Extract<RunEvent, { type: "attempt.started" }>): void {
	const { instance, attempt, at } = event;
	const place = witness.place(instance);
	if (witness.endOf(instance) !== undefined) throw new Error(`${instance} started after its end`);
	if (witness.running.has(instance)) throw new Error(`two attempts of ${instance} at once`);
	if (attempt <= (witness.numbers.get(instance) ?? 0)) throw new Error(`attempt ${attempt} of ${instance} once more`);
	if (witness.mode === "paused") throw new Error(`${instance} started during a pause`);
	if (place.role === "job" && witness.isDraining(place)) throw new Error(`${instance} started though all is to end`);
	const { scheduled, last } = witness.triesOf(instance);
	if (last !== undefined) {
		if (scheduled === undefined) throw new Error(`${instance} started again though nobody said so`);
		if (scheduled.attempt !== attempt) throw new Error(`${instance} was to start as attempt ${scheduled.attempt}`);
		if (scheduled.due > at) throw new Error(`${instance} started before its backoff was over`);
	}
	for (const [path, running] of witness.running) {
		const { timeout } = witness.policiesOf(path);
		if (timeout !== undefined && !running.timedOut && running.at + timeout < at)
			throw new Error(`${path} still runs though its time is over`);
	}
	const { timeout } = mainPolicies(witness);
	// Hooks run in any case, those of called workflows before the run itself comes to its end.
	if (place.role !== "hook" && !witness.hasPhases("") && timeout !== undefined && at >= witness.began + timeout)
		throw new Error(`${instance} started though the time of the run is over`);
}

function checkRetry(witness: Witness, event: Extract<RunEvent, { type: "retry.scheduled" }>): void {
	const { instance, attempt, at, due } = event;
	const place = witness.place(instance);
	const tries = asFailed(witness, instance, event.error);
	if (tries.last === undefined) throw new Error(`${instance} is to be tried again though it did not fail`);
	if (attempt <= (witness.numbers.get(instance) ?? 0)) throw new Error(`attempt ${attempt} of ${instance} once more`);
	if (tries.last.lost) {
		if (tries.last.unbegun === true) {
			if (witness.isDraining(place) && !isEndingJustNow(witness, at))
				throw new Error(`${instance} is to begin though all is to end`);
		} else if (isCritical(place)) {
			if (tries.answer !== "repeat") throw new Error(`${instance} is critical and was repeated`);
		} else if (tries.losses > lossesForgiven) throw new Error(`${instance} was lost too often to be repeated`);
		if (due !== at) throw new Error(`${instance} was lost and has to wait`);
		return;
	}
	if (!isEndingJustNow(witness, at) && !isToBeRetried(witness, place, tries))
		throw new Error(`${instance} is tried again though it should not`);
	const backoff = witness.policiesOf(place.path).retry?.backoff;
	const most = backoff === undefined ? 0 : Math.min(backoff.to, backoff.from * 2 ** (failuresNow(tries) - 1));
	if (due < at || due > at + most) throw new Error(`${instance} waits ${due - at} ms, not 0 to ${most}`);
}

function checkGivingUp(witness: Witness, event: Extract<RunEvent, { type: "instance.failed" }>): void {
	const { instance, error } = event;
	const place = witness.place(instance);
	const tries = witness.tries.get(instance);
	if (isComposite(place)) checkCompositeEnd(witness, place, error);
	if (place.plan.kind !== "task" || tries?.last === undefined) return;
	if (tries.scheduled !== undefined) {
		if (!witness.isDraining(place) && !isHopeless(witness, place))
			throw new Error(`${instance} was given up though it was to be tried again`);
		return;
	}
	if (tries.last.lost) {
		const critical = isCritical(place);
		const spent =
			tries.last.unbegun !== true &&
			(critical ? tries.answer === "failed" || isHopeless(witness, place) : tries.losses > lossesForgiven);
		if (!spent && !witness.isDraining(place)) throw new Error(`${instance} failed for a loss that is forgiven`);
		return;
	}
	if (error.kind !== tries.last.error.kind) throw new Error(`${instance} failed with another error than its attempt`);
	if (isToBeRetried(witness, place, tries)) throw new Error(`${instance} failed though it had a retry left`);
	if (place.plan.fallback !== undefined && tries.fallbackAfter === undefined && !witness.isDraining(place))
		throw new Error(`${instance} failed and its fallback was not tried`);
}

function checkFallback(witness: Witness, event: Extract<RunEvent, { type: "fallback.started" }>): void {
	const { instance, attempt, at } = event;
	const place = witness.place(instance);
	const tries = witness.triesOf(instance);
	if (place.plan.kind === "let" || place.plan.fallback === undefined) throw new Error(`${instance} has no fallback`);
	if (tries.fallbackAfter !== undefined) throw new Error(`the fallback of ${instance} began twice`);
	if (attempt <= (witness.numbers.get(instance) ?? 0)) throw new Error(`attempt ${attempt} of ${instance} once more`);
	if (witness.isDraining(place) && !isEndingJustNow(witness, at))
		throw new Error(`the fallback of ${instance} began though all is to end`);
	if (place.plan.kind !== "task") return;
	if (tries.last === undefined) throw new Error(`the fallback of ${instance} began though it did not fail`);
	if (isToBeRetried(witness, place, tries) && !tries.last.lost)
		throw new Error(`the fallback of ${instance} began before its retries were spent`);
	const forgiven = tries.last.unbegun === true || tries.losses <= lossesForgiven;
	if (tries.last.lost && (forgiven || isCritical(place)))
		throw new Error(`the fallback of ${instance} stands in for a lost attempt`);
}

/** Its block failed as an attempt does; how, only the decision about it says. */
function asFailed(witness: Witness, instance: string, error: JobError | undefined): Tries {
	const tries = witness.triesOf(instance);
	if (error === undefined) return tries;
	return { ...tries, failures: tries.failures + 1, last: { lost: false, error } };
}

/** Whether it, or a group, loop or call that it is in, is not to be repeated by itself after an unknown outcome. */
function isCritical({ plan, outer, role, prefix }: Place): boolean {
	if (plan.kind !== "let" && plan.policies.critical === true) return true;
	// What follows a workflow's jobs, or undoes one, is not in what it stands beside.
	const isAfterwards = role === "rollback" || (role === "hook" && /(^|\/)on_\w+\.$/.test(prefix));
	return !isAfterwards && outer !== undefined && isCritical(outer);
}

function isComposite({ plan }: Place): boolean {
	return plan.kind === "group" || plan.kind === "loop" || plan.kind === "call";
}

function checkCompositeEnd(witness: Witness, place: Place, error: JobError): void {
	const { path, plan } = place;
	const tries = witness.triesOf(path);
	if (plan.kind === "let" || tries.fallbackAfter !== undefined || tries.scheduled !== undefined) return;
	if (witness.isDraining(place)) return;
	if (isToBeRetried(witness, place, asFailed(witness, path, error)))
		throw new Error(`${path} failed though it had a retry left`);
	if (plan.fallback !== undefined) throw new Error(`${path} failed and its fallback was not tried`);
}

/** Whether people approve it; the fallback of an approval is run as any job is. */
export function isAnApproval(witness: Witness, instance: string): boolean {
	const { plan } = witness.place(instance);
	if (plan.kind !== "task" || plan.type !== "approval") return false;
	return witness.tries.get(instance)?.fallbackAfter === undefined;
}

/** What is decided in one go rests on one state: the first failure of a --fail-fast run may be decided beside others. */
export function isEndingJustNow(witness: Witness, at: number): boolean {
	return witness.options.fail_fast === true && witness.firstFailure(witness.reopened)?.ended.at === at;
}

function isToBeRetried(witness: Witness, place: Place, tries: Tries): boolean {
	const { last } = tries;
	if (last === undefined || witness.isDraining(place) || final.has(last.error.kind)) return false;
	// No condition of the random plans names it.
	if (last.error.kind === "refused" && place.plan.kind === "task") return false;
	const { retry } = witness.policiesOf(place.path);
	if (retry === undefined || failuresNow(tries) > retry.max) return false;
	if (retry.when === undefined) return true;
	const { kind, message, exit_code = null } = last.error;
	const error = { job: place.path, kind, message, exit_code };
	return evaluateAnew(retry.when, (name) => (name === "error" ? error : witness.valueOf(place, name))) === true;
}

function failuresNow({ failures, fallbackAfter = 0 }: Tries): number {
	return failures - fallbackAfter;
}

/** Whether so few instances of a `for` job can still succeed that it is lost. */
export function isHopeless(witness: Witness, { job, plan, index }: Place): boolean {
	if (index === undefined || plan.kind === "let") return false;
	const all = witness.instancesOf(job);
	const lost = all.filter((path) => {
		const end = witness.instanceEnds.get(path);
		return end !== undefined && end.how !== "succeeded";
	});
	return all.length - lost.length < neededOf(plan.policies, all.length);
}

/** How many instances of n must succeed. */
export function neededOf({ succeed = 1 }: JobPolicies, count: number): number {
	// In thousandths, so that 0.75 of 4 is 3 and not a little more.
	return Math.ceil((Math.round(succeed * 1000) * count) / 1000);
}

function mainPolicies({ plan }: Witness) {
	return plan.workflows[plan.main]?.policies ?? {};
}
