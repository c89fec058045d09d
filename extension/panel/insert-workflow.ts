import * as vscode from "vscode";
import { newWorkflow } from "../templates.ts";

/** Writes a first workflow at the end of a file, where it can be undone as any edit. */
export async function insertWorkflow(uri: vscode.Uri): Promise<void> {
	const editor = await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
	const { document } = editor;
	const end = document.lineAt(document.lineCount - 1).range.end;
	const before = document.getText().trim() === "" ? "" : end.character === 0 ? "\n" : "\n\n";
	await editor.edit((edit) => edit.insert(end, `${before}${newWorkflow}`));
}
