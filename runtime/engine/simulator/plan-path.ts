import type { Block, JobPlan, NodePlan, Plan, WorkflowPlan } from "@dagwright/core";
import { type PathStep, stepsOf } from "./instance-path.ts";

/** A step of a path with the node of the plan that it leads to. */
export interface PlanStep {
	/** Place in the path. */
	readonly at: number;
	readonly indices: PathStep["indices"];
	readonly node: NodePlan;
	/** Key in `Plan.workflows` of the workflow that has the node. */
	readonly workflow: string;
	/** Without instances, from the start of that workflow: `tune.fit`, `on_failure.alert`. */
	readonly local: string;
}

/** Where a path leads in a plan. */
export interface PlanPlace {
	/** The nodes on the way, the last one included. */
	readonly steps: readonly PlanStep[];
	/** The path ends in the fallback or rollback of the last node. */
	readonly substitute?: "fallback" | "rollback";
}

/** Follows the path of a job or instance through a plan; undefined where there is no such node. */
export function followPath(plan: Plan, path: string): PlanPlace | undefined {
	const steps = stepsOf(path);
	const found: PlanStep[] = [];
	let workflow = plan.main;
	let block: Block | undefined = plan.workflows[workflow]?.body;
	let prefix = "";
	for (const [at, step] of steps.entries()) {
		const node: NodePlan | undefined = block?.nodes.find((each) => each.name === step.name);
		if (node === undefined) {
			const hook: Block | undefined = prefix === "" ? hookOf(plan.workflows[workflow], step.name) : undefined;
			if (hook !== undefined) {
				block = hook;
				prefix = `${step.name}.`;
				continue;
			}
			const substitute = at === steps.length - 1 ? substituteOf(found.at(-1)?.node, step.name) : undefined;
			return substitute && { steps: found, substitute };
		}
		const local = prefix + node.name;
		found.push({ at, indices: step.indices, node, workflow, local });
		block = undefined;
		prefix = `${local}.`;
		if (node.kind === "group" || node.kind === "loop") block = node.body;
		else if (node.kind === "call") {
			workflow = node.workflow;
			block = plan.workflows[workflow]?.body;
			prefix = "";
		}
	}
	return found.length === 0 ? undefined : { steps: found };
}

/** The path with instances and without rounds: what goes on from round to round counts by it. */
export function withoutRounds(plan: Plan, path: string): string {
	if (!path.includes("[")) return path;
	const nodes = new Map(followPath(plan, path)?.steps.map(({ at, node }) => [at, node]));
	return stepsOf(path)
		.map((step, at) => {
			const node = nodes.get(at);
			const instances = node?.kind === "loop" ? step.indices.slice(0, node.for === undefined ? 0 : 1) : step.indices;
			return `${step.separator}${step.name}${instances.map((index) => `[${index}]`).join("")}`;
		})
		.join("");
}

function substituteOf(node: NodePlan | undefined, name: string): "fallback" | "rollback" | undefined {
	if (node === undefined || node.kind === "let") return undefined;
	const job: JobPlan = node;
	if (name === "fallback" && job.fallback !== undefined) return "fallback";
	return name === "rollback" && job.rollback !== undefined ? "rollback" : undefined;
}

function hookOf(workflow: WorkflowPlan | undefined, name: string): Block | undefined {
	if (workflow === undefined) return undefined;
	const { hooks } = workflow;
	return name === "on_failure"
		? hooks.failure
		: name === "on_success"
			? hooks.success
			: name === "on_done"
				? hooks.done
				: undefined;
}
