import type { Json, Type } from "@dagwright/core";
import { isAssignable, nearestName } from "@dagwright/core/expression";
import { constantText } from "../syntax/literals.ts";
import type { Checker } from "./checker.ts";
import { constantOf } from "./constant.ts";
import { originOf } from "./findings.ts";
import type { ResolvedJobType } from "./job-types.ts";
import type { TaskBody } from "./model.ts";
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
	check: Checker,
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
			check.site(setting.value, place, key.type);
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
	if (resolved.kind === "catalog" && resolved.type.name === "approval") checkApprovers(check, body);
	if (resolved.kind === "catalog" && inherited.length === 0) checkRules(check, body, resolved.type, values);
}

/** `role:NAME` among the approvers must be a role of the project, where its roles are known. */
function checkApprovers(check: Checker, body: TaskBody): void {
	const { findings, roles } = check.context;
	const list = body.settings.find((setting) => setting.key === "approvers")?.node.value;
	if (roles === undefined || list?.$type !== "ListLiteral") return;
	for (const item of list.items) {
		const name = item.$type === "PlainText" ? /^role:(.*)$/.exec(constantText(item) ?? "")?.[1] : undefined;
		if (name === undefined || roles.has(name)) continue;
		const suggestion = nearestName(name, roles);
		findings.report("dag/unknown-role", originOf(check.workflow.file.path, item), { name }, { suggestion });
	}
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
