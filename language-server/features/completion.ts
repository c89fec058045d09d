import { type Completion, completionsAt } from "@dagwright/dsl/query";
import {
	type CompletionItem,
	CompletionItemKind,
	type CompletionParams,
	InsertTextFormat,
	MarkupKind,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Build } from "../builds.ts";

/**
 * What unasked opens the suggestions, besides letters: only where the line hardly ends, since Enter takes a suggestion
 * where a new line is meant. A brace counts in `${` only.
 */
export const triggerCharacters: string[] = [".", ":", "=", "{"];

/** What may be typed at the cursor. */
export function completionsOf(
	build: Build,
	{ position, context }: CompletionParams,
	document: TextDocument,
): CompletionItem[] {
	const end = document.offsetAt(position);
	if (context?.triggerCharacter === "{" && document.getText().slice(end - 2, end) !== "${") return [];
	return completionsAt(build.analysis(), position).map(toItem);
}

function toItem({ label, kind, detail, documentation, snippet, rank }: Completion): CompletionItem {
	return {
		label,
		kind: kinds[kind],
		// Ranks from -1 to 3, as a letter.
		sortText: `${String.fromCharCode(98 + rank)}${label}`,
		...(detail === undefined ? {} : { detail }),
		...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
		...(snippet === undefined ? {} : { insertText: snippet, insertTextFormat: InsertTextFormat.Snippet }),
	};
}

const kinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
	keyword: CompletionItemKind.Keyword,
	name: CompletionItemKind.Variable,
	job: CompletionItemKind.Module,
	type: CompletionItemKind.Struct,
	"job type": CompletionItemKind.Class,
	"config key": CompletionItemKind.Property,
	member: CompletionItemKind.Field,
	function: CompletionItemKind.Function,
	value: CompletionItemKind.EnumMember,
	secret: CompletionItemKind.Constant,
};
