import {
	decodeGraphAnswer,
	GRAPH_NOTIFICATION,
	GRAPH_REQUEST,
	type GraphAnswer,
	type GraphRequest,
} from "@dagwright/protocol";
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

/** The language server as the rest of the extension sees it. */
export interface DagLanguage extends AsyncDisposable {
	/** The graph of a workflow of an open document, or of its first; from then on `onGraph` tells each change. Undefined when the server can't say. */
	graphOf(uri: vscode.Uri, workflow?: string): Promise<GraphAnswer | undefined>;
	/** As `graphOf`, without being told of changes. */
	lookAt(uri: vscode.Uri, workflow?: string): Promise<GraphAnswer | undefined>;
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
	const ask = async (request: GraphRequest): Promise<GraphAnswer | undefined> => {
		const answer: unknown = await client.sendRequest(GRAPH_REQUEST, request);
		return answer === null ? undefined : understand(answer);
	};
	return {
		onGraph: graphs.event,
		graphOf: (uri, workflow) => ask({ uri: uri.toString(), ...(workflow === undefined ? {} : { workflow }) }),
		lookAt: (uri, workflow) =>
			ask({ uri: uri.toString(), once: true, ...(workflow === undefined ? {} : { workflow }) }),
		[Symbol.asyncDispose]: async () => {
			graphs.dispose();
			await client.dispose();
		},
	};
}
