import type { JobType, Type } from "@dagwright/core";
import { describeType, elementType, nearestName, withoutNull } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { constantText } from "../syntax/literals.ts";
import type { Checker } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { SettingModel, TaskBody } from "./model.ts";
import type { PlaceOptions } from "./place.ts";
import { checkSettings } from "./settings.ts";

const unknown: Type = { kind: "unknown" };

export type Strategy = "collect_all" | "best_metric" | "worst_metric" | "average_metrics" | "majority_vote" | "custom";

/** The setting that each strategy needs beside `from`. */
const NEEDS: Readonly<Record<Strategy, "metric" | "field" | "value" | undefined>> = {
	collect_all: undefined,
	best_metric: "metric",
	worst_metric: "metric",
	average_metrics: undefined,
	majority_vote: "field",
	custom: "value",
};

/** Checks a `fan_in`, whose value depends on its strategy, and gives the type of that value. */
export function checkFanIn(
	check: Checker,
	body: TaskBody,
	type: JobType,
	place: PlaceOptions,
	inherited: readonly string[],
): Type {
	checkSettings(check, body, { kind: "catalog", type }, place, inherited);
	const setting = (key: string) => body.settings.find((each) => each.key === key);
	const from = setting("from");
	const strategy = strategyOf(body);
	const given = from && elementOf(check, from, place);
	if (strategy === undefined) return unknown;
	const need = NEEDS[strategy];
	if (need !== undefined && setting(need) === undefined) {
		const owner = `The strategy \`${strategy}\``;
		const at = originOf(check.workflow.file.path, body.node, "name");
		check.context.findings.report("dag/missing-config", at, { keys: [need], owner }, { missingFrom: body.node });
	}
	const element = given ?? unknown;
	switch (strategy) {
		case "collect_all":
			return { kind: "list", element };
		case "best_metric":
		case "worst_metric":
			checkMetric(check, setting("metric"), element);
			return element;
		case "average_metrics":
			return averages(check, from, element);
		case "majority_vote":
			return voted(check, setting("field"), element);
		case "custom":
			// Checked by itself, since the catalog knows only that it is some value.
			return setting("value")?.value === undefined ? unknown : typeOf(check, setting("value"), place);
	}
}

/** The strategy that a fan-in names, where it names one. */
export function strategyOf(body: TaskBody): Strategy | undefined {
	const value = body.settings.find((each) => each.key === "strategy")?.node.value;
	const name = value?.$type === "NameReference" ? value.target?.$refText : undefined;
	return name !== undefined && Object.hasOwn(NEEDS, name) ? (name as Strategy) : undefined;
}

function typeOf(check: Checker, setting: SettingModel | undefined, place: PlaceOptions): Type {
	if (setting === undefined || setting.value.typed === undefined) return unknown;
	return check.site(setting.value, place);
}

function elementOf(check: Checker, from: SettingModel, place: PlaceOptions): Type | undefined {
	if (from.value.typed === undefined) return undefined;
	const type = check.site(from.value, place);
	const element = elementType(withoutNull(type));
	if (element !== undefined) return element;
	const message = `\`from\` wants a job with \`for\`, or a list, but this is ${describeType(type)}.`;
	check.context.findings.report("dag/type-mismatch", originOf(check.workflow.file.path, from.node, "value"), {
		message,
	});
	return undefined;
}

function metricsOf(element: Type): Type | undefined {
	return element.kind === "record" ? element.fields["metrics"] : undefined;
}

/** A metric that is named must be one that the elements have; process jobs may report any. */
function checkMetric(check: Checker, setting: SettingModel | undefined, element: Type): void {
	if (setting === undefined || element.kind === "unknown") return;
	const metrics = metricsOf(element);
	const at = originOf(check.workflow.file.path, setting.node, "value");
	if (metrics === undefined) {
		const message = `The elements have no \`metrics\`; they are ${describeType(element)}.`;
		check.context.findings.report("dag/unknown-output", at, { message });
		return;
	}
	const name = textOf(setting.node.value);
	if (name === undefined || metrics.kind !== "record" || Object.hasOwn(metrics.fields, name)) return;
	const suggestion = nearestName(name, Object.keys(metrics.fields));
	check.context.findings.report(
		"dag/unknown-output",
		at,
		{ message: `There is no metric \`${name}\`.` },
		{ suggestion },
	);
}

function averages(check: Checker, from: SettingModel | undefined, element: Type): Type {
	const metrics = metricsOf(element);
	if (metrics?.kind === "map") return metrics;
	if (metrics?.kind === "record") {
		const names = Object.keys(metrics.fields);
		return { kind: "record", fields: Object.fromEntries(names.map((name) => [name, { kind: "float" }])) };
	}
	if (from !== undefined && element.kind !== "unknown") {
		const message = `The elements have no \`metrics\` to average; they are ${describeType(element)}.`;
		check.context.findings.report("dag/unknown-output", originOf(check.workflow.file.path, from.node, "value"), {
			message,
		});
	}
	return unknown;
}

function voted(check: Checker, setting: SettingModel | undefined, element: Type): Type {
	const name = textOf(setting?.node.value);
	if (setting === undefined || name === undefined || element.kind !== "record") return unknown;
	const field = Object.hasOwn(element.fields, name) ? element.fields[name] : undefined;
	if (field !== undefined) return field;
	const suggestion = nearestName(name, Object.keys(element.fields));
	const at = originOf(check.workflow.file.path, setting.node, "value");
	check.context.findings.report(
		"dag/unknown-output",
		at,
		{ message: `The elements have no \`${name}\`.` },
		{ suggestion },
	);
	return unknown;
}

function textOf(node: ast.Expression | ast.Text | undefined): string | undefined {
	return node?.$type === "PlainText" ? constantText(node) : undefined;
}
