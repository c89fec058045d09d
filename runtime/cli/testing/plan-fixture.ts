import type {
	CallPlan,
	ForPlan,
	GroupPlan,
	JobPolicies,
	LoopPlan,
	NodePlan,
	Plan,
	RunEvent,
	RunFact,
	TaskPlan,
} from "@dagwright/core";

/** A task for tests: `after` are the names that it waits for. */
export function task(
	name: string,
	more: {
		readonly after?: readonly string[];
		readonly policies?: JobPolicies;
		readonly each?: string;
		readonly type?: string;
	} = {},
): TaskPlan {
	const each: ForPlan | undefined =
		more.each === undefined
			? undefined
			: { variables: [{ name: more.each, type: { kind: "int" }, list: { op: "name", name: `${more.each}s` } }] };
	return {
		kind: "task",
		name,
		type: more.type ?? "shell",
		dependencies: (more.after ?? []).map((on) => ({ on, kind: "order", accepts: "succeeded", reads: [] })),
		policies: more.policies ?? {},
		outputs: { kind: "record", fields: {} },
		config: {},
		declared: false,
		reads_stdout: false,
		...(each === undefined ? {} : { for: each }),
	};
}

/** A group for tests. */
export function group(name: string, nodes: readonly NodePlan[]): GroupPlan {
	return {
		kind: "group",
		name,
		dependencies: [],
		policies: {},
		outputs: { kind: "record", fields: {} },
		body: { nodes },
		results: [],
	};
}

/** A loop for tests. */
export function loop(name: string, nodes: readonly NodePlan[]): LoopPlan {
	return { ...group(name, nodes), kind: "loop", carries: [], max: 9, next: [] };
}

/** A call for tests, of the workflow that `planOf` has. */
export function call(name: string): CallPlan {
	const { dependencies, policies, outputs } = group(name, []);
	return { kind: "call", name, dependencies, policies, outputs, workflow: "a.dag#called", params: {} };
}

/** A plan of a workflow with these nodes, and of one that it calls. */
export function planOf(nodes: readonly NodePlan[], called?: readonly NodePlan[]): Plan {
	const rest = { file: "a.dag", params: [], secrets: [], outputs: [], policies: {}, hooks: {} };
	return {
		version: 1,
		hash: "sha256:0123456789abcdef",
		main: "a.dag#demo",
		workflows: {
			"a.dag#demo": { name: "demo", body: { nodes }, ...rest },
			...(called && { "a.dag#called": { name: "called", body: { nodes: called }, ...rest } }),
		},
	};
}

/** Events from facts: numbered from 1, a second apart from UTC ms 0. */
export function eventsOf(facts: readonly RunFact[]): readonly RunEvent[] {
	return facts.map((fact, index) => ({ seq: index + 1, at: index * 1000, ...fact }));
}

/** The first fact of a run. */
export const created: RunFact = {
	type: "run.created",
	run: "7",
	root: "7-x",
	plan: "sha256:0123456789abcdef",
	workflow: "a.dag#demo",
	params: {},
	options: { durability: "default" },
	version: "0.0.0",
};
