import type { JobType, Json } from "@dagwright/core";
import { check, type EnvironmentEntry, foldConstants } from "@dagwright/core/expression";
import { parse } from "../parse.ts";
import type { Checker } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { Site, TaskBody } from "./model.ts";
import { ExpressionReader } from "./to-expression.ts";

/** Holds the settings to the job type's rules across keys, as far as their values are known. */
export function checkRules(context: Checker, body: TaskBody, type: JobType, values: ReadonlyMap<string, Json>): void {
	if (type.rules.length === 0) return;
	const given = new Set(body.settings.map(({ key }) => key));
	const names = new Map<string, EnvironmentEntry>();
	const known = new Map<string, Json>(values);
	for (const [name, key] of Object.entries(type.config)) {
		names.set(name, { type: key.type, what: "param" });
		if (!given.has(name)) known.set(name, key.default ?? null);
	}
	for (const rule of type.rules) {
		const site = ruleSite(rule.require);
		if (site === undefined) continue;
		const checked = check(site.expression, { names }, { kind: "bool" });
		if (checked.problems.length > 0) continue;
		const folded = foldConstants(checked.typed, {
			get: (name) => (known.has(name) ? known.get(name) : isSet(given, values, name) ? notNull : undefined),
		});
		if (folded.op !== "literal" || folded.value !== false) continue;
		const at = originOf(context.workflow.file.path, body.node, body.node.$type === "Job" ? "name" : "type");
		context.context.findings.report("dag/config-rule", at, { message: rule.message }, { missingFrom: body.node });
	}
}

/** Stands for a value that is only known to be there, for rules that ask no more than that. */
const notNull: Json = {};

/** A setting that is given, with a value that is not known before the run. */
function isSet(given: ReadonlySet<string>, values: ReadonlyMap<string, Json>, name: string): boolean {
	return given.has(name) && !values.has(name);
}

const sites = new Map<string, Site | undefined>();

/** Reads a rule as the `.dag` expression that it is. */
function ruleSite(text: string): Site | undefined {
	if (sites.has(text)) return sites.get(text);
	const { ast, syntaxDiagnostics } = parse(`workflow rule { output holds = ${text} }`, "rule.dag");
	const [workflow] = ast.declarations;
	const output = workflow?.$type === "Workflow" ? workflow.members[0] : undefined;
	const site =
		output?.$type === "Output" && syntaxDiagnostics.length === 0
			? new ExpressionReader(new WeakMap(), () => undefined).site(output.value, output)
			: undefined;
	sites.set(text, site);
	return site;
}
