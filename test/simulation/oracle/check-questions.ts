import type { RunEvent } from "@dagwright/core";
import { isAnApproval, isEndingJustNow } from "./check-attempts.ts";
import type { Witness } from "./witness.ts";

/** Approvals: who is asked when, who may answer, deadlines, and that an end follows from the answers. */
export function checkQuestions(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "approval.requested":
			checkRequest(witness, event);
			return;
		case "approval.answered": {
			const { request, approved, deadline } = mustAsk(witness, event);
			if (!request.people.includes(event.by))
				throw new Error(`${event.by} is not asked and answered ${event.instance}`);
			if (approved.includes(event.by)) throw new Error(`${event.by} answered ${event.instance} twice`);
			if (approved.length >= request.needed) throw new Error(`${event.instance} was approved already`);
			const paused = witness.mode === "paused" ? event.at - witness.pausedAt : 0;
			if (event.at >= deadline + paused) throw new Error(`${event.instance} was answered after its deadline`);
			return;
		}
		case "approval.expired": {
			const { deadline, approved, request } = mustAsk(witness, event);
			if (event.at < deadline) throw new Error(`${event.instance} expired before its deadline`);
			if (witness.mode === "paused") throw new Error(`${event.instance} expired during a pause`);
			if (approved.length >= request.needed) throw new Error(`${event.instance} expired though it was approved`);
			return;
		}
		case "instance.succeeded": {
			if (!isAnApproval(witness, event.instance)) return;
			const asking = witness.asking.get(event.instance);
			const enough = asking !== undefined && (asking.expired || asking.approved.length >= asking.request.needed);
			if (!enough) throw new Error(`${event.instance} is approved though too few did`);
			if (JSON.stringify((event.value as { approvers?: unknown }).approvers) !== JSON.stringify(asking.approved))
				throw new Error(`${event.instance} names others than those who approved`);
			return;
		}
		default:
	}
}

function checkRequest(witness: Witness, event: Extract<RunEvent, { type: "approval.requested" }>): void {
	const { instance, attempt, request, at } = event;
	const place = witness.place(instance);
	if (witness.asking.has(instance)) throw new Error(`${instance} asks twice at once`);
	if (witness.endOf(instance) !== undefined) throw new Error(`${instance} asks after its end`);
	if (!witness.ready.has(place.job)) throw new Error(`${instance} asks though it never got ready`);
	if (witness.mode === "paused") throw new Error(`${instance} asks during a pause`);
	if (witness.isDraining(place) && !isEndingJustNow(witness, at))
		throw new Error(`${instance} asks though all is to end`);
	if (attempt <= (witness.numbers.get(instance) ?? 0)) throw new Error(`attempt ${attempt} of ${instance} once more`);
	const { scheduled, last } = witness.triesOf(instance);
	if (last !== undefined && (scheduled === undefined || scheduled.due > at))
		throw new Error(`${instance} asks again too early`);
	const { timeout } = witness.policiesOf(instance);
	if (request.deadline !== (timeout === undefined ? undefined : at + timeout))
		throw new Error(`${instance} has a deadline that does not follow from its timeout`);
	const needed = request.policy === "any" ? 1 : request.policy === "all" ? request.people.length : 2;
	if (request.needed !== needed) throw new Error(`${instance} asks for ${request.needed} approvals, not ${needed}`);
}

function mustAsk(witness: Witness, { instance, attempt, type }: RunEvent & { instance: string; attempt: number }) {
	const asking = witness.asking.get(instance);
	if (asking?.attempt !== attempt) throw new Error(`${type} of ${instance}, which does not ask as attempt ${attempt}`);
	return asking;
}
