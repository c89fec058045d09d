import type { Block, JobPlan, Plan } from "@dagwright/core";

/** A job that shows as a line: something that runs, not a container of jobs. */
export interface LeafJob {
	/** The path without instance indices. */
	readonly key: string;
	readonly plan: JobPlan;
	/** It, or a container of it, has a `for`: its instances share a line. */
	readonly fanOut: boolean;
	/** The nearest `for` above or on it: where its instances are counted. */
	readonly sizedBy?: string;
	/** It is no job of the run's own, but undoes one, or is of a hook. */
	readonly follows?: "rollback" | "hook";
}

/** The leaf jobs of a plan by key, in the order of the source. */
export function indexJobs(plan: Plan): ReadonlyMap<string, LeafJob> {
	const leaves = new Map<string, LeafJob>();
	const visit = (block: Block, prefix: string, sizedBy: string | undefined, follows?: "hook"): void => {
		for (const node of block.nodes) {
			if (node.kind === "let") continue;
			const key = prefix + node.name;
			const sized = node.for === undefined ? sizedBy : key;
			if (node.kind === "group" || node.kind === "loop") visit(node.body, `${key}.`, sized, follows);
			else
				leaves.set(key, {
					key,
					plan: node,
					fanOut: sized !== undefined,
					...(sized === undefined ? {} : { sizedBy: sized }),
					...(follows && { follows }),
				});
			if (node.rollback !== undefined && follows === undefined) {
				const undo = `${key}.rollback`;
				const shared = sized === undefined ? { fanOut: false } : { fanOut: true, sizedBy: sized };
				leaves.set(undo, { key: undo, plan: node.rollback, ...shared, follows: "rollback" });
			}
		}
	};
	const main = plan.workflows[plan.main];
	if (main !== undefined) visit(main.body, "", undefined);
	for (const [event, block] of Object.entries(main?.hooks ?? {})) {
		if (block !== undefined) visit(block, `on_${event}.`, undefined, "hook");
	}
	return leaves;
}

/** The job's path without instance indices: `prep[2].load` is of `prep.load`. */
export function jobKey(path: string): string {
	return path.includes("[") ? path.replace(/\[\d+\]/g, "") : path;
}
