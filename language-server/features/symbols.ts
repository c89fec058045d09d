import { parse } from "@dagwright/dsl";
import { type OutlineItem, outlineOf } from "@dagwright/dsl/query";
import { type DocumentSymbol, type DocumentSymbolParams, SymbolKind } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Build } from "../builds.ts";

/** The outline of the document. */
export function symbolsOf(build: Build, _params: DocumentSymbolParams, text: TextDocument): DocumentSymbol[] {
	return outlineOf(parse(text.getText(), build.project.file)).map(toSymbol);
}

function toSymbol({ kind, name, detail, range, nameRange, children }: OutlineItem): DocumentSymbol {
	return {
		name,
		kind: kinds[kind],
		...(detail === undefined ? {} : { detail }),
		range,
		selectionRange: nameRange,
		children: children.map(toSymbol),
	};
}

const kinds: Readonly<Record<OutlineItem["kind"], SymbolKind>> = {
	workflow: SymbolKind.Module,
	type: SymbolKind.Struct,
	test: SymbolKind.Event,
	param: SymbolKind.Variable,
	secret: SymbolKind.Key,
	let: SymbolKind.Constant,
	job: SymbolKind.Function,
	group: SymbolKind.Namespace,
	loop: SymbolKind.Namespace,
	output: SymbolKind.Field,
	hook: SymbolKind.Event,
};
