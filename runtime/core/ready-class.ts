import { type LiveRun, type Needs, noNeeds, type ReadyClass } from "./live-run.ts";
import type { JobPlan } from "./plan.ts";
import { ReadyQueue } from "./ready-queue.ts";

/** What an instance of the job takes from the host beside a slot. */
export function needsOf(job: JobPlan): Needs {
	const { needs } = job.policies;
	if (needs === undefined) return noNeeds;
	return { cpu: needs.cpu ?? 0, memory: needs.memory ?? 0, gpu: needs.gpu ?? 0, labels: needs.labels ?? [] };
}

/**
 * The queue of ready instances with the same needs as this job's. If its first does not fit, none does, so that a
 * crowd that waits for one resource is passed over in one step.
 */
export function readyClass(run: LiveRun, job: JobPlan): ReadyClass {
	const { needs } = job.policies;
	if (needs === undefined) return run.undemanding;
	const key = `${needs.cpu ?? 0}/${needs.memory ?? 0}/${needs.gpu ?? 0}/${(needs.labels ?? []).join(" ")}`;
	const known = run.ready.get(key);
	if (known !== undefined) return known;
	const created: ReadyClass = { needs: needsOf(job), queue: new ReadyQueue() };
	run.ready.set(key, created);
	return created;
}
