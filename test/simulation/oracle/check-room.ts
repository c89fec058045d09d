import type { RunEvent } from "@dagwright/core";
import type { Witness } from "./witness.ts";

/** At each start: slots, resources, labels, the run's limit and those of `for` jobs. */
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
