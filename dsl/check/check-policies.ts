import { nearestName } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import type { Checker } from "./checker.ts";
import { originOf, originOfCst } from "./findings.ts";
import { resolveJobType } from "./job-types.ts";
import type { PolicySites, Runnable, Site } from "./model.ts";
import { type PlaceOptions, retryNames } from "./place.ts";
import { readPolicies } from "./policies.ts";
import { policyName } from "./read-body.ts";
import { asText } from "./script-setting.ts";

/** Checks the expressions in policies, and the policies themselves. */
export function checkPolicies(check: Checker, sites: PolicySites, place: PlaceOptions): void {
	const { findings } = check.context;
	const { path } = check.workflow.file;
	if (sites.retryWhen) {
		const extra = new Map([...(place.extra ?? []), ...retryNames]);
		check.site(sites.retryWhen, { ...place, extra }, { kind: "bool" });
	}
	for (const { entry, value } of sites.environment) {
		environmentValue(check, value, place);
		reservedVariable(check, entry, entry.variable);
	}
	readPolicies(sites, (node, message, suggestion) =>
		findings.report("dag/invalid-policy", originOf(path, node), { message }, { suggestion }),
	);
	for (const policy of sites.policies) {
		if (policy.$type !== "Uses") continue;
		for (const used of policy.secrets) usedSecret(check, used);
	}
}

/** The value becomes text, so it is checked as it would be within a string. */
function environmentValue(check: Checker, value: Site, place: PlaceOptions): void {
	const template: Site = { ...value, expression: { op: "template", parts: [value.expression] } };
	check.site(template, place);
	const [part] = template.typed?.op === "template" ? template.typed.parts : [];
	if (part !== undefined && typeof part !== "string") value.typed = asText(part);
	else if (template.typed) value.typed = template.typed;
	if (template.type) value.type = template.type;
}

/** What begins with `DAG_` is the engine's: it would overwrite the value. */
function reservedVariable(check: Checker, node: AstNode, variable: string | undefined): void {
	if (variable === undefined || !variable.startsWith("DAG_")) return;
	const at = originOf(check.workflow.file.path, node, "variable");
	const message = `\`${variable}\` is the engine's own: variables of a job do not begin with \`DAG_\`.`;
	check.context.findings.report("dag/invalid-policy", at, { message });
}

function usedSecret(check: Checker, used: ast.UsedSecret): void {
	const name = used.secret?.$refText;
	reservedVariable(check, used, used.variable ?? name);
	if (name === undefined || name === "") return;
	check.workflow.used.add(name);
	if (check.workflow.names.get(name)?.kind === "secret") return;
	const secrets = check.workflow.secrets.map((secret) => secret.name);
	const at = originOfCst(check.workflow.file.path, used.secret.$refNode ?? used.$cstNode);
	check.context.findings.report("dag/unknown-secret", at, { name }, { suggestion: nearestName(name, secrets) });
}

/** What processes have: what calls a workflow has none, but for what stands in for it or undoes it. */
const forProcesses: ReadonlySet<string> = new Set<ast.Policy["$type"]>(["Needs", "Uses", "Environment", "Sources"]);

/** Policies that mean nothing where they stand. */
export function checkPlacement(check: Checker, node: Runnable): void {
	const { findings } = check.context;
	const { path } = check.workflow.file;
	const resolved =
		node.kind === "job" ? resolveJobType(check.workflow.file, check.context.catalog, node.body.typeName) : undefined;
	const isBareCall = resolved?.kind === "workflow" && node.fallback === undefined && node.rollback === undefined;
	for (const policy of node.policies.policies) {
		const needsFor = policy.$type === "Limit" || policy.$type === "Succeed";
		if (needsFor && node.header.variables.length === 0) {
			const message = `\`${policyName(policy)}\` is about the instances of a \`for\`, and \`${node.name}\` has none.`;
			findings.report("dag/misplaced-policy", originOf(path, policy), { message });
		}
		if (isBareCall && forProcesses.has(policy.$type)) {
			const message = `\`${policyName(policy)}\` does not reach into a called workflow: say it there, and pass what it reads as a param.`;
			findings.report("dag/misplaced-policy", originOf(path, policy), { message });
		}
		const isShell = node.kind === "job" && node.body.typeName === "shell";
		if (policy.$type === "Cache" && isShell && !node.policies.policies.some((each) => each.$type === "Sources")) {
			findings.report("dag/cache-without-sources", originOf(path, policy), node, { missingFrom: node.node });
		}
	}
}
