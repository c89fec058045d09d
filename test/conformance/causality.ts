import type { Block, Plan, RunEvent } from "@dagwright/core";

/**
 * What the order of events must never break, whatever the host: numbers without gaps, time that does not go back, and
 * no attempt of a job before everything that the job depends on has ended. Returns the violations.
 */
export function causalityViolations(plan: Plan, events: readonly RunEvent[]): readonly string[] {
	const violations: string[] = [];
	if (plan.workflows[plan.main] === undefined) return ["the plan has no main workflow"];
	const siblings = dependenciesByPath(plan, plan.main, "");
	const ended = new Set<string>();
	let at = 0;
	for (const [index, event] of events.entries()) {
		if (event.seq !== index + 1) violations.push(`event ${index + 1} is numbered ${event.seq}`);
		if (event.at < at) violations.push(`event ${event.seq} is before the one before it`);
		at = event.at;
		if (event.type === "attempt.started") {
			const { instance } = event;
			// A block's nodes wait for those of the same instance of it.
			const block = instance.slice(0, Math.max(instance.lastIndexOf("."), instance.lastIndexOf("/")) + 1);
			for (const sibling of siblings.get(jobOf(instance)) ?? []) {
				if (!ended.has(block + sibling)) violations.push(`${instance} started before ${block + sibling} ended`);
			}
		}
		const end = endedBy(event);
		if (end !== undefined) ended.add(end);
	}
	return violations;
}

/** The job that an event ends, if any, or that had ended in the run that a fork goes on from; a success of a plain job is its end, one of an instance is not the job's. */
function endedBy(event: RunEvent): string | undefined {
	switch (event.type) {
		case "job.skipped":
		case "job.reused":
		case "job.succeeded":
		case "job.failed":
		case "job.cancelled":
			return event.job;
		case "attempt.succeeded":
		case "instance.succeeded":
		case "instance.failed":
		case "instance.cancelled":
			return event.instance;
		default:
			return undefined;
	}
}

function jobOf(instance: string): string {
	return instance.replaceAll(/\[\d+\]/g, "");
}

/** The names of the siblings that each node waits for, by its path without instances. */
function dependenciesByPath(plan: Plan, workflow: string, prefix: string): Map<string, readonly string[]> {
	const body = plan.workflows[workflow]?.body;
	return body === undefined ? new Map() : dependenciesIn(plan, body, prefix);
}

function dependenciesIn(plan: Plan, block: Block, prefix: string): Map<string, readonly string[]> {
	const found = new Map<string, readonly string[]>();
	const add = (inner: ReadonlyMap<string, readonly string[]>) => {
		for (const [key, value] of inner) found.set(key, value);
	};
	for (const node of block.nodes) {
		const path = prefix + node.name;
		found.set(
			path,
			node.dependencies.map(({ on }) => on),
		);
		if (node.kind === "group" || node.kind === "loop") add(dependenciesIn(plan, node.body, `${path}.`));
		if (node.kind === "call") add(dependenciesByPath(plan, node.workflow, `${path}/`));
	}
	return found;
}
