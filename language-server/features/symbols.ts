import type { OutlineItem } from "@dagwright/dsl/query";
import { type DocumentSymbol, SymbolKind } from "vscode-languageserver";
import type { Build } from "../builds.ts";

/** The outline of the document. */
export function symbolsOf(build: Build): DocumentSymbol[] {
	return build.outline().map(toSymbol);
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
