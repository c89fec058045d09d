import { type CodeAction, CodeActionKind, type CodeActionParams } from "vscode-languageserver";
import type { DiagnosticData } from "./diagnostics.ts";

/** Offers the near name that a diagnostic suggests. */
export function quickFixes({ textDocument, context }: CodeActionParams): CodeAction[] {
	return context.diagnostics.flatMap((diagnostic) => {
		const suggestion = suggestionOf(diagnostic.data);
		if (diagnostic.source !== "dag" || suggestion === undefined) return [];
		return [
			{
				title: `Change to “${suggestion}”`,
				kind: CodeActionKind.QuickFix,
				diagnostics: [diagnostic],
				isPreferred: true,
				edit: { changes: { [textDocument.uri]: [{ range: diagnostic.range, newText: suggestion }] } },
			},
		];
	});
}

function suggestionOf(data: unknown): string | undefined {
	const { suggestion } = (data ?? {}) as { readonly [Key in keyof DiagnosticData]?: unknown };
	return typeof suggestion === "string" ? suggestion : undefined;
}
