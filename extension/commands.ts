import { dirname } from "node:path";
import * as vscode from "vscode";
import { activeDocument } from "./active-document.ts";
import type { DagLanguage } from "./language-client.ts";
import { askParams } from "./run/ask-params.ts";
import { chooseRun } from "./run/choose-run.ts";
import { chooseWorkflow } from "./run/choose-workflow.ts";
import { follow, mayRun } from "./run/follow-run.ts";
import { approve, fork, type NodeContext, nodeContext, retry } from "./run/run-commands.ts";
import type { RunRecord } from "./run/run-record.ts";
import { runToSteer } from "./run/run-to-steer.ts";
import type { RunOutcome, Runs } from "./run/runs.ts";
import { exampleWorkflow, newWorkflow } from "./templates.ts";

export interface CommandsContext {
	readonly language: DagLanguage;
	readonly runs: Runs;
	/** The run that the graph shows. */
	readonly shownRun: () => RunRecord | undefined;
	/** Shows the text of a job of the graph. */
	readonly revealNode: (job: string | undefined) => Promise<void>;
	/** Shows the graph of a document beside it: of the named workflow, or the one that is shown already. */
	readonly showGraph: (document: vscode.Uri | undefined, workflow?: string) => Promise<void>;
}

/** Registers the commands of the palette and of the editor's title. */
export function registerCommands(context: CommandsContext): vscode.Disposable {
	const commands: Readonly<Record<string, (document?: vscode.Uri, run?: string) => Promise<unknown>>> = {
		"dag.run": (document) => withDocument(document, (uri) => run(context, uri)),
		"dag.showGraph": (document) => context.showGraph(document ?? activeDocument()),
		"dag.cancelRun": (_, run) => cancel(context, run),
		"dag.pauseRun": (_, run) => pause(context, run),
		"dag.resume": (document, run) => withDocument(document, (uri) => resume(context, uri, run)),
		"dag.check": (document) => withDocument(document, check),
		"dag.showLog": async () => context.runs.showLog(),
		"dag.newWorkflow": () => openUntitled(newWorkflow),
		"dag.openExample": () => openUntitled(exampleWorkflow),
	};
	const onRuns: Readonly<Record<string, (node: NodeContext) => Promise<unknown>>> = {
		"dag.approve": (node) => approve(context, node),
		"dag.retryFailed": () => retry(context, {}),
		"dag.retry": (node) => retry(context, node),
		"dag.forkFrom": (node) => fork(context, node),
		"dag.goToText": (node) => context.revealNode(node.dagJob),
	};
	return vscode.Disposable.from(
		...Object.entries(onRuns).map(([name, command]) =>
			vscode.commands.registerCommand(name, (argument?: unknown) => command(nodeContext(argument))),
		),
		...Object.entries(commands).map(([name, command]) =>
			// A menu hands over more than an address, and another extension anything.
			vscode.commands.registerCommand(name, (argument?: unknown, run?: unknown) =>
				command(argument instanceof vscode.Uri ? argument : undefined, typeof run === "string" ? run : undefined),
			),
		),
	);
}

async function run(context: CommandsContext, uri: vscode.Uri): Promise<RunOutcome | undefined> {
	if (!(await mayRun(context, uri))) return undefined;
	const document = await vscode.workspace.openTextDocument(uri);
	if (document.isDirty && !(await document.save())) return undefined;
	const chosen = await chooseWorkflow(uri, await context.language.lookAt(uri));
	if (chosen === undefined) return undefined;
	const { workflow } = chosen;
	const graph = await context.language.lookAt(uri, workflow);
	const params = graph?.plan ? await askParams(graph.plan) : [];
	if (params === undefined) return undefined;
	const settings = vscode.workspace.getConfiguration("dag.run", uri);
	if (settings.get<boolean>("showGraph")) await context.showGraph(uri, workflow);
	const parallel = settings.get<number | null>("maxParallel");
	return follow(context, uri, [
		"run",
		uri.fsPath,
		"--json",
		...(workflow === undefined ? [] : ["--workflow", workflow]),
		...(typeof parallel === "number" ? ["--max-parallel", String(parallel)] : []),
		...params.flatMap(({ name, value }) => ["--param", `${name}=${value}`]),
	]);
}

async function resume(context: CommandsContext, uri: vscode.Uri, run?: string): Promise<RunOutcome | undefined> {
	if (!(await mayRun(context, uri))) return undefined;
	const folder = dirname(uri.fsPath);
	const chosen = run ?? (await chooseRun(await context.runs.ask(["runs", "--json"], folder)));
	return chosen === undefined ? undefined : follow(context, uri, ["resume", chosen, "--json"]);
}

async function pause(context: CommandsContext, run?: string): Promise<void> {
	const record = toSteer(context, run);
	const problem = record === undefined ? "No run is under way." : await context.runs.pause(record);
	if (problem !== undefined) await vscode.window.showWarningMessage(`The run could not be paused: ${problem}`);
}

async function cancel(context: CommandsContext, run?: string): Promise<void> {
	// What was just started is meant, before it has said which run it is.
	if (run === undefined && context.runs.cancelStart()) return;
	const record = toSteer(context, run);
	const problem = record === undefined ? "No run is under way." : await context.runs.cancel(record);
	if (problem !== undefined) await vscode.window.showWarningMessage(`The run could not be cancelled: ${problem}`);
}

/** The panel names the run that it shows, which may be driven by anyone; the palette means what is under way. */
function toSteer({ runs, shownRun }: CommandsContext, run: string | undefined): RunRecord | undefined {
	const shown = shownRun();
	return runToSteer(run === undefined ? [shown, runs.current] : shown?.run === run ? [shown] : []);
}

async function check(uri: vscode.Uri): Promise<void> {
	await vscode.workspace.openTextDocument(uri);
	const found = vscode.languages.getDiagnostics(uri);
	const errors = found.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
	if (errors > 0) await vscode.commands.executeCommand("workbench.actions.view.problems");
	const name = uri.path.split("/").at(-1);
	const problems = found.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning).length;
	vscode.window.setStatusBarMessage(
		problems === 0
			? `$(pass) ${name} is fine`
			: `$(warning) ${name}: ${problems} ${problems === 1 ? "problem" : "problems"}`,
		5000,
	);
}

/** Opens a new document beside whatever is shown; nothing is written to disk. */
async function openUntitled(content: string): Promise<void> {
	const document = await vscode.workspace.openTextDocument({ language: "dag", content });
	await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}

/** The document that a command is about: the given one, else that of the active editor, else a visible one. */
async function withDocument<Result>(
	given: vscode.Uri | undefined,
	command: (document: vscode.Uri) => Promise<Result>,
): Promise<Result | undefined> {
	const uri = given ?? activeDocument();
	if (uri) return command(uri);
	await vscode.window.showInformationMessage("Open a .dag file first.");
	return undefined;
}
