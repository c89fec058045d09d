import { formatSize } from "./expression/literals.ts";
import type { JobTypeCatalog } from "./job-type-catalog.ts";
import type { Block, JobPlan, JobPolicies, Plan, WorkflowPlan } from "./plan.ts";
import type { Capacity } from "./report.ts";
import type { NeverFits, Unsupported } from "./run-state.ts";

/** Constructs and job types of the main workflow that this version cannot run; a host refuses the run if there is any. */
export function unsupported(plan: Plan, catalog: JobTypeCatalog): readonly Unsupported[] {
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) return [];
	const found: Unsupported[] = [];
	for (const [path, job] of jobsIn(workflow)) {
		for (const construct of constructsOf(job)) found.push(refusal(construct, path));
		for (const [place, task] of [
			[path, job],
			[`the fallback of ${path}`, job.fallback],
			[`the rollback of ${path}`, job.rollback],
		] as const) {
			if (task?.kind !== "task" || catalog.types[task.type]?.implemented !== false) continue;
			const construct = `jobs of type ${task.type}`;
			found.push({ construct, path, message: `This version cannot run ${construct} yet, as ${place} is.` });
		}
	}
	return found;
}

/** Jobs whose `needs` are beyond the whole capacity of the host, so that they would wait forever. */
export function neverFits(plan: Plan, capacity: Capacity): readonly NeverFits[] {
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) return [];
	const found: NeverFits[] = [];
	for (const [path, { needs = {} }] of needsIn(workflow)) {
		const beyond = [
			...(["cpu", "memory", "gpu"] as const)
				.filter((resource) => (needs[resource] ?? 0) > (capacity[resource] ?? Number.POSITIVE_INFINITY))
				.map((resource) => {
					const say = (amount = 0) => (resource === "memory" ? formatSize(megabytes(amount)) : String(amount));
					return `${resource} ${say(needs[resource])} (the host has ${say(capacity[resource])})`;
				}),
			...(needs.labels ?? [])
				.filter((label) => capacity.labels !== undefined && !capacity.labels.includes(label))
				.map((label) => `label "${label}" (the host lacks it)`),
		];
		if (beyond.length > 0) found.push({ path, message: `${path} needs ${beyond.join(" and ")}.` });
	}
	return found;
}

/** What each job asks for, its fallback and its rollback. */
function* needsIn(workflow: WorkflowPlan): Generator<readonly [path: string, policies: JobPolicies]> {
	for (const [path, job] of jobsIn(workflow)) {
		yield [path, job.policies];
		if (job.fallback !== undefined) yield [`the fallback of ${path}`, job.fallback.policies];
		if (job.rollback !== undefined) yield [`the rollback of ${path}`, job.rollback.policies];
	}
}

/** What a host has is no round number, and nobody reads more than three digits of it. */
function megabytes(bytes: number): number {
	return bytes < 1e6 ? bytes : Math.floor(bytes / 1e6) * 1e6;
}

/** All jobs of a workflow by their paths, those of its hooks last. */
function* jobsIn({ body, hooks }: WorkflowPlan): Generator<readonly [path: string, job: JobPlan]> {
	yield* jobsOf(body);
	for (const [event, block] of Object.entries(hooks)) if (block !== undefined) yield* jobsOf(block, `on_${event}.`);
}

function* jobsOf(block: Block, prefix = ""): Generator<readonly [path: string, job: JobPlan]> {
	for (const node of block.nodes) {
		if (node.kind === "let") continue;
		const path = prefix + node.name;
		yield [path, node];
		if (node.kind === "group" || node.kind === "loop") yield* jobsOf(node.body, `${path}.`);
	}
}

function constructsOf(job: JobPlan): readonly string[] {
	const { policies } = job;
	return [
		...(job.kind === "loop" ? ["loop"] : []),
		...(job.kind === "call" ? ["the call of a workflow"] : []),
		...(job.kind === "group" && policies.retry !== undefined ? ["retry of a group"] : []),
		...(job.kind === "group" && policies.timeout !== undefined ? ["timeout of a group"] : []),
	];
}

function refusal(construct: string, path: string): Unsupported {
	const place = path === "" ? "the workflow" : path;
	return { construct, path, message: `This version cannot run ${construct} yet, which ${place} has.` };
}
