import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import type { JobTypeCatalog } from "@dagwright/core";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import {
	createConnection,
	createProtocolConnection,
	type ProtocolConnection,
	type PublishDiagnosticsParams,
	StreamMessageReader,
	StreamMessageWriter,
} from "vscode-languageserver/node";
import { startLanguageServer } from "../server.ts";

/** An editor that speaks to a real server over streams in memory, on a project in a scratch folder. */
export class TestClient implements AsyncDisposable {
	readonly connection: ProtocolConnection;
	readonly folder: string;
	/** What the server wrote into the client's log. */
	readonly log: string[] = [];
	readonly #published = new Map<string, PublishDiagnosticsParams[]>();
	readonly #waiting = new Set<() => void>();
	#version = 0;

	constructor(files: Readonly<Record<string, string>> = {}) {
		this.folder = mkdtempSync(join(tmpdir(), "dag-lsp-"));
		for (const [name, text] of Object.entries({ "dagwright.json": "{}", ...files })) this.write(name, text);
		const toServer = new PassThrough();
		const toClient = new PassThrough();
		startLanguageServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
			catalog: catalog as unknown as JobTypeCatalog,
			quiet: 1,
		});
		this.connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
		this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
			const key = basename(params.uri);
			this.#published.set(key, [...(this.#published.get(key) ?? []), params]);
			for (const wake of this.#waiting) wake();
		});
		this.connection.onNotification("window/logMessage", ({ message }: { readonly message: string }) => {
			this.log.push(message);
		});
		this.connection.listen();
	}

	/** Starts a client and introduces it to the server. */
	static async start(files: Readonly<Record<string, string>> = {}): Promise<TestClient> {
		const client = new TestClient(files);
		await client.connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
		await client.connection.sendNotification("initialized", {});
		return client;
	}

	uri(name: string): string {
		return pathToFileURL(join(this.folder, name)).href;
	}

	/** Writes a file to disk. */
	write(name: string, text: string): void {
		const path = join(this.folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}

	/** Opens a document and waits for what the server says of it. */
	async open(name: string, text: string): Promise<PublishDiagnosticsParams["diagnostics"]> {
		const said = this.next(name);
		const textDocument = { uri: this.uri(name), languageId: "dag", version: ++this.#version, text };
		await this.connection.sendNotification("textDocument/didOpen", { textDocument });
		return said;
	}

	/** Replaces the text of an open document. */
	async change(name: string, text: string): Promise<void> {
		const textDocument = { uri: this.uri(name), version: ++this.#version };
		await this.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
	}

	/** What the server publishes next for a document. */
	async next(name: string): Promise<PublishDiagnosticsParams["diagnostics"]> {
		const key = basename(name);
		const before = this.#published.get(key)?.length ?? 0;
		await this.#until(() => (this.#published.get(key)?.length ?? 0) > before);
		return this.#published.get(key)?.at(-1)?.diagnostics ?? [];
	}

	/** Asks about a place in an open document. */
	ask<Answer>(method: string, name: string, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
		return this.connection.sendRequest(method, { textDocument: { uri: this.uri(name) }, ...more });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.connection.sendRequest("shutdown");
		this.connection.dispose();
		rmSync(this.folder, { recursive: true, force: true });
	}

	#until(holds: () => boolean): Promise<void> {
		return new Promise((resolve) => {
			const check = () => {
				if (!holds()) return;
				this.#waiting.delete(check);
				resolve();
			};
			this.#waiting.add(check);
			check();
		});
	}
}
