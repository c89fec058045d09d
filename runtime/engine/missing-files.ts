import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Json, Type } from "@dagwright/core";
import { type PlannedRequest, plannedTasks } from "./planned-tasks.ts";

/**
 * What a run will look for and does not find yet: the scripts of its jobs and the files of its params, a sentence
 * each. An earlier job may still make them, so that is no reason to refuse; but a slip of the pen is better told now
 * than after hours.
 * @param root absolute path that paths of params are relative to
 */
export function missingFiles(request: PlannedRequest, root: string): readonly string[] {
	const workflow = request.plan.workflows[request.plan.main];
	if (workflow === undefined) return [];
	const missing = new Set<string>();
	for (const { name, type } of workflow.params) {
		const path = isFile(type) ? pathOf(request.params[name]) : undefined;
		if (path === undefined || existsSync(resolve(root, path))) continue;
		missing.add(`the param ${name} is ${relative(root, resolve(root, path))}, and there is no such file`);
	}
	for (const { task, path, file: source } of plannedTasks(request)) {
		const { script } = task.config;
		if (script?.op !== "literal" || typeof script.value !== "string") continue;
		const file = resolve(root, dirname(source), script.value);
		if (!existsSync(file)) missing.add(`there is no script ${relative(root, file)}, which ${path} runs`);
	}
	return [...missing];
}

function isFile(type: Type): boolean {
	return type.kind === "optional" ? isFile(type.of) : type.kind === "file" || type.kind === "dir";
}

function pathOf(value: Json | undefined): string | undefined {
	if (typeof value === "string") return value === "" ? undefined : value;
	if (value === null || typeof value !== "object" || !("path" in value)) return undefined;
	return typeof value.path === "string" ? value.path : undefined;
}
