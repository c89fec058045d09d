import type { Block, NodePlan, Plan } from "@dagwright/core";

/** A plan in lines for people who look for a mistake: one a node, with all that bears on its way. */
export function describePlan(plan: Plan): string {
	return Object.entries(plan.workflows)
		.flatMap(([key, { body, hooks, outputs, policies }]) => [
			`workflow ${key} ${text(policies)}`,
			...linesOf(body, 1),
			...Object.entries(hooks).flatMap(([event, block]) => [`  on ${event}`, ...linesOf(block, 2)]),
			...outputs.map(({ name, value }) => `  output ${name} = ${text(value)}`),
		])
		.join("\n");
}

function linesOf({ nodes }: Block, depth: number): readonly string[] {
	return nodes.flatMap((node) => {
		const { name: _name, kind: _kind, dependencies: _dependencies, ...rest } = node;
		const { body: _body, outputs: _outputs, ...own } = rest as typeof rest & { body?: unknown; outputs?: unknown };
		const line = `${"  ".repeat(depth)}${node.kind} ${node.name} ${waits(node)} ${text(own)}`;
		return "body" in node ? [line, ...linesOf(node.body, depth + 1)] : [line];
	});
}

function waits({ dependencies }: NodePlan): string {
	return dependencies.map(({ on, kind, accepts }) => `${kind === "data" ? "=" : ""}${on}:${accepts}`).join(",");
}

function text(value: unknown): string {
	return JSON.stringify(value);
}
