import { randomBytes } from "node:crypto";
import type { Origin } from "@dagwright/core";
import { decodeFromWebview, type GraphAnswer, type PanelMessage } from "@dagwright/protocol";
import * as vscode from "vscode";
import { activeDocument } from "../active-document.ts";
import type { DagLanguage } from "../language-client.ts";
import type { RunRecord } from "../run/run-record.ts";
import type { Runs } from "../run/runs.ts";
import { userName } from "../run/user-name.ts";
import { actOn, type PanelHost } from "./act-on.ts";
import { EventBatch } from "./event-batch.ts";
import { panelHtml } from "./html.ts";
import { nodeAt, workflowAt } from "./node-at.ts";
import { placeIn } from "./place.ts";

/** The type under which VS Code restores the panel. */
export const graphPanelType = "dagwright.graph";

/** Where the document of a restored panel is remembered. */
const rememberedDocument = "graph.document";

export interface GraphPanelContext {
	readonly context: vscode.ExtensionContext;
	readonly language: DagLanguage;
	readonly runs: Runs;
	/** For what could not be understood. */
	readonly log: vscode.LogOutputChannel;
}

/**
 * The graph beside the text: one panel a window, of the `.dag` document that was last shown or edited. It follows the
 * text as the server checks it, the run as it moves, and the cursor; and it leads back to the text.
 */
export class GraphPanel implements Disposable, PanelHost {
	readonly #panel: vscode.WebviewPanel;
	readonly #with: GraphPanelContext;
	readonly #subscriptions: vscode.Disposable[];
	#document: vscode.Uri | undefined;
	#graph: GraphAnswer | undefined;
	/** Nothing is sent before the page listens. */
	#ready = false;
	/** It was opened where no text was: the first one shall not cover it. */
	#alone = false;
	#selected: string | undefined;
	/** A file that the graph has led to: a called workflow's, beside which the graph stays what it is. */
	#ledTo: string | undefined;
	readonly #events = new EventBatch((record, events) => {
		// The snapshot of another run may have been sent meanwhile.
		if (this.#shows(record)) this.#send({ type: "events", run: record.run, events });
	});

	/** Opens the panel beside the text, the text keeping the focus. */
	static open(context: GraphPanelContext): GraphPanel {
		const alone = vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
		const panel = vscode.window.createWebviewPanel(
			graphPanelType,
			"Graph",
			{ viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
			{ retainContextWhenHidden: true },
		);
		const opened = new GraphPanel(panel, context);
		opened.#alone = alone;
		return opened;
	}

	/** Takes over a panel that VS Code restored, with the document that is edited, else the one that it showed. */
	static restore(panel: vscode.WebviewPanel, context: GraphPanelContext): GraphPanel {
		const restored = new GraphPanel(panel, context);
		const remembered = context.context.workspaceState.get<string>(rememberedDocument);
		const edited = vscode.window.activeTextEditor?.document;
		// What is remembered was kept in VS Code's own time, and may be older than what is edited, or missing.
		const document =
			edited?.languageId === "dag"
				? edited.uri
				: remembered === undefined
					? activeDocument()
					: vscode.Uri.parse(remembered);
		if (document) void restored.show(document);
		return restored;
	}

	private constructor(panel: vscode.WebviewPanel, parts: GraphPanelContext) {
		this.#panel = panel;
		this.#with = parts;
		const files = vscode.Uri.joinPath(parts.context.extensionUri, "dist/webview");
		panel.webview.options = { enableScripts: true, localResourceRoots: [files] };
		panel.iconPath = {
			light: vscode.Uri.joinPath(parts.context.extensionUri, "icons/dag-light.svg"),
			dark: vscode.Uri.joinPath(parts.context.extensionUri, "icons/dag-dark.svg"),
		};
		this.#subscriptions = [
			panel.webview.onDidReceiveMessage((data: unknown) => this.#receive(data)),
			parts.language.onGraph((graph) => this.#graphChanged(graph)),
			parts.runs.onStarted(() => this.#sendRun()),
			parts.runs.onEvents(({ record, events }) => {
				if (this.#shows(record)) this.#events.add(record, events);
			}),
			parts.runs.onSample(({ record, sample }) => {
				if (this.#shows(record)) this.#send({ type: "sample", run: record.run, samples: [sample] });
			}),
			parts.runs.onConnection(({ record, ...connection }) => {
				if (this.#shows(record)) this.#send({ type: "connection", ...connection, ended: !connection.connected });
			}),
			vscode.window.onDidChangeActiveTextEditor((editor) => {
				if (editor?.document.languageId !== "dag") return;
				if (this.#alone && editor.viewColumn === this.#panel.viewColumn) {
					this.#panel.reveal(vscode.ViewColumn.Beside, true);
				}
				this.#alone = false;
				if (editor.document.uri.toString() === this.#ledTo) {
					this.#ledTo = undefined;
					return;
				}
				void this.show(editor.document.uri);
			}),
			vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#followCursor(textEditor)),
		];
		panel.webview.html = panelHtml({
			script: panel.webview.asWebviewUri(vscode.Uri.joinPath(files, "main.js")).toString(),
			style: panel.webview.asWebviewUri(vscode.Uri.joinPath(files, "main.css")).toString(),
			cspSource: panel.webview.cspSource,
			nonce: randomBytes(16).toString("base64url"),
		});
	}

	get onClosed(): vscode.Event<void> {
		return this.#panel.onDidDispose;
	}

	/** Brings the panel forward, the focus staying where it is. */
	reveal(): void {
		this.#panel.reveal(undefined, true);
	}

	/** Shows the graph of a document, with its latest run: of the named workflow, else of the one under the cursor. */
	async show(document: vscode.Uri, workflow?: string): Promise<void> {
		if (this.#isShown(document)) {
			if (workflow !== undefined) await this.#showWorkflow(workflow);
			return;
		}
		this.#document = document;
		await this.#with.context.workspaceState.update(rememberedDocument, document.toString());
		this.#panel.title = `Graph: ${document.path.split("/").at(-1)}`;
		const graph = await this.#with.language.graphOf(document, workflow);
		if (!this.#isShown(document)) return;
		this.#graph = graph;
		const editor = vscode.window.visibleTextEditors.find((each) => this.#isShown(each.document.uri));
		const near = workflow === undefined && graph && editor ? workflowUnder(editor, graph) : undefined;
		if (near === undefined || near === this.#workflow) this.sendAll();
		else await this.#showWorkflow(near);
	}

	/** The latest run of the workflow that is shown. */
	get shownRun(): RunRecord | undefined {
		return this.#document && this.runs.latestOf(this.#document, this.#workflow);
	}

	get document(): vscode.Uri | undefined {
		return this.#document;
	}

	get runs(): Runs {
		return this.#with.runs;
	}

	/** Shows the text of a node. */
	async revealNode(node: string | undefined): Promise<void> {
		if (node !== undefined) await this.#goTo(this.#graph?.origins[node]);
	}

	/** Shows the text of a finding, by its place in the list of them. */
	async revealProblem(index: number): Promise<void> {
		await this.#goTo(this.#graph?.problems[index]?.at);
	}

	ready(): void {
		this.#ready = true;
		const name = userName();
		if (name !== undefined) this.#send({ type: "user", name });
		this.sendAll();
	}

	answered(instance: string, problem: string | undefined): void {
		this.#send({ type: "answered", instance, ...(problem !== undefined && { problem }) });
	}

	/** Shows another workflow of the document, with its latest run. */
	async #showWorkflow(workflow: string): Promise<void> {
		const document = this.#document;
		if (!document || workflow === this.#workflow) return;
		const graph = await this.#with.language.graphOf(document, workflow);
		if (!graph || !this.#isShown(document)) return;
		this.#graph = graph;
		this.sendAll();
	}

	[Symbol.dispose](): void {
		for (const subscription of this.#subscriptions) subscription.dispose();
	}

	#graphChanged(graph: GraphAnswer): void {
		if (graph.uri !== this.#document?.toString()) return;
		this.#graph = graph;
		this.#sendPlan();
		// A job that was just typed is one only now.
		const editor = vscode.window.visibleTextEditors.find(({ document }) => this.#isShown(document.uri));
		if (editor) this.#cursorMoved(editor);
	}

	sendAll(): void {
		this.#sendPlan();
		this.#sendRun();
		const editor = vscode.window.visibleTextEditors.find(({ document }) => this.#isShown(document.uri));
		this.#selected = undefined;
		if (editor) this.#cursorMoved(editor);
	}

	#sendPlan(): void {
		if (!this.#graph) {
			// While a document is being read, nothing can be said of it yet.
			if (!this.#document) this.#send({ type: "no_file" });
			return;
		}
		const { file, plan, origins, problems } = this.#graph;
		this.#send({ type: "plan", file, ...(plan ? { plan } : {}), origins, problems });
	}

	#sendRun(): void {
		const record = this.shownRun;
		if (record) this.#send({ type: "snapshot", run: record.run, plan: record.plan, events: record.events });
		else {
			this.#send({ type: "no_run" });
			// Of a run that this window did not start, `onStarted` tells.
			if (this.#document && this.#graph) {
				void this.runs.recall(this.#document, { file: this.#graph.file, workflow: this.#workflow });
			}
		}
	}

	#send(message: PanelMessage): void {
		if (this.#ready) void this.#panel.webview.postMessage(message);
	}

	#receive(data: unknown): void {
		const decoded = decodeFromWebview(data);
		if (!decoded.ok) {
			this.#with.log.warn(`A message of the graph was not understood: ${decoded.problem}`);
			return;
		}
		void actOn(decoded.value, this);
	}

	async #goTo(origin: Origin | undefined): Promise<void> {
		if (!origin || !this.#graph || !this.#document) return;
		const uri = placeIn(this.#document, this.#graph.file, origin.file);
		const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
		const start = new vscode.Position(origin.start.line, origin.start.character);
		this.#ledTo = this.#isShown(uri) ? undefined : uri.toString();
		// Its own selection must not come back as one of the cursor's.
		this.#selected = nodeAt(this.#graph.origins, origin.file, origin.start);
		const editor = await vscode.window.showTextDocument(uri, {
			viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
			selection: new vscode.Selection(start, start),
		});
		editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
	}

	#cursorMoved(editor: vscode.TextEditor): void {
		if (!this.#graph || !this.#isShown(editor.document.uri)) return;
		const job = nodeAt(this.#graph.origins, this.#graph.file, editor.selection.active);
		if (job === this.#selected) return;
		this.#selected = job;
		this.#send({ type: "select", ...(job === undefined ? {} : { job }) });
	}

	/** The cursor leads to another workflow only when somebody moves it: a run of another one may be shown meanwhile. */
	#followCursor(editor: vscode.TextEditor): void {
		this.#cursorMoved(editor);
		const near = this.#graph && this.#isShown(editor.document.uri) && workflowUnder(editor, this.#graph);
		if (near) void this.#showWorkflow(near);
	}

	#isShown(uri: vscode.Uri): boolean {
		return uri.toString() === this.#document?.toString();
	}

	/** The name of the workflow that is shown. */
	get #workflow(): string | undefined {
		const plan = this.#graph?.plan;
		return plan?.workflows[plan.main]?.name;
	}

	#shows(record: RunRecord): boolean {
		return this.shownRun === record;
	}
}

function workflowUnder(editor: vscode.TextEditor, graph: GraphAnswer): string | undefined {
	return workflowAt(graph.workflows, editor.selection.active);
}
