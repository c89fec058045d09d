import { decodeGraphAnswer, GRAPH_NOTIFICATION, GRAPH_REQUEST, type GraphAnswer } from "@dagwright/protocol";
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

/** The language server as the rest of the extension sees it. */
export interface DagLanguage extends AsyncDisposable {
	/** The graph of an open document; from then on `onGraph` tells each change. Undefined when the server can't say. */
	graphOf(uri: vscode.Uri): Promise<GraphAnswer | undefined>;
	readonly onGraph: vscode.Event<GraphAnswer>;
}

/** Starts the bundled server on VS Code's own Node. */
export async function startLanguage(context: vscode.ExtensionContext): Promise<DagLanguage> {
	const module = vscode.Uri.joinPath(context.extensionUri, "dist/language-server.mjs").fsPath;
	const server = { module, transport: TransportKind.ipc };
	const client = new LanguageClient(
		"dag",
		"Dag Language Server",
		{ run: server, debug: { ...server, options: { execArgv: ["--inspect=0"] } } },
		{ documentSelector: [{ language: "dag" }] },
	);
	const graphs = new vscode.EventEmitter<GraphAnswer>();
	const understand = (data: unknown): GraphAnswer | undefined => {
		const decoded = decodeGraphAnswer(data);
		if (decoded.ok) return decoded.value;
		client.warn(`A graph was not understood: ${decoded.problem}`);
		return undefined;
	};
	client.onNotification(GRAPH_NOTIFICATION, (data: unknown) => {
		const answer = understand(data);
		if (answer) graphs.fire(answer);
	});
	await client.start();
	return {
		onGraph: graphs.event,
		graphOf: async (uri) => {
			const answer: unknown = await client.sendRequest(GRAPH_REQUEST, { uri: uri.toString() });
			return answer === null ? undefined : understand(answer);
		},
		[Symbol.asyncDispose]: async () => {
			graphs.dispose();
			await client.dispose();
		},
	};
}
