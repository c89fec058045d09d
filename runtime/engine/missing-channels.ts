import type { Block, TaskPlan, TypedExpression } from "@dagwright/core";
import type { Channel } from "./channels/channel.ts";
import { type PlannedRequest, plannedTasks } from "./planned-tasks.ts";

/**
 * One sentence for each channel that a `slack` job or an approval of the run, or of its hooks, will look for in vain: an alert that can't
 * be sent is better told now than when there is something to alert.
 * @param channel looks a channel up as the job will
 */
export function missingChannels(
	request: PlannedRequest,
	channel: (name: string) => Channel | { readonly problem: string },
): readonly string[] {
	const messages = new Map<string, string>();
	for (const { task, path } of withHooks(request)) {
		for (const name of channelsOf(task)) {
			const found = channel(name);
			if (!("problem" in found) || messages.has(name)) continue;
			const consequence = task.type === "slack" ? `${path} fails if it comes to run` : `${path} tells nobody there`;
			messages.set(name, `${found.problem}; ${consequence}`);
		}
	}
	return [...messages.values()];
}

/** Those that are named in the text; what an expression gives is known only when it runs. */
function channelsOf({ type, config }: TaskPlan): readonly string[] {
	if (type === "slack") return textsIn(config.channel);
	return type === "approval" ? textsIn(config.channels) : [];
}

function textsIn(expression: TypedExpression | undefined): readonly string[] {
	if (expression?.op === "list") return expression.items.flatMap(textsIn);
	if (expression?.op !== "literal") return [];
	const { value } = expression;
	return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
}

function* withHooks(request: PlannedRequest): Generator<{ readonly task: TaskPlan; readonly path: string }> {
	yield* plannedTasks(request);
	const hooks = request.plan.workflows[request.plan.main]?.hooks ?? {};
	for (const [event, block] of Object.entries(hooks)) if (block !== undefined) yield* tasksIn(block, `on_${event}.`);
}

function* tasksIn(block: Block, prefix: string): Generator<{ readonly task: TaskPlan; readonly path: string }> {
	for (const node of block.nodes) {
		if (node.kind === "task") yield { task: node, path: prefix + node.name };
		else if (node.kind === "group") yield* tasksIn(node.body, `${prefix}${node.name}.`);
	}
}
