import type { JobTypeCatalog, Type } from "@dagwright/core";
import type { NodeSymbol, OutputSymbol, Site, TaskBody } from "./model.ts";

/** Which names beyond the block's own are visible where an expression of a node stands. */
export type SiteScope =
	/** Only what the block sees. */
	| "block"
	/** Also the node's `for` variables. */
	| "instance"
	/** Also its own outputs. */
	| "rollback"
	/** Inside the body of a loop or group. */
	| "body";

/** Visits every expression that is written in a node itself, not in the nodes of its body. */
export function forEachSite(
	node: NodeSymbol,
	catalog: JobTypeCatalog,
	visit: (site: Site, scope: SiteScope, enumValues: ReadonlySet<string>) => void,
): void {
	if (node.kind === "let") {
		visit(node.value, "block", none);
		return;
	}
	const { header } = node;
	for (const variable of header.variables) visit(variable.list, "block", none);
	if (header.when) visit(header.when, "block", none);
	if (header.where) visit(header.where, "instance", none);
	if (node.policies.retryWhen) visit(node.policies.retryWhen, "instance", none);
	for (const { value } of node.policies.environment) visit(value, "instance", none);
	const typeName = node.kind === "job" ? node.body.typeName : undefined;
	if (node.kind === "job")
		visitSettings(node.body, typeName, catalog, (site, values) => visit(site, "instance", values));
	if (node.fallback) {
		visitBody(node.fallback, node.fallback.typeName ?? typeName, catalog, (site, values) =>
			visit(site, "instance", values),
		);
	}
	if (node.rollback) {
		visitBody(node.rollback, node.rollback.typeName ?? typeName, catalog, (site, values) =>
			visit(site, "rollback", values),
		);
	}
	const bodySites = (outputs: readonly OutputSymbol[]) => {
		for (const output of outputs) visit(output.value, "body", none);
	};
	if (node.kind === "group") bodySites(node.outputs);
	if (node.kind === "loop") {
		for (const carry of node.carries) visit(carry.initial, "instance", none);
		if (node.until) visit(node.until, "body", none);
		bodySites(node.next);
	}
}

type VisitSetting = (site: Site, enumValues: ReadonlySet<string>) => void;

function visitBody(body: TaskBody, typeName: string | undefined, catalog: JobTypeCatalog, visit: VisitSetting): void {
	visitSettings(body, typeName, catalog, visit);
	if (body.policies.retryWhen) visit(body.policies.retryWhen, none);
	for (const { value } of body.policies.environment) visit(value, none);
}

function visitSettings(
	body: TaskBody,
	typeName: string | undefined,
	catalog: JobTypeCatalog,
	visit: VisitSetting,
): void {
	const config =
		typeName !== undefined && Object.hasOwn(catalog.types, typeName) ? catalog.types[typeName]?.config : undefined;
	for (const { key, value } of body.settings) {
		const type = config !== undefined && Object.hasOwn(config, key) ? config[key]?.type : undefined;
		visit(value, type === undefined ? none : enumValuesOf(type));
	}
}

const none: ReadonlySet<string> = new Set();
const enumValues = new WeakMap<Type, ReadonlySet<string>>();

/** Every enum value that may stand as a bare name within a value of the type. */
function enumValuesOf(type: Type): ReadonlySet<string> {
	const known = enumValues.get(type);
	if (known !== undefined) return known;
	const values = new Set<string>();
	collect(type, values);
	const found = values.size === 0 ? none : values;
	enumValues.set(type, found);
	return found;
}

function collect(type: Type, values: Set<string>): void {
	switch (type.kind) {
		case "enum":
			for (const value of type.values) values.add(value);
			break;
		case "optional":
			collect(type.of, values);
			break;
		case "list":
		case "fan_out":
			collect(type.element, values);
			break;
		case "map":
			collect(type.value, values);
			break;
		case "record":
			for (const field of Object.values(type.fields)) collect(field, values);
			break;
		default:
			break;
	}
}
