import type { Json, Type } from "@dagwright/core";
import { isAssignable, nearestName } from "@dagwright/core/expression";
import { checkApproval } from "./check-approval.ts";
import type { Checker } from "./checker.ts";
import { constantOf } from "./constant.ts";
import { originOf } from "./findings.ts";
import type { ResolvedJobType } from "./job-types.ts";
import type { SettingModel, TaskBody } from "./model.ts";
import { checkNamedSecret } from "./named-secret.ts";
import type { PlaceOptions } from "./place.ts";
import { checkRules } from "./rules.ts";
import { checkScript } from "./script-setting.ts";
import { wordOfKey } from "./words.ts";

/** What a job's settings may be: a config of the catalog, or the params of a workflow. */
interface Key {
	readonly type: Type;
	readonly required: boolean;
	readonly script: boolean;
	/** The path of the field that names a secret. */
	readonly secret?: readonly string[];
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
	const unknown: SettingModel[] = [];
	for (const setting of body.settings) {
		const key = keys.get(setting.key);
		if (key === undefined) {
			unknown.push(setting);
			if (wordOfKey(setting.key) === undefined) check.site(setting.value, place);
		} else if (key.script) checkScript(check, setting, place);
		else {
			if (key.secret !== undefined) checkNamedSecret(check, setting, key.secret);
			check.site(setting.value, place, key.type);
			const value = constantOf(setting.value, check.workflow);
			if (value !== undefined) values.set(setting.key, value);
		}
	}
	const given = new Set([...body.settings.map((setting) => setting.key), ...inherited]);
	const required = [...keys].filter(([name, key]) => key.required && !given.has(name)).map(([name]) => name);
	const free = [...keys.keys()].filter((name) => !given.has(name));
	const meant = unknown.map((setting) => unknownKey(check, setting, { owner, free, required }));
	const missing = required.filter((name) => !meant.includes(name));
	if (missing.length > 0) {
		const property = body.node.$type === "Job" ? "name" : "type";
		const at = originOf(path, body.node, property);
		findings.report("dag/missing-config", at, { keys: missing, owner }, { missingFrom: body.node });
	}
	if (resolved.kind !== "catalog") return;
	if (resolved.type.name === "approval") checkApproval(check, body);
	// A rule speaks of all keys: as long as one is wrong or missing, what it would say may not be so.
	const isWhole = missing.length === 0 && unknown.length === 0 && inherited.length === 0;
	if (isWhole) checkRules(check, body, resolved.type, values);
}

/** Reports a setting that the owner does not have; gives the key that was meant, which then is not missing. */
function unknownKey(
	check: Checker,
	{ key, node }: SettingModel,
	{ owner, free, required }: { owner: string; free: readonly string[]; required: readonly string[] },
): string | undefined {
	const at = originOf(check.workflow.file.path, node, "key");
	const { findings } = check.context;
	const word = wordOfKey(key);
	if (word !== undefined) {
		findings.report("dag/misplaced-policy", at, { message: word });
		return undefined;
	}
	const near = nearestName(key, required) ?? nearestName(key, free);
	const [only, ...others] = required;
	// With one key too many and one missing, the one stands for the other.
	const other = near === undefined && others.length === 0 ? only : undefined;
	const what = owner.startsWith("The workflow") ? "param" : "setting";
	const details = { key, owner, what, ...(other && { instead: other }) };
	findings.report("dag/unknown-config-key", at, details, { suggestion: near });
	return near ?? other;
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
