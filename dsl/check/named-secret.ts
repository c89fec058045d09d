import { nearestName } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { constantText } from "../syntax/literals.ts";
import type { Checker } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { SettingModel } from "./model.ts";

/** Checks the secret that a setting names as text, as `auth` of `http` does: it must be declared, and the job must use it. */
export function checkNamedSecret(check: Checker, { node }: SettingModel, path: readonly string[]): void {
	const named = valueAt(node.value, path);
	if (named === undefined) return;
	const { findings } = check.context;
	const at = originOf(check.workflow.file.path, named);
	const secrets = check.workflow.secrets.map((secret) => secret.name);
	if (named.$type === "NameReference") {
		const name = named.target?.$refText ?? "";
		if (!secrets.includes(name)) return;
		const message = `The secret is named here, not handed over: write \`"${name}"\`.`;
		findings.report("dag/secret-misuse", at, { message }, { suggestion: `"${name}"` });
		return;
	}
	const name = named.$type === "PlainText" ? constantText(named) : undefined;
	if (name === undefined) return;
	const used = usedSecrets(node, check);
	// It may be named as it is in the workflow or as the job has it in its environment.
	const uses = used.some(({ secret, variable }) => secret?.$refText === name || variable === name);
	if (uses) return;
	if (secrets.includes(name)) {
		const message = `The job does not use the secret \`${name}\`: add \`uses ${name}\` to it.`;
		findings.report("dag/secret-misuse", at, { message });
		return;
	}
	const near = nearestName(name, secrets);
	findings.report("dag/unknown-secret", at, { name }, { suggestion: near === undefined ? undefined : `"${near}"` });
}

function valueAt(value: ast.Expression | ast.Text | undefined, path: readonly string[]): ast.Expression | undefined {
	let found: ast.Expression | ast.Text | undefined = value;
	for (const field of path) {
		if (found?.$type !== "ObjectLiteral") return undefined;
		found = found.entries.find((entry) => entry.key === field)?.value;
	}
	return found;
}

/** The secrets of the job, `fallback` or `rollback` around a node: its own, those of the job it belongs to, the defaults. */
function usedSecrets(node: AstNode, check: Checker): readonly ast.UsedSecret[] {
	const found = check.workflow.defaults.policies.flatMap(secretsOf);
	for (let each: AstNode | undefined = node; each !== undefined; each = each.$container) {
		if (each.$type === "Body") found.push(...(each as ast.Body).members.flatMap(secretsOf));
	}
	return found;
}

function secretsOf(member: AstNode): readonly ast.UsedSecret[] {
	return member.$type === "Uses" ? (member as ast.Uses).secrets : [];
}
