import type { GraphAnswer } from "@dagwright/protocol";
import * as vscode from "vscode";
import { workflowAt } from "../panel/node-at.ts";

/** Lets the user choose where a file has several workflows, the one under the cursor first; undefined when they gave up. */
export async function chooseWorkflow(
	document: vscode.Uri,
	graph: GraphAnswer | undefined,
): Promise<{ readonly workflow?: string } | undefined> {
	if (!graph || graph.workflows.length < 2) return {};
	const editor = vscode.window.visibleTextEditors.find((each) => each.document.uri.toString() === document.toString());
	const near = editor && workflowAt(graph.workflows, editor.selection.active);
	const names = graph.workflows.map(({ name }) => name);
	const sorted = near === undefined ? names : [near, ...names.filter((name) => name !== near)];
	const workflow = await vscode.window.showQuickPick(sorted, { title: "Run which workflow?" });
	return workflow === undefined ? undefined : { workflow };
}
