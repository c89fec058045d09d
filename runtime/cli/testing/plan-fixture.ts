import type { ForPlan, GroupPlan, JobPolicies, NodePlan, Plan, RunEvent, RunFact, TaskPlan } from "@dagwright/core";

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

/** A plan of one workflow with these nodes. */
export function planOf(nodes: readonly NodePlan[]): Plan {
	return {
		version: 1,
		hash: "sha256:0123456789abcdef",
		main: "a.dag#demo",
		workflows: {
			"a.dag#demo": {
				name: "demo",
				file: "a.dag",
				params: [],
				secrets: [],
				body: { nodes },
				outputs: [],
				policies: {},
				hooks: {},
			},
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
