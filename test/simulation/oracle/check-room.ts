import type { RunEvent } from "@dagwright/core";
import type { Witness } from "./witness.ts";

/** At each start: slots, resources, labels, the run's limit, those of `for` jobs and of called workflows. */
export function checkRoom(witness: Witness, event: RunEvent): void {
	if (event.type !== "attempt.started") return;
	const { capacity, options, plan } = witness;
	const limit = plan.workflows[plan.main]?.policies.limit;
	const running = [...witness.running.keys(), event.instance];
	const most = Math.min(capacity.slots, limit ?? capacity.slots, options.max_parallel ?? capacity.slots);
	if (running.length > most) throw new Error(`${running.length} attempts at once, at most ${most} may`);
	for (const resource of ["cpu", "memory", "gpu"] as const) {
		const used = running.reduce((sum, path) => sum + (witness.policiesOf(path).needs?.[resource] ?? 0), 0);
		if (used > (capacity[resource] ?? used)) throw new Error(`${used} of ${resource} is used, more than there is`);
	}
	for (const label of witness.policiesOf(event.instance).needs?.labels ?? []) {
		if (capacity.labels?.includes(label) === false) throw new Error(`${event.instance} started without ${label}`);
	}
	checkLimits(witness, running);
	checkCalls(witness, running);
}

/** In each call no more attempts run than the `limit` of its workflow, those of what it calls in turn counted too. */
function checkCalls(witness: Witness, running: readonly string[]): void {
	const busy = new Map<string, number>();
	for (const path of running) {
		for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
			const frame = path.slice(0, at + 1);
			const count = (busy.get(frame) ?? 0) + 1;
			busy.set(frame, count);
			const { limit } = witness.workflowAt(frame).policies;
			if (limit !== undefined && count > limit)
				throw new Error(`${count} attempts at once in ${frame}, whose workflow has a limit of ${limit}`);
		}
	}
}

/** No more instances of a job run, or have something running in them, than its `limit`. */
function checkLimits(witness: Witness, running: readonly string[]): void {
	const busy = new Map<string, Set<number>>();
	for (const path of running) {
		for (let place = witness.place(path); ; ) {
			const { plan, job, index, outer, role } = place;
			if (index !== undefined && role === "job" && plan.kind !== "let" && plan.policies.limit !== undefined) {
				const instances = busy.get(job) ?? new Set<number>();
				busy.set(job, instances.add(index));
				if (instances.size > plan.policies.limit)
					throw new Error(`more than ${plan.policies.limit} instances of ${job} run`);
			}
			if (outer === undefined) break;
			place = outer;
		}
	}
}
