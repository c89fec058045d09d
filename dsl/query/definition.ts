import type { Origin } from "@dagwright/core";
import type { AstNode } from "langium";
import { originOf, originOfCst } from "../check/findings.ts";
import * as ast from "../generated/ast.ts";
import { importedName } from "../syntax/scope.ts";
import { type Analysis, cursorAt } from "./analysis.ts";
import { meaningAt } from "./resolve.ts";

/** Where a word leads. */
export interface Definition {
	/** The word itself. */
	readonly from: Origin;
	/** The name where it is declared. */
	readonly name: Origin;
	/** The whole declaration. */
	readonly whole: Origin;
}

/** Where the word at a position is declared; undefined for keywords, built-in names and what is not known. */
export function definitionAt(analysis: Analysis, position: Origin["start"]): Definition | undefined {
	const cursor = cursorAt(analysis, position);
	const meaning = cursor && meaningAt(cursor);
	if (!meaning || !cursor?.leaf) return undefined;
	const from = originOfCst(cursor.file.path, cursor.leaf);
	if (meaning.kind === "file") {
		const start = { line: 0, character: 0 };
		const top = { file: meaning.path, start, end: start };
		return { from, name: top, whole: top };
	}
	const target = meaning.kind === "member" ? meaning.declaration : meaning.kind === "declaration" ? meaning : undefined;
	if (!target) return undefined;
	return {
		from,
		name: originOf(target.file.path, target.node, nameProperty(target.node)),
		whole: originOf(target.file.path, target.node),
	};
}

/** What stands for the name: of a hook its event, of what stands in or undoes its type. */
function nameProperty(node: AstNode): string {
	if (ast.isImportItem(node) && importedName(node)) return "source";
	if (ast.isHook(node)) return "event";
	return ast.isFallback(node) || ast.isRollback(node) ? "type" : "name";
}
