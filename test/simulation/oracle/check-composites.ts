import { isDeepStrictEqual } from "node:util";
import type { Json, LoopPlan, RunEvent } from "@dagwright/core";
import { isEndingJustNow } from "./check-attempts.ts";
import { evaluateAnew, type Known, unknown } from "./evaluate.ts";
import type { Place } from "./locate.ts";
import type { Witness } from "./witness.ts";

type Carries = Readonly<Record<string, Json>>;

/** Groups, loops and calls: rounds and what they carry, params of calls, timeouts, and when a block opens anew. */
export function checkComposites(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "round.started":
			checkRound(witness, event);
			return;
		case "call.started":
			checkCall(witness, event);
			return;
		case "instance.opened": {
			const { scheduled } = witness.triesOf(event.instance);
			if (scheduled?.attempt !== event.attempt || scheduled.due > event.at)
				throw new Error(`${event.instance} opens anew though it is not time`);
			mustBegin(witness, event);
			return;
		}
		case "instance.timed_out": {
			const timeout = witness.timeoutOf(event.instance);
			const place = witness.place(event.instance);
			const since = witness.openedAt.get(event.instance) ?? witness.readyAt.get(place.job) ?? 0;
			if (timeout === undefined || event.at < since + timeout)
				throw new Error(`${event.instance} timed out before its time was over`);
			if (witness.expired.has(event.instance)) throw new Error(`the time of ${event.instance} was over twice`);
			return;
		}
		case "job.succeeded":
			if (witness.ready.get(event.job)?.instances === undefined && witness.place(event.job).plan.kind === "loop")
				checkLoopEnd(witness, event.job, event.value);
			return;
		case "instance.succeeded":
			if (witness.place(event.instance).plan.kind === "loop") checkLoopEnd(witness, event.instance, event.value);
			return;
		default:
	}
}

function mustBegin(witness: Witness, { instance, type, at }: RunEvent & { readonly instance: string }): Place {
	const place = witness.place(instance);
	if (witness.endOf(instance) !== undefined) throw new Error(`${type} of ${instance} after its end`);
	if (!witness.ready.has(place.job)) throw new Error(`${type} of ${instance}, which never got ready`);
	const ending = witness.isDraining(place) || witness.expired.has(instance);
	if (ending && !isEndingJustNow(witness, at)) throw new Error(`${type} of ${instance} though all is to end`);
	return place;
}

function checkRound(witness: Witness, event: Extract<RunEvent, { type: "round.started" }>): void {
	const { instance, round, carries } = event;
	const { plan } = mustBegin(witness, event);
	if (plan.kind !== "loop") throw new Error(`${instance} is no loop`);
	const before = witness.rounds.get(instance) ?? 0;
	if (round !== before) throw new Error(`round ${round} of ${instance} after ${before} rounds`);
	if (round >= plan.max) throw new Error(`${instance} goes on beyond its max of ${plan.max}`);
	if (round === 0) {
		const place = witness.place(instance);
		expectCarries(instance, carries, (name) => {
			const carry = plan.carries.find((each) => each.name === name);
			return carry === undefined ? unknown : witness.evaluate(place, carry.initial);
		});
		return;
	}
	const { next, converged } = roundEnd(witness, plan, `${instance}[${round - 1}]`, carries);
	expectCarries(instance, carries, next);
	if (converged === true) throw new Error(`${instance} goes on though it has converged`);
}

function checkLoopEnd(witness: Witness, instance: string, value: Json | undefined): void {
	const { plan } = witness.place(instance);
	const rounds = witness.rounds.get(instance) ?? 0;
	if (plan.kind !== "loop" || witness.triesOf(instance).fallbackAfter !== undefined) return;
	const { converged, rounds: told, ...carries } = value as { converged: boolean; rounds: number } & Carries;
	if (told !== rounds) throw new Error(`${instance} tells of ${told} rounds, not ${rounds}`);
	const end = roundEnd(witness, plan, `${instance}[${rounds - 1}]`, carries);
	expectCarries(instance, carries, end.next);
	if (end.converged !== unknown && converged !== end.converged)
		throw new Error(`${instance}: converged is ${converged}, not ${String(end.converged)}`);
	if (!converged && rounds < plan.max) throw new Error(`${instance} ended after ${rounds} of ${plan.max} rounds`);
}

/** What follows from a round that is over: the carries of the next one, and whether that is needed. */
function roundEnd(witness: Witness, plan: LoopPlan, round: string, carries: Carries) {
	for (const node of plan.body.nodes) {
		if (node.kind !== "let" && !witness.ends.has(`${round}.${node.name}`))
			throw new Error(`${round} is over before ${node.name} has ended`);
	}
	const name = (on: string): Known => {
		const end = witness.ends.get(`${round}.${on}`);
		return end === undefined ? unknown : end.how === "succeeded" ? end.value : null;
	};
	const next = (carry: string): Known => {
		const output = plan.next.find((each) => each.name === carry);
		return output === undefined ? unknown : evaluateAnew(output.value, name);
	};
	const seen = (on: string) => (Object.hasOwn(carries, on) ? (carries[on] ?? null) : name(on));
	return { next, converged: plan.until === undefined ? false : evaluateAnew(plan.until, seen) };
}

function expectCarries(instance: string, carries: Carries, expected: (name: string) => Known): void {
	for (const [name, value] of Object.entries(carries)) {
		const known = expected(name);
		if (known !== unknown && !isDeepStrictEqual(known, value))
			throw new Error(`${instance} carries ${name} = ${JSON.stringify(value)}, not ${JSON.stringify(known)}`);
	}
}

function checkCall(witness: Witness, event: Extract<RunEvent, { type: "call.started" }>): void {
	const { instance, params } = event;
	const place = mustBegin(witness, event);
	if (place.plan.kind !== "call") throw new Error(`${instance} is no call`);
	if (witness.calls.has(instance)) throw new Error(`${instance} was called twice`);
	for (const [name, expression] of Object.entries(place.plan.params)) {
		const known = witness.evaluate(place, expression);
		if (known !== unknown && !isDeepStrictEqual(known, params[name]))
			throw new Error(
				`${instance} is called with ${name} = ${JSON.stringify(params[name])}, not ${JSON.stringify(known)}`,
			);
	}
}
