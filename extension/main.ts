import { join } from "node:path";
import * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { startLanguage } from "./language-client.ts";
import { GraphPanel, graphPanelType } from "./panel/graph-panel.ts";
import { Runs } from "./run/runs.ts";

/** Called by VS Code when the first `.dag` document is opened, or a graph is restored. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
	const log = vscode.window.createOutputChannel("Dagwright", { log: true });
	const runs = new Runs(
		{ program: join(context.extensionPath, "dist/cli/dag.mjs"), node: process.execPath },
		context.workspaceState,
	);
	const language = await startLanguage(context);
	const parts = { context, language, runs, log };
	let panel: GraphPanel | undefined;
	const keep = (opened: GraphPanel): GraphPanel => {
		panel?.[Symbol.dispose]();
		panel = opened;
		opened.onClosed(() => {
			opened[Symbol.dispose]();
			if (panel === opened) panel = undefined;
		});
		return opened;
	};
	const showGraph = async (document: vscode.Uri | undefined, workflow?: string): Promise<void> => {
		panel?.reveal();
		const shown = panel ?? keep(GraphPanel.open(parts));
		if (document) await shown.show(document, workflow);
	};
	context.subscriptions.push(
		log,
		{ dispose: () => runs[Symbol.dispose]() },
		{ dispose: () => panel?.[Symbol.dispose]() },
		{ dispose: () => language[Symbol.asyncDispose]() },
		registerCommands({
			language,
			runs,
			showGraph,
			shownRun: () => panel?.shownRun,
			revealNode: async (job) => panel?.revealNode(job),
		}),
		vscode.window.registerWebviewPanelSerializer(graphPanelType, {
			deserializeWebviewPanel: async (restored) => {
				keep(GraphPanel.restore(restored, parts));
			},
		}),
	);
}
