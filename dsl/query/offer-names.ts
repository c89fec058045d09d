import type { Type } from "@dagwright/core";
import { describeType, functionSections } from "@dagwright/core/expression";
import { type AstNode, AstUtils } from "langium";
import { retryNames } from "../check/place.ts";
import * as ast from "../generated/ast.ts";
import { visibleDeclarations } from "../syntax/scope.ts";
import { headOf } from "./context.ts";
import { declarationMarkdown } from "./hover.ts";
import { type Completion, fromFunction, named, type Place } from "./offer.ts";
import { specialNames, typeOfName } from "./type-of.ts";

/** What may stand in an expression. */
export function expression(place: Place): readonly Completion[] {
	const special = [...specialNames(place.from), ...retryNamesAt(place)].map(([label, type]) =>
		named(label, "name", describeType(type), 0),
	);
	return [
		...visible(place, (node) => !ast.isWorkflow(node) && !ast.isTypeDeclaration(node) && !ast.isImportItem(node)),
		...special,
		...functionSections.flatMap(({ functions }) => functions.map((each) => fromFunction(each, false))),
		...["true", "false", "null"].map((label): Completion => ({ label, kind: "value", rank: 3 })),
	];
}

/** What `retry … when` reads; while the condition is half typed only the text says that it is one. */
export function retryNamesAt({ context }: Place): ReadonlyMap<string, Type> {
	const { tokens, frames } = context;
	const head = headOf(tokens, frames.length - 1);
	const isCondition = tokens[head]?.text === "retry" && tokens.slice(head).some(({ text }) => text === "when");
	return new Map(isCondition ? [...retryNames].map(([name, entry]) => [name, entry.type]) : []);
}

/** What may be waited for. */
export function nodes(place: Place): readonly Completion[] {
	const own = AstUtils.getContainerOfType(place.from, ast.isJob);
	return visible(
		place,
		(node) => node !== own && (ast.isJob(node) || ast.isGroup(node) || ast.isLoop(node)),
		writtenType,
	);
}

/** What `uses` may name. */
export function secrets(place: Place): readonly Completion[] {
	return visible(place, ast.isSecret);
}

/** What `next` may name. */
export function carries(place: Place): readonly Completion[] {
	return visible(place, ast.isCarry);
}

/** What the imported file offers; its address stands after the names, so it is known once it is typed. */
export function importable({ cursor }: Place): readonly Completion[] {
	const others = cursor.analysis.files.filter((file) => file !== cursor.file);
	return others.flatMap((file) =>
		[...file.names].flatMap(([label, { kind }]) =>
			kind === "unresolved" ? [] : [named(label, kind === "type" ? "type" : "job type", file.path, 0)],
		),
	);
}

function visible(
	{ cursor, from }: Place,
	wanted: (node: AstNode) => boolean,
	detailOf: (node: AstNode, type: Type | undefined) => string | undefined = valueType,
): readonly Completion[] {
	const { analysis } = cursor;
	return [...visibleDeclarations(from)].flatMap(([label, node]) => {
		if (!wanted(node)) return [];
		const detail = detailOf(node, typeOfName(analysis, from, label));
		return [
			{
				label,
				kind: ast.isSecret(node) ? "secret" : ast.isJob(node) || ast.isGroup(node) || ast.isLoop(node) ? "job" : "name",
				...(detail === undefined ? {} : { detail }),
				documentation: declarationMarkdown(analysis, node),
				rank: 0,
			} satisfies Completion,
		];
	});
}

/** What the name's value is. */
function valueType(_node: AstNode, type: Type | undefined): string | undefined {
	return type && type.kind !== "unknown" ? describeType(type) : undefined;
}

/** Where only the order matters, what runs is told, not what it gives. */
function writtenType(node: AstNode): string | undefined {
	return ast.isJob(node) ? node.type?.$refText : ast.isGroup(node) ? "group" : "loop";
}
