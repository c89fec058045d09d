import type { Block, NodePlan, Plan, TaskPlan, WorkflowPlan } from "@dagwright/core";

/** What a path of the log names, found in the plan alone. */
export interface Place {
	readonly path: string;
	/** The path without the index of its own `for` and the number of its own round. */
	readonly job: string;
	readonly plan: NodePlan;
	/** Before the names of its siblings: "", `prep.`, `tune[2].`, `ship/`. */
	readonly prefix: string;
	readonly block: Block;
	readonly workflow: WorkflowPlan;
	/** Before the paths of its workflow's own nodes: "" or `ship/`. */
	readonly workflowPrefix: string;
	/** Of its `for`; undefined for a job without one, and for the job as a whole. */
	readonly index: number | undefined;
	/** A round of a loop, if the path names one. */
	readonly round: number | undefined;
	/** `rollback` and `hook` name a job of recovery. */
	readonly role: "job" | "rollback" | "hook";
	/** The instance or round whose block it lies in; undefined at the root of the run. */
	readonly outer: Place | undefined;
}

const hookNames = { on_failure: "failure", on_success: "success", on_done: "done" } as const;

/** @throws Error if the plan has no such thing */
export function locate(plan: Plan, path: string): Place {
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) throw new Error("the plan has no main workflow");
	return locateIn({ plan, path, workflow, workflowPrefix: "", block: workflow.body, outer: undefined, role: "job" }, 0);
}

/** `tune[1][2]` → `tune[1]`: the instance that a round belongs to. */
export function withoutRound({ path, round }: Place): string {
	return round === undefined ? path : path.slice(0, path.lastIndexOf("["));
}

interface Search {
	readonly plan: Plan;
	readonly path: string;
	readonly workflow: WorkflowPlan;
	readonly workflowPrefix: string;
	readonly block: Block;
	readonly outer: Place | undefined;
	readonly role: Place["role"];
}

function locateIn(search: Search, from: number): Place {
	const { plan, path, workflow, workflowPrefix, block, outer, role } = search;
	const nowhere = () => new Error(`the plan has nothing at ${path}`);
	const found = /^([A-Za-z_]\w*)((?:\[\d+\])*)([./]?)/.exec(path.slice(from));
	if (found === null) throw nowhere();
	const [text, name = "", indices = "", separator = ""] = found;
	if (from === workflowPrefix.length && separator === "." && isHook(name)) {
		const hooks = workflow.hooks[hookNames[name]];
		if (hooks !== undefined) return locateIn({ ...search, block: hooks, role: "hook" }, from + text.length);
	}
	const node = block.nodes.find((each) => each.name === name);
	if (node === undefined) throw nowhere();
	const numbers = [...indices.matchAll(/\d+/g)].map(([digits]) => Number(digits));
	const index = node.kind !== "let" && node.for !== undefined ? numbers.shift() : undefined;
	const round = node.kind === "loop" ? numbers.shift() : undefined;
	if (numbers.length > 0) throw nowhere();
	const whole = path.slice(0, from + text.length - separator.length);
	const place: Place = {
		path: whole,
		job: path.slice(0, from + name.length),
		plan: node,
		prefix: path.slice(0, from),
		block,
		workflow,
		workflowPrefix,
		index,
		round,
		role,
		outer,
	};
	if (separator === "") return place;
	const next = from + text.length;
	if (separator === "." && path.slice(next) === "rollback" && node.kind !== "let" && node.rollback !== undefined) {
		return { ...place, path, job: path, plan: asJob(node.rollback), role: "rollback", index: undefined };
	}
	const inside = { ...search, outer: place };
	if (separator === "/") {
		if (node.kind !== "call") throw nowhere();
		const called = plan.workflows[node.workflow];
		if (called === undefined) throw nowhere();
		return locateIn(
			{ ...inside, workflow: called, workflowPrefix: path.slice(0, next), block: called.body, role: "job" },
			next,
		);
	}
	if (node.kind !== "group" && node.kind !== "loop") throw nowhere();
	return locateIn({ ...inside, block: node.body }, next);
}

/** A rollback has no dependencies of its own. */
function asJob(task: TaskPlan): TaskPlan {
	return { ...task, dependencies: [] };
}

function isHook(name: string): name is keyof typeof hookNames {
	return Object.hasOwn(hookNames, name);
}
