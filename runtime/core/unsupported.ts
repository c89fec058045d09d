import { formatSize } from "./expression/literals.ts";
import type { JobTypeCatalog } from "./job-type-catalog.ts";
import type { Block, JobPlan, JobPolicies, Plan } from "./plan.ts";
import type { Capacity } from "./report.ts";
import type { NeverFits, Unsupported } from "./run-state.ts";

/**
 * What of the main workflow, and of those it calls, this version cannot run: jobs of types without an implementation. A
 * host refuses the run if there is any.
 */
export function unsupported(plan: Plan, catalog: JobTypeCatalog): readonly Unsupported[] {
	const found: Unsupported[] = [];
	for (const [path, job] of jobsOf(plan)) {
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
	const found: NeverFits[] = [];
	for (const [path, { needs = {} }] of needsIn(plan)) {
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
function* needsIn(plan: Plan): Generator<readonly [path: string, policies: JobPolicies]> {
	for (const [path, job] of jobsOf(plan)) {
		yield [path, job.policies];
		if (job.fallback !== undefined) yield [`the fallback of ${path}`, job.fallback.policies];
		if (job.rollback !== undefined) yield [`the rollback of ${path}`, job.rollback.policies];
	}
}

/** What a host has is no round number, and nobody reads more than three digits of it. */
function megabytes(bytes: number): number {
	return bytes < 1e6 ? bytes : Math.floor(bytes / 1e6) * 1e6;
}

/** The jobs of a plan; those of a workflow that is called from several places once, where it is called first. */
function jobsOf(plan: Plan): Iterable<readonly [path: string, job: JobPlan]> {
	const seen = new Set<string>();
	function* inWorkflow(key: string, prefix: string): Generator<readonly [path: string, job: JobPlan]> {
		const workflow = plan.workflows[key];
		if (workflow === undefined || seen.has(key)) return;
		seen.add(key);
		yield* inBlock(workflow.body, prefix);
		for (const [event, block] of Object.entries(workflow.hooks)) {
			if (block !== undefined) yield* inBlock(block, `${prefix}on_${event}.`);
		}
	}
	function* inBlock(block: Block, prefix: string): Generator<readonly [path: string, job: JobPlan]> {
		for (const node of block.nodes) {
			if (node.kind === "let") continue;
			const path = prefix + node.name;
			yield [path, node];
			if (node.kind === "group" || node.kind === "loop") yield* inBlock(node.body, `${path}.`);
			if (node.kind === "call") yield* inWorkflow(node.workflow, `${path}/`);
		}
	}
	return inWorkflow(plan.main, "");
}
