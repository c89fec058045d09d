import type { FromWebview } from "@dagwright/protocol";
import * as vscode from "vscode";
import type { RunRecord } from "../run/run-record.ts";
import type { Runs } from "../run/runs.ts";
import { insertWorkflow } from "./insert-workflow.ts";

/** What the panel offers to what the page asks for. */
export interface PanelHost {
	/** The document that is shown. */
	readonly document: vscode.Uri | undefined;
	/** The run that is shown. */
	readonly shownRun: RunRecord | undefined;
	readonly runs: Runs;
	/** The page listens from now on. */
	ready(): void;
	sendAll(): void;
	/** What became of an answer: why it was refused, or nothing. */
	answered(instance: string, problem: string | undefined): void;
	revealNode(node: string | undefined): Promise<void>;
	revealProblem(index: number): Promise<void>;
}

/** Does what the page asks for; runs are left to the commands that the palette has too. */
export async function actOn(message: FromWebview, host: PanelHost): Promise<void> {
	switch (message.type) {
		case "ready":
			host.ready();
			return;
		case "resync":
			host.sendAll();
			return;
		case "reveal":
			await host.revealNode(message.job);
			return;
		case "reveal_problem":
			await host.revealProblem(message.index);
			return;
		case "run":
			await vscode.commands.executeCommand("dag.run", host.document);
			return;
		case "cancel":
			await vscode.commands.executeCommand("dag.cancelRun", host.document, host.shownRun?.run);
			return;
		case "pause":
			await vscode.commands.executeCommand("dag.pauseRun", host.document, host.shownRun?.run);
			return;
		case "resume":
			if (host.shownRun) await vscode.commands.executeCommand("dag.resume", host.document, host.shownRun.run);
			return;
		case "answer": {
			const { type: _, ...answer } = message;
			const record = host.shownRun;
			const problem = record ? await host.runs.answer(record, answer) : "This run is no longer shown.";
			host.answered(answer.instance, problem);
			return;
		}
		case "retry":
			await vscode.commands.executeCommand("dag.retry", message.path === undefined ? {} : { dagPath: message.path });
			return;
		case "fork":
			await vscode.commands.executeCommand("dag.forkFrom", { dagJob: message.job });
			return;
		case "show_log":
			host.runs.showLog();
			return;
		case "new_workflow":
			await vscode.commands.executeCommand("dag.newWorkflow");
			return;
		case "open_example":
			await vscode.commands.executeCommand("dag.openExample");
			return;
		case "insert_workflow":
			if (host.document) await insertWorkflow(host.document);
			return;
	}
}
