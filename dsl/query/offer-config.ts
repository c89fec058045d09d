import type { Type } from "@dagwright/core";
import { describeType } from "@dagwright/core/expression";
import { AstUtils } from "langium";
import { resolveJobType } from "../check/job-types.ts";
import { builtinTypes } from "../check/types.ts";
import * as ast from "../generated/ast.ts";
import type { Frame } from "./context.ts";
import { typeNameOf } from "./expected-type.ts";
import { configKeyMarkdown, declarationMarkdown, jobTypeMarkdown } from "./hover.ts";
import { type Completion, named, type Place } from "./offer.ts";

/** Types of params, outputs and fields. */
export function types({ cursor }: Place): readonly Completion[] {
	const declared = [...cursor.file.names].flatMap(([label, { kind }]) => (kind === "type" ? [label] : []));
	return [
		...declared.map((label): Completion => ({ label, kind: "type", rank: 0 })),
		...[...builtinTypes].map(
			(label): Completion => ({
				label,
				kind: "type",
				...(typeSnippets[label] === undefined ? {} : { snippet: typeSnippets[label] }),
				rank: 1,
			}),
		),
	];
}

const typeSnippets: Readonly<Record<string, string>> = {
	list: "list<$1>",
	map: "map<$1>",
	enum: 'enum("$1")',
};

/** What a job may be: a workflow or a built-in type. */
export function jobTypes(place: Place): readonly Completion[] {
	const { catalog } = place.cursor.analysis;
	const builtIn = Object.values(catalog.types).map(
		(type): Completion => ({
			label: type.name,
			kind: "job type",
			detail: type.documentation.split("\n")[0] ?? "",
			documentation: jobTypeMarkdown(type),
			rank: 1,
		}),
	);
	return [...workflows(place), ...builtIn];
}

/** The workflows that the file declares or imports. */
export function workflows({ cursor }: Place): readonly Completion[] {
	return [...cursor.file.names].flatMap(([label, declaration]) =>
		declaration.kind === "workflow"
			? [
					{
						label,
						kind: "job type",
						detail: "workflow",
						documentation: declarationMarkdown(cursor.analysis, declaration.workflow.node),
						rank: 0,
					} as const,
				]
			: [],
	);
}

/** The config keys of the job around the place that are not written yet. */
export function configKeys(place: Place): readonly Completion[] {
	const { analysis, file } = place.cursor;
	const body = AstUtils.getContainerOfType(place.from, ast.isBody);
	const written = new Set((body?.members ?? []).filter(ast.isSetting).map(({ key }) => key));
	const name = bodyTypeName(place, body);
	const type = resolveJobType(file, analysis.catalog, name);
	if (type?.kind === "workflow") {
		return type.workflow.params
			.filter((param) => !written.has(param.name))
			.map((param) => ({
				...named(param.name, "config key", describeType(param.type), 0),
				documentation: declarationMarkdown(analysis, param.node),
				snippet: `${param.name} = $0`,
			}));
	}
	if (type?.kind !== "catalog") return [];
	return Object.entries(type.type.config).flatMap(([key, config]) =>
		written.has(key)
			? []
			: [
					{
						label: key,
						kind: "config key",
						detail: `${describeType(config.type)}${config.required ? ", required" : ""}`,
						documentation: configKeyMarkdown(key, config),
						snippet: key === "run" && config.script ? 'run "$0"' : `${key} = $0`,
						rank: config.required ? -1 : 0,
					} as const,
				],
	);
}

/** The tree knows the type; where the body is too broken for one, the text does. */
function bodyTypeName({ context }: Place, body: ast.Body | undefined): string | undefined {
	const known = body && typeNameOf(body.$container);
	if (known) return known;
	const head = context.frames.findLast(({ kind }) => kind === "body")?.head ?? -1;
	const words = context.tokens.slice(head).map((token) => token.text);
	return words[0] === "job" && words[2] === ":" ? words[3] : words[1];
}

/** The values that a config key may have, where there are only some. */
export function valuesOfKey(place: Place, key: string): readonly Completion[] {
	return enumValues(typeOfKey(place, key));
}

/** The type that a config key of the job around the place has. */
export function typeOfKey(place: Place, key: string): Type | undefined {
	const { analysis, file } = place.cursor;
	const name = bodyTypeName(place, AstUtils.getContainerOfType(place.from, ast.isBody));
	const type = resolveJobType(file, analysis.catalog, name);
	if (type?.kind === "workflow") return type.workflow.params.find((param) => param.name === key)?.type;
	return type?.kind === "catalog" ? type.type.config[key]?.type : undefined;
}

/** In a list, those of its elements. */
export function expectedValues(place: Place, frame: Frame): readonly Completion[] {
	const { tokens } = place.context;
	return tokens[frame.start - 2]?.text === "=" ? valuesOfKey(place, tokens[frame.start - 3]?.text ?? "") : [];
}

/** The values of an enum, or of what holds one. */
export function enumValues(type: Type | undefined): readonly Completion[] {
	if (type?.kind === "optional") return enumValues(type.of);
	if (type?.kind === "list") return enumValues(type.element);
	return type?.kind === "enum" ? type.values.map((label) => ({ label, kind: "value", rank: -1 })) : [];
}
