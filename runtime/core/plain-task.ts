import type { TaskPlan } from "./plan.ts";

/** Whether there is nothing to evaluate, so nothing that could fail. */
export function isPlainTask(task: TaskPlan): boolean {
	for (const _ in task.config) return false;
	return task.scripts === undefined && task.policies.environment === undefined;
}
