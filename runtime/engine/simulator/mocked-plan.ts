import type { Block, CallPlan, JobPlan, MockPlan, NodePlan, Plan, TaskPlan, WorkflowPlan } from "@dagwright/core";
import { evaluate } from "@dagwright/core";
import { completed } from "@dagwright/core/expression";

/** The type that stands in the plan for jobs whose work is not a process, and which are mocked as a whole. */
export const mockedType = "mock";

/**
 * The plan with what is mocked as a whole made a task, which its mock then answers for: groups, loops, calls and
 * fan-ins. A mocked `let` becomes its value. Workflows in which something is replaced at one of their calls are copied.
 */
export function mockedPlan(plan: Plan, mocks: readonly MockPlan[]): Plan {
	if (mocks.length === 0) return plan;
	const replacing = new Replacing(plan, new Map(mocks.map((mock) => [mock.path, mock])));
	return replacing.plan();
}

class Replacing {
	readonly #plan: Plan;
	readonly #mocks: ReadonlyMap<string, MockPlan>;
	readonly #workflows: Record<string, WorkflowPlan>;

	constructor(plan: Plan, mocks: ReadonlyMap<string, MockPlan>) {
		this.#plan = plan;
		this.#mocks = mocks;
		this.#workflows = { ...plan.workflows };
	}

	plan(): Plan {
		const main = this.#plan.workflows[this.#plan.main];
		if (main === undefined) return this.#plan;
		const replaced = this.#workflow(main, "");
		if (replaced === main) return this.#plan;
		return { ...this.#plan, workflows: { ...this.#workflows, [this.#plan.main]: replaced } };
	}

	#workflow(workflow: WorkflowPlan, prefix: string): WorkflowPlan {
		const body = this.#block(workflow.body, prefix);
		let { hooks } = workflow;
		for (const event of ["failure", "success", "done"] as const) {
			const block = hooks[event];
			const replaced = block && this.#block(block, `${prefix}on_${event}.`);
			if (replaced !== block && replaced !== undefined) hooks = { ...hooks, [event]: replaced };
		}
		return body === workflow.body && hooks === workflow.hooks ? workflow : { ...workflow, body, hooks };
	}

	#block(block: Block, prefix: string): Block {
		if (!this.#concerns(prefix)) return block;
		const nodes = block.nodes.map((node) => this.#node(node, prefix + node.name));
		return nodes.every((node, at) => node === block.nodes[at]) ? block : { nodes };
	}

	#concerns(prefix: string): boolean {
		for (const path of this.#mocks.keys()) if (path.startsWith(prefix)) return true;
		return false;
	}

	#node(node: NodePlan, path: string): NodePlan {
		const mock = this.#mocks.get(path);
		if (node.kind === "let") {
			const [first] = mock?.outcomes ?? [];
			if (first?.kind !== "succeeds" || first.value === undefined) return node;
			const value = evaluate(first.value, new Map());
			if (!value.ok) return node;
			return { ...node, value: { op: "literal", value: completed(value.value, node.type, path) } };
		}
		if (node.kind === "task") return node;
		if (mock !== undefined) return asTask(node);
		if (node.kind === "call") return this.#call(node, path);
		if (node.kind === "fan_in") return node;
		const body = this.#block(node.body, `${path}.`);
		return body === node.body ? node : { ...node, body };
	}

	#call(node: CallPlan, path: string): CallPlan {
		const called = this.#plan.workflows[node.workflow];
		if (called === undefined || !this.#concerns(`${path}/`)) return node;
		const replaced = this.#workflow(called, `${path}/`);
		if (replaced === called) return node;
		const key = `${node.workflow} at ${path}`;
		this.#workflows[key] = replaced;
		return { ...node, workflow: key };
	}
}

/** The job as a task with the same place in the graph, the same policies and the same outputs. */
function asTask(job: Exclude<JobPlan, TaskPlan>): TaskPlan {
	const { name, documentation, dependencies, policies, outputs, fallback, rollback } = job;
	return {
		kind: "task",
		name,
		...(documentation !== undefined && { documentation }),
		dependencies,
		...(job.for && { for: job.for }),
		...(job.when && { when: job.when }),
		policies,
		outputs,
		...(fallback && { fallback }),
		...(rollback && { rollback }),
		type: mockedType,
		config: {},
		declared: false,
		reads_stdout: false,
	};
}
