import type { Capacity, Dependency, JobPlan, NodePlan, Plan, RunEvent } from "@dagwright/core";

type End = "succeeded" | "failed" | "skipped" | "cancelled";

/**
 * Reads a log against its plan, knowing nothing of the core: no attempt ends twice or overlaps another of its instance,
 * nothing starts before what it waits for has ended as asked, limits and capacity hold at every event.
 */
export function checkHistory(plan: Plan, events: readonly RunEvent[], capacity: Capacity): void {
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) throw new Error("no workflow");
	const jobs = new Map<string, { readonly plan: NodePlan; readonly siblings: readonly NodePlan[] }>();
	const collect = (nodes: readonly NodePlan[], prefix: string): void => {
		for (const node of nodes) {
			jobs.set(prefix + node.name, { plan: node, siblings: nodes });
			if (node.kind === "group") collect(node.body.nodes, `${prefix}${node.name}.`);
		}
	};
	collect(workflow.body.nodes, "");
	const planOfPath = (path: string) => {
		const found = jobs.get(path.replaceAll(/\[\d+\]/g, ""));
		if (found === undefined) throw new Error(`${path} is not in the plan`);
		return found;
	};
	const jobOf = (path: string): JobPlan => {
		const { plan: node } = planOfPath(path);
		if (node.kind === "let") throw new Error(`${path} is a let`);
		return node;
	};

	const ends = new Map<string, End>();
	const running = new Map<string, number>();
	const lastAttempt = new Map<string, number>();
	const unsuccessful = new Map<string, number>();
	const endedInstances = new Set<string>();
	let finished = false;

	const end = (path: string, how: End): void => {
		if (ends.has(path)) throw new Error(`${path} ended twice`);
		ends.set(path, how);
	};
	const endInstance = (path: string, how: End): void => {
		if (endedInstances.has(path)) throw new Error(`instance ${path} ended twice`);
		endedInstances.add(path);
		if (running.has(path)) throw new Error(`${path} ended while it runs`);
		if (!path.endsWith("]")) end(path, how);
	};
	const endAttempt = (path: string, attempt: number): void => {
		if (running.get(path) !== attempt) throw new Error(`attempt ${attempt} of ${path} ended, but does not run`);
		running.delete(path);
	};

	events.forEach((event, index) => {
		if (event.seq !== index + 1) throw new Error(`a gap before event ${event.seq}`);
		if (finished) throw new Error(`${event.type} after the end`);
		switch (event.type) {
			case "job.ready":
			case "job.succeeded": {
				const { plan: node } = planOfPath(event.job);
				if (event.type === "job.ready" || !ends.has(event.job)) checkDependencies(event.job, node, ends);
				if (event.type === "job.succeeded") end(event.job, "succeeded");
				break;
			}
			case "job.failed":
				end(event.job, "failed");
				break;
			case "job.skipped":
				end(event.job, "skipped");
				break;
			case "job.cancelled":
				end(event.job, "cancelled");
				break;
			case "attempt.started": {
				if (endedInstances.has(event.instance)) throw new Error(`${event.instance} started after its end`);
				if (running.has(event.instance)) throw new Error(`two attempts of ${event.instance} at once`);
				if (event.attempt !== (lastAttempt.get(event.instance) ?? 0) + 1)
					throw new Error(`attempts of ${event.instance} jump`);
				lastAttempt.set(event.instance, event.attempt);
				running.set(event.instance, event.attempt);
				checkRoom(running, jobOf, capacity, workflow.policies.limit);
				break;
			}
			case "attempt.succeeded":
				endAttempt(event.instance, event.attempt);
				endInstance(event.instance, "succeeded");
				break;
			case "attempt.failed":
			case "attempt.lost": {
				endAttempt(event.instance, event.attempt);
				const key = `${event.type} ${event.instance}`;
				const count = (unsuccessful.get(key) ?? 0) + 1;
				unsuccessful.set(key, count);
				const most = event.type === "attempt.lost" ? 3 : (jobOf(event.instance).policies.retry?.max ?? 0);
				if (count > most + 1) throw new Error(`${event.instance} was repeated too often`);
				break;
			}
			case "attempt.cancelled":
				endAttempt(event.instance, event.attempt);
				endInstance(event.instance, "cancelled");
				break;
			case "instance.succeeded":
				endInstance(event.instance, "succeeded");
				break;
			case "instance.failed":
				endInstance(event.instance, "failed");
				break;
			case "instance.skipped":
				endInstance(event.instance, "skipped");
				break;
			case "instance.cancelled":
				endInstance(event.instance, "cancelled");
				break;
			case "run.finished":
				finished = true;
				if (running.size > 0) throw new Error("the run finished while attempts run");
				break;
			default:
		}
	});
	for (const node of workflow.body.nodes) {
		if (node.kind !== "let" && !ends.has(node.name)) throw new Error(`${node.name} never ended`);
	}
}

function checkDependencies(path: string, node: NodePlan, ends: ReadonlyMap<string, End>): void {
	const prefix = path.slice(0, path.length - node.name.length);
	for (const dependency of node.dependencies) {
		const how = ends.get(prefix + dependency.on);
		if (how === undefined) throw new Error(`${path} went on before ${dependency.on} had ended`);
		if (!isAccepted(dependency, how)) throw new Error(`${path} went on although ${dependency.on} ended ${how}`);
	}
}

/** Leaves allowed failures to the unit tests: here a failure counts as success for order. */
function isAccepted({ accepts, kind }: Dependency, how: End): boolean {
	return accepts === "done" || accepts === how || (kind === "order" && accepts === "succeeded" && how === "failed");
}

function checkRoom(
	running: ReadonlyMap<string, number>,
	jobOf: (path: string) => JobPlan,
	capacity: Capacity,
	limit: number | undefined,
): void {
	const perJob = new Map<string, number>();
	let cpu = 0;
	let gpu = 0;
	for (const path of running.keys()) {
		const job = jobOf(path);
		cpu += job.policies.needs?.cpu ?? 0;
		gpu += job.policies.needs?.gpu ?? 0;
		const key = path.replace(/\[\d+\]$/, "");
		perJob.set(key, (perJob.get(key) ?? 0) + 1);
		const most = job.for === undefined ? undefined : job.policies.limit;
		if (most !== undefined && (perJob.get(key) ?? 0) > most)
			throw new Error(`more than ${most} instances of ${key} run`);
	}
	if (running.size > Math.min(capacity.slots, limit ?? capacity.slots)) throw new Error("more attempts than slots");
	if (cpu > (capacity.cpu ?? cpu) || gpu > (capacity.gpu ?? gpu)) throw new Error("more is used than there is");
}
