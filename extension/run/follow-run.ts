import { dirname } from "node:path";
import * as vscode from "vscode";
import type { RunOutcome, Runs } from "./runs.ts";

export interface FollowContext {
	readonly runs: Runs;
	/** Shows the graph of a document beside it. */
	readonly showGraph: (document: vscode.Uri) => Promise<void>;
}

/** Runs to the end; a failure is shown where the eye can find it, without a message that must be closed. */
export async function follow(context: FollowContext, uri: vscode.Uri, args: readonly string[]): Promise<RunOutcome> {
	const outcome = await context.runs.start({ document: uri, args, folder: dirname(uri.fsPath) });
	if (outcome.code !== 0) context.runs.showLog();
	if (outcome.record?.end?.result === "failed") await context.showGraph(uri);
	return outcome;
}

/** Whether a run may start now; says why where it may not. */
export async function mayRun({ runs }: Pick<FollowContext, "runs">, uri: vscode.Uri): Promise<boolean> {
	const problem = !vscode.workspace.isTrusted
		? "Running needs a trusted workspace."
		: uri.scheme !== "file"
			? "Save the file first: a run needs it on disk."
			: runs.running
				? "A run is under way. Cancel it, or wait for its end."
				: undefined;
	if (problem === undefined) return true;
	await vscode.window.showWarningMessage(problem);
	return false;
}
