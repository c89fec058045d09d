import type { Block, TaskPlan } from "@dagwright/core";
import type { Channel } from "./channels/channel.ts";
import { type PlannedRequest, plannedTasks } from "./planned-tasks.ts";

/**
 * One sentence for each channel that a `slack` job of the run, or of its hooks, will look for in vain: an alert that can't
 * be sent is better told now than when there is something to alert.
 * @param channel looks a channel up as the job will
 */
export function missingChannels(
	request: PlannedRequest,
	channel: (name: string) => Channel | { readonly problem: string },
): readonly string[] {
	const messages = new Map<string, string>();
	for (const { task, path } of withHooks(request)) {
		const name = task.config.channel;
		if (task.type !== "slack" || name?.op !== "literal" || typeof name.value !== "string") continue;
		const found = channel(name.value);
		if (!("problem" in found) || messages.has(name.value)) continue;
		messages.set(name.value, `${found.problem}; ${path} fails if it comes to run`);
	}
	return [...messages.values()];
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
