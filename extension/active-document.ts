import * as vscode from "vscode";

/** The `.dag` document that somebody looks at: of the active editor, else of a visible one. */
export function activeDocument(): vscode.Uri | undefined {
	const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
	return editors.find((editor) => editor?.document.languageId === "dag")?.document.uri;
}
