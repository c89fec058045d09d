import type { Scope } from "./expression/evaluate.ts";
import { formatValue } from "./expression/format-value.ts";
import type { JobError } from "./job-error.ts";
import type { Json } from "./json.ts";
import type { TaskPlan } from "./plan.ts";
import { ok, type Result } from "./result.ts";
import { evaluateAll, evaluateValue } from "./scope.ts";

/** What an attempt is started with, evaluated. */
export interface PreparedTask {
	readonly config: Readonly<Record<string, Json>>;
	readonly scripts: Readonly<Record<string, readonly string[]>>;
	readonly environment: Readonly<Record<string, string>>;
}

/**
 * Evaluates config, interpolations of scripts and environment of a task; pure, so asking again gives the same.
 * `folder` is that of the `.dag`, in which the task works: files reach its text by their path from there.
 */
export function prepareTask(task: TaskPlan, scope: Scope, folder: string): Result<PreparedTask, JobError> {
	const config = evaluateAll(task.config, scope);
	if (!config.ok) return config;
	const scripts: Record<string, readonly string[]> = {};
	for (const [key, script] of Object.entries(task.scripts ?? {})) {
		const texts: string[] = [];
		for (const expression of script.values) {
			const value = evaluateValue(expression, scope);
			if (!value.ok) return value;
			texts.push(toText(value.value, folder));
		}
		scripts[key] = texts;
	}
	const environment: Record<string, string> = {};
	for (const [name, expression] of Object.entries(task.policies.environment ?? {})) {
		const value = evaluateValue(expression, scope);
		if (!value.ok) return value;
		environment[name] = toText(value.value, folder);
	}
	return ok({ config: config.value, scripts, environment });
}

/** A value for a shell: text as it is, a file as its path, null as nothing, the rest as JSON. */
function toText(value: Json, folder: string): string {
	if (value === null) return "";
	const isFile = typeof value === "object" && "path" in value && typeof value.path === "string";
	return isFile ? pathFrom(folder, String(value.path)) : formatValue(value, "path");
}

/** The path, from the project root, of a file as seen from a folder of the project. */
function pathFrom(folder: string, path: string): string {
	if (folder === "" || path.startsWith("/") || /^[A-Za-z]:/.test(path)) return path;
	if (path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
	return `${"../".repeat(folder.split("/").length)}${path}`;
}
