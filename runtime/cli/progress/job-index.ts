import type { Block, JobPlan, Plan, WorkflowPlan } from "@dagwright/core";

/** A job that shows as a line: something that runs, not a container of jobs. */
export interface LeafJob {
	/** The path without instance indices. */
	readonly key: string;
	readonly plan: JobPlan;
	/** It, or a container of it, has a `for`: its instances share a line. */
	readonly fanOut: boolean;
	/** The nearest `for` above or on it: where its instances are counted. */
	readonly sizedBy?: string;
	/** It is in a loop. */
	readonly inLoop?: true;
	/** A loop stands between it and that `for`: how often it runs nobody knows before. */
	readonly uncounted?: true;
	/** It may begin again after all that is known of it has ended: it is over with this, the outermost loop or `for`. */
	readonly endsWith?: string;
	/** It is no job of the run's own, but undoes one, or is of a hook. */
	readonly follows?: "rollback" | "hook";
}

/** The jobs of a plan by key, in the order of the source, with those of called workflows. */
export interface JobIndex {
	readonly leaves: ReadonlyMap<string, LeafJob>;
	/** Groups, loops and calls. */
	readonly containers: ReadonlyMap<string, JobPlan>;
}

/** Calls can double each other without end: once there are so many lines, a further call is one line. */
const mostLeaves = 20_000;

/** What stands around a job, from the outside in. */
interface Around {
	readonly sizedBy?: string;
	/** The outermost loop or `for`. */
	readonly repeated?: string;
	/** How many loops and `for`s there are. */
	readonly levels: number;
	readonly inLoop?: true;
	readonly uncounted?: true;
	readonly follows?: "hook";
}

/** Finds the jobs that show as lines, and what contains them. */
export function indexJobs(plan: Plan): JobIndex {
	const leaves = new Map<string, LeafJob>();
	const containers = new Map<string, JobPlan>();
	const visitWorkflow = (workflow: WorkflowPlan, prefix: string, around: Around): void => {
		visit(workflow.body, prefix, around);
		for (const [event, block] of Object.entries(workflow.hooks)) {
			if (block !== undefined) visit(block, `${prefix}on_${event}.`, { ...around, follows: "hook" });
		}
	};
	const visit = (block: Block, prefix: string, around: Around): void => {
		for (const node of block.nodes) {
			if (node.kind === "let") continue;
			const key = prefix + node.name;
			const sized = node.for === undefined ? around : inFor(around, key);
			const called = node.kind === "call" && leaves.size < mostLeaves ? plan.workflows[node.workflow] : undefined;
			if (node.kind === "group" || node.kind === "loop" || called !== undefined) containers.set(key, node);
			if (node.kind === "group") visit(node.body, `${key}.`, sized);
			else if (node.kind === "loop") visit(node.body, `${key}.`, inLoop(sized, key));
			else if (called !== undefined) visitWorkflow(called, `${key}/`, sized);
			else leaves.set(key, leafOf(key, node, sized));
			if (node.rollback !== undefined && around.follows === undefined) {
				leaves.set(`${key}.rollback`, rollbackOf(`${key}.rollback`, node.rollback, sized));
			}
		}
	};
	const main = plan.workflows[plan.main];
	if (main !== undefined) visitWorkflow(main, "", { levels: 0 });
	return { leaves, containers };
}

function inFor({ uncounted: _uncounted, ...around }: Around, key: string): Around {
	return { repeated: key, ...around, sizedBy: key, levels: around.levels + 1 };
}

function inLoop(around: Around, key: string): Around {
	return { repeated: key, ...around, levels: around.levels + 1, inLoop: true, uncounted: true };
}

function leafOf(key: string, plan: JobPlan, around: Around): LeafJob {
	const { sizedBy, repeated, levels, inLoop, uncounted, follows } = around;
	const again = inLoop === true || levels > 1 || (levels > 0 && follows !== undefined);
	return {
		key,
		plan,
		fanOut: sizedBy !== undefined,
		...(sizedBy !== undefined && { sizedBy }),
		...(inLoop && { inLoop }),
		...(uncounted && { uncounted }),
		...(again && repeated !== undefined && { endsWith: repeated }),
		...(follows && { follows }),
	};
}

/** How often something is undone is said when that begins. */
function rollbackOf(key: string, plan: JobPlan, { sizedBy, inLoop }: Around): LeafJob {
	return { key, plan, fanOut: sizedBy !== undefined || inLoop === true, follows: "rollback" };
}

/** Whether a job is in a container: `tune.fit` and `ship/watch` are in `tune` and `ship`. */
export function isBelow(key: string, container: string): boolean {
	return key.startsWith(container) && (key[container.length] === "." || key[container.length] === "/");
}

/** The job's path without instance indices: `prep[2].load` is of `prep.load`. */
export function jobKey(path: string): string {
	return path.includes("[") ? path.replace(/\[\d+\]/g, "") : path;
}
