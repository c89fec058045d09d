import type { Json, Type } from "@dagwright/core";
import { isAssignable, nearestName } from "@dagwright/core/expression";
import type { WorkflowCheck } from "./check-workflow.ts";
import { constantOf } from "./constant.ts";
import { originOf } from "./findings.ts";
import type { ResolvedJobType } from "./job-types.ts";
import type { SettingModel, TaskBody } from "./model.ts";
import type { PlaceOptions } from "./place.ts";
import { checkRules } from "./rules.ts";
import { checkScript } from "./script-setting.ts";

/** What a job's settings may be: a config of the catalog, or the params of a workflow. */
interface Key {
	readonly type: Type;
	readonly required: boolean;
	readonly script: boolean;
	readonly default?: Json;
}

/** Checks the settings of a task or call key by key, and that none is missing. */
export function checkSettings(
	check: WorkflowCheck,
	body: TaskBody,
	resolved: Exclude<ResolvedJobType, { kind: "unresolved" }>,
	place: PlaceOptions,
	inherited: readonly string[],
): void {
	const { findings } = check.context;
	const { path } = check.workflow.file;
	const keys = keysOf(resolved);
	const owner =
		resolved.kind === "catalog" ? `\`${resolved.type.name}\`` : `The workflow \`${resolved.workflow.name}\``;
	const values = new Map<string, Json>();
	for (const setting of body.settings) {
		const key = keys.get(setting.key);
		if (key === undefined) {
			const at = originOf(path, setting.node, "key");
			const suggestion = nearestName(setting.key, keys.keys());
			findings.report("dag/unknown-config-key", at, { key: setting.key, owner }, { suggestion });
			check.site(setting.value, place);
		} else if (key.script) checkScript(check, setting, place);
		else {
			checkSetting(check, setting, key.type, place);
			const value = constantOf(setting.value, check.workflow);
			if (value !== undefined) values.set(setting.key, value);
		}
	}
	const given = new Set([...body.settings.map((setting) => setting.key), ...inherited]);
	const missing = [...keys].filter(([name, key]) => key.required && !given.has(name)).map(([name]) => name);
	if (missing.length > 0) {
		const property = body.node.$type === "Job" ? "name" : "type";
		findings.report("dag/missing-config", originOf(path, body.node, property), { keys: missing, owner });
	}
	if (resolved.kind === "catalog" && inherited.length === 0) checkRules(check, body, resolved.type, values);
}

function checkSetting(check: WorkflowCheck, setting: SettingModel, type: Type, place: PlaceOptions): void {
	check.site(setting.value, place, type);
}

function keysOf(resolved: Exclude<ResolvedJobType, { kind: "unresolved" }>): ReadonlyMap<string, Key> {
	if (resolved.kind === "catalog") {
		const entries = Object.entries(resolved.type.config);
		return new Map(entries.map(([name, key]) => [name, { ...key, script: key.script !== undefined }]));
	}
	return new Map(
		resolved.workflow.params.map(({ name, type, default: value }) => {
			const required = value === undefined && !isAssignable({ kind: "null" }, type);
			return [name, { type, required, script: false }];
		}),
	);
}
