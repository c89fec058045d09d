import type { JobTypeCatalog } from "@dagwright/core";
import { GRAPH_NOTIFICATION, GRAPH_REQUEST, type GraphAnswer } from "@dagwright/protocol";
import {
	CodeActionKind,
	type Connection,
	DidChangeWatchedFilesNotification,
	type InitializeResult,
	TextDocumentSyncKind,
	TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Build, Builds } from "./builds.ts";
import { completionsOf, triggerCharacters } from "./features/completion.ts";
import { definitionOf } from "./features/definition.ts";
import { diagnosticsToPublish } from "./features/diagnostics.ts";
import { formattingOf } from "./features/formatting.ts";
import { graphOf } from "./features/graph.ts";
import { hoverOf } from "./features/hover.ts";
import { quickFixes } from "./features/quick-fix.ts";
import { symbolsOf } from "./features/symbols.ts";

export interface LanguageServerOptions {
	readonly catalog: JobTypeCatalog;
	/** ms of quiet before a changed document is checked. */
	readonly quiet: number;
}

/**
 * Serves the features of the language on a connection. A file that is opened is read and checked; nothing in it is ever
 * run. A bug in one feature costs that answer, is written to the client's log, and the server goes on.
 */
export function startLanguageServer(connection: Connection, { catalog, quiet }: LanguageServerOptions): void {
	const documents = new TextDocuments(TextDocument);
	/** Documents whose graph somebody looks at, and which workflow of them. */
	const watched = new Map<string, string | undefined>();
	/** What was published for files that are not open, so that it can be taken back. */
	const published = new Set<string>();

	const fail = (what: string, error: unknown): void =>
		connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
	const builds = new Builds({
		catalog,
		documents,
		quiet,
		built: (build) => publish(build),
		failed: (uri, error) => fail(`Checking ${uri} failed`, error),
	});

	function publish(build: Build): void {
		const isOpen = (uri: string) => documents.get(uri) !== undefined;
		for (const [uri, found] of diagnosticsToPublish(build, builds.all(), isOpen)) {
			if (!isOpen(uri) && found.length === 0 && !published.has(uri)) continue;
			if (!isOpen(uri)) published.add(uri);
			send(connection.sendDiagnostics({ uri, diagnostics: [...found] }));
		}
		// After the findings, which shall not wait until the plan is made.
		if (watched.has(build.uri)) setImmediate(publishGraph, build);
	}

	function publishGraph(build: Build): void {
		if (!builds.stands(build)) return;
		try {
			send(connection.sendNotification(GRAPH_NOTIFICATION, graphOf(build, watched.get(build.uri))));
		} catch (error) {
			fail(`The graph of ${build.uri} failed`, error);
		}
	}

	/** A client that is gone no longer needs what could not be sent. */
	function send(sending: Promise<void>): void {
		sending.catch((error: unknown) => fail("Sending failed", error));
	}

	/** Answers from the document's present build; null where there is none, or the feature failed. */
	function answering<Params extends { readonly textDocument: { readonly uri: string } }, Answer>(
		name: string,
		answer: (build: Build, params: Params, text: TextDocument) => Answer,
	): (params: Params) => Answer | null {
		return (params) => {
			const { uri } = params.textDocument;
			try {
				const build = builds.current(uri);
				const text = documents.get(uri);
				return build && text ? answer(build, params, text) : null;
			} catch (error) {
				fail(`${name} of ${uri} failed`, error);
				return null;
			}
		};
	}

	connection.onInitialize((params) => {
		const follows = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
		if (follows) connection.onInitialized(() => watchFiles(connection, fail));
		return capabilities;
	});
	documents.onDidChangeContent(({ document }) => builds.changed(document.uri));
	documents.onDidClose(({ document }) => {
		builds.closed(document.uri);
		send(connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));
	});
	connection.onDidChangeWatchedFiles(({ changes }) => {
		for (const { uri } of changes) {
			// A new `dagwright.json` may move the root of every project.
			if (uri.endsWith("/dagwright.json")) for (const document of documents.all()) builds.changed(document.uri);
			else if (!documents.get(uri)) builds.changed(uri);
		}
		for (const [uri, workflow] of watched) {
			const build = documents.get(uri) ? undefined : builds.fromDisk(uri);
			if (build) send(connection.sendNotification(GRAPH_NOTIFICATION, graphOf(build, workflow)));
		}
	});

	connection.onCompletion(answering("Completion", completionsOf));
	connection.onDefinition(answering("Definition", definitionOf));
	connection.onHover(answering("Hover", hoverOf));
	connection.onDocumentSymbol(answering("The outline", symbolsOf));
	connection.onDocumentFormatting(answering("Formatting", formattingOf));
	connection.onCodeAction(quickFixes);
	connection.onRequest(GRAPH_REQUEST, (params: unknown): GraphAnswer | null => {
		if (!isObject(params)) return null;
		const { uri, workflow: named, once } = params;
		if (typeof uri !== "string") return null;
		const workflow = typeof named === "string" ? named : undefined;
		if (once !== true) watched.set(uri, workflow);
		const build = documents.get(uri) ? builds.current(uri) : builds.fromDisk(uri);
		return build ? graphOf(build, workflow) : null;
	});

	connection.onShutdown(() => builds[Symbol.dispose]());
	documents.listen(connection);
	connection.listen();
}

function isObject(data: unknown): data is Readonly<Record<string, unknown>> {
	return typeof data === "object" && data !== null;
}

const capabilities: InitializeResult = {
	capabilities: {
		textDocumentSync: TextDocumentSyncKind.Incremental,
		completionProvider: { triggerCharacters },
		definitionProvider: true,
		hoverProvider: true,
		documentSymbolProvider: true,
		documentFormattingProvider: true,
		codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
	},
	serverInfo: { name: "dag" },
};

/** Imports are read from disk where they are not open, so their changes matter. */
function watchFiles(connection: Connection, fail: (what: string, error: unknown) => void): void {
	connection.client
		.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/{*.dag,dagwright.json}" }] })
		.catch((error: unknown) => fail("Watching files failed", error));
}
