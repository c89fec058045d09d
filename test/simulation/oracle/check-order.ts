import type { Dependency, NodePlan, RunEvent } from "@dagwright/core";
import { unknown } from "./evaluate.ts";
import type { Place } from "./locate.ts";
import type { Ended } from "./seen.ts";
import type { Witness } from "./witness.ts";

/** Who may go on when: dependencies, conditions, and why something was skipped. */
export function checkOrder(witness: Witness, event: RunEvent): void {
	switch (event.type) {
		case "job.ready":
		case "job.skipped": {
			if (witness.ready.has(event.job)) throw new Error(`${event.job} got ready, and then ${event.type}`);
			checkWay(witness, event);
			return;
		}
		case "job.succeeded":
		case "job.failed":
			if (!witness.ready.has(event.job)) checkWay(witness, event);
			return;
		case "attempt.started": {
			const { job } = witness.place(event.instance);
			if (!witness.ready.has(job) && witness.place(event.instance).role !== "rollback")
				throw new Error(`${event.instance} started though ${job} never got ready`);
			return;
		}
		default:
	}
}

type Way = Extract<RunEvent, { type: "job.ready" | "job.skipped" | "job.succeeded" | "job.failed" }>;

function checkWay(witness: Witness, event: Way): void {
	const place = witness.place(event.job);
	if (place.role === "rollback") return;
	const cause = event.type === "job.skipped" ? event.cause : undefined;
	if (cause === "not_selected") {
		if (witness.options.only === undefined) throw new Error(`${event.job} was not selected, but everything was`);
		return;
	}
	if (cause === "not_reached") {
		if (!witness.isDraining(place)) throw new Error(`${event.job} was not reached, though nothing keeps from it`);
		return;
	}
	const ends = place.plan.dependencies.map((dependency) => {
		const end = witness.ends.get(place.prefix + dependency.on);
		if (end === undefined) throw new Error(`${event.job}: ${event.type} before ${dependency.on} had ended`);
		return isMet(dependency, end, siblingOf(place, dependency.on));
	});
	const met = ends.every(Boolean);
	if (cause === "upstream") {
		if (met) throw new Error(`${event.job} was skipped for something upstream, but all that it waits for is met`);
		return;
	}
	if (!met) throw new Error(`${event.job}: ${event.type} although a dependency ended otherwise than it asks`);
	const { plan } = place;
	if (plan.kind === "let" || plan.when === undefined) {
		if (cause === "condition") throw new Error(`${event.job} has no condition and was skipped for it`);
		return;
	}
	const holds = witness.evaluate(place, plan.when);
	if (holds === unknown) return;
	if (event.type !== "job.failed" && holds !== (event.type !== "job.skipped")) {
		throw new Error(`${event.job}: ${event.type} though its condition is ${String(holds)}`);
	}
}

function siblingOf(place: Place, name: string): NodePlan {
	const found = place.block.nodes.find((node) => node.name === name);
	if (found === undefined) throw new Error(`${place.path} waits for ${name}, which its block does not have`);
	return found;
}

/** For order a failure that was allowed is as good as a success; for data there is nothing to read. */
export function isMet({ accepts, kind }: Dependency, { how }: Ended, source: NodePlan): boolean {
	if (accepts === "done") return true;
	const allowed = source.kind !== "let" && source.policies.allow_failure === true;
	return how === accepts || (kind === "order" && accepts === "succeeded" && how === "failed" && allowed);
}
