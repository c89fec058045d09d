import type { Type } from "@dagwright/core";
import { check, nearestName } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { amountOf, constantText } from "../syntax/literals.ts";
import type { Checker } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { TaskBody } from "./model.ts";
import { environmentAt, type PlaceOptions } from "./place.ts";

/** Checks what is particular to an approval: whom it asks, and that its deadline exists where it is given a meaning. */
export function checkApproval(check: Checker, body: TaskBody): void {
	const approvers = settingOf(body, "approvers");
	if (approvers?.$type === "ListLiteral") {
		checkRoles(check, approvers);
		checkHowMany(check, approvers, settingOf(body, "quorum"));
	}
	const meaning = body.settings.find((setting) => setting.key === "on_timeout");
	if (meaning === undefined || body.policies.policies.some(({ $type }) => $type === "Timeout")) return;
	const message = "`on_timeout` says what a `timeout` means, and this approval has none: it waits forever.";
	const at = originOf(check.workflow.file.path, meaning.node, "key");
	check.context.findings.report("dag/config-rule", at, { message }, { missingFrom: body.node });
}

/**
 * The outputs of an approval with its form typed field by field, as the first values are; a field that begins as null
 * takes text. Unchanged where the form is no record.
 */
export function withFormType(outputs: Type, body: TaskBody, place: PlaceOptions): Type {
	if (outputs.kind !== "record") return outputs;
	const form = body.settings.find((setting) => setting.key === "form");
	// Its problems were told where it was checked as a setting.
	const type = form === undefined ? undefined : check(form.value.expression, environmentAt(place)).type;
	if (type?.kind !== "record") return outputs;
	const typed = Object.entries(type.fields).map(([name, field]): [string, Type] => [
		name,
		field.kind === "null" ? { kind: "optional", of: { kind: "string" } } : field,
	]);
	return { kind: "record", fields: { ...outputs.fields, form: { kind: "record", fields: Object.fromEntries(typed) } } };
}

function settingOf(body: TaskBody, key: string): ast.Expression | undefined {
	return body.settings.find((setting) => setting.key === key)?.node.value;
}

/** `role:NAME` among the approvers must be a role of the project, where its roles are known. */
function checkRoles(check: Checker, approvers: ast.ListLiteral): void {
	const { findings, roles } = check.context;
	if (roles === undefined) return;
	for (const item of approvers.items) {
		const name = item.$type === "PlainText" ? /^role:(.*)$/.exec(constantText(item) ?? "")?.[1] : undefined;
		if (name === undefined || roles.has(name)) continue;
		const suggestion = nearestName(name, roles);
		findings.report("dag/unknown-role", originOf(check.workflow.file.path, item), { name }, { suggestion });
	}
}

/** An approval that nobody could give: no approvers, or a quorum of more than are named. A role may have any number. */
function checkHowMany(check: Checker, approvers: ast.ListLiteral, quorum: ast.Expression | undefined): void {
	const { findings } = check.context;
	const path = check.workflow.file.path;
	if (approvers.items.length === 0) {
		const message = '`approvers` names nobody, so nobody could approve; name a user or a role: `["role:lead"]`.';
		findings.report("dag/config-rule", originOf(path, approvers), { message });
		return;
	}
	const names = approvers.items.map((item) => (item.$type === "PlainText" ? constantText(item) : undefined));
	if (names.some((name) => name === undefined || name.startsWith("role:"))) return;
	const asked = quorum?.$type === "NumberLiteral" ? amountOf(quorum) : undefined;
	const most = new Set(names).size;
	if (quorum === undefined || asked === undefined || "problem" in asked || asked.value <= most) return;
	const named = most === 1 ? "only one approver is" : `only ${most} approvers are`;
	const message = `\`quorum\` asks for ${asked.value} approvals, and ${named} named: it could never be reached.`;
	findings.report("dag/config-rule", originOf(path, quorum), { message });
}
