import { dirname } from "node:path";
import * as vscode from "vscode";
import type { DagLanguage } from "./language-client.ts";
import { askParams } from "./run/ask-params.ts";
import { chooseRun } from "./run/choose-run.ts";
import { chooseWorkflow } from "./run/choose-workflow.ts";
import type { RunOutcome, Runs } from "./run/runs.ts";
import { exampleWorkflow, newWorkflow } from "./templates.ts";

export interface CommandsContext {
	readonly language: DagLanguage;
	readonly runs: Runs;
	/** Shows the graph of a document beside it: of the named workflow, or the one that is shown already. */
	readonly showGraph: (document: vscode.Uri | undefined, workflow?: string) => Promise<void>;
}

/** Registers the commands of the palette and of the editor's title. */
export function registerCommands(context: CommandsContext): vscode.Disposable {
	const commands: Readonly<Record<string, (document?: vscode.Uri) => Promise<unknown>>> = {
		"dag.run": (document) => withDocument(document, (uri) => run(context, uri)),
		"dag.showGraph": (document) => context.showGraph(document ?? activeDocument()),
		"dag.cancelRun": () => cancel(context),
		"dag.resume": (document) => withDocument(document, (uri) => resume(context, uri)),
		"dag.check": (document) => withDocument(document, check),
		"dag.showLog": async () => context.runs.showLog(),
		"dag.newWorkflow": () => openUntitled(newWorkflow),
		"dag.openExample": () => openUntitled(exampleWorkflow),
	};
	return vscode.Disposable.from(
		...Object.entries(commands).map(([name, command]) =>
			// A menu hands over more than an address, and another extension anything.
			vscode.commands.registerCommand(name, (argument?: unknown) =>
				command(argument instanceof vscode.Uri ? argument : undefined),
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

async function resume(context: CommandsContext, uri: vscode.Uri): Promise<RunOutcome | undefined> {
	if (!(await mayRun(context, uri))) return undefined;
	const folder = dirname(uri.fsPath);
	const chosen = await chooseRun(await context.runs.ask(["runs", "--json"], folder));
	return chosen === undefined ? undefined : follow(context, uri, ["resume", chosen, "--json"]);
}

/** Runs to the end; a failure is shown where the eye can find it, without a message that must be closed. */
async function follow(context: CommandsContext, uri: vscode.Uri, args: readonly string[]): Promise<RunOutcome> {
	const outcome = await context.runs.start({ document: uri, args, folder: dirname(uri.fsPath) });
	if (outcome.code !== 0) context.runs.showLog();
	if (outcome.record?.end?.result === "failed") await context.showGraph(uri);
	return outcome;
}

async function mayRun({ runs }: CommandsContext, uri: vscode.Uri): Promise<boolean> {
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

async function cancel({ runs }: CommandsContext): Promise<void> {
	const problem = await runs.cancel();
	if (problem !== undefined) await vscode.window.showWarningMessage(`The run could not be cancelled: ${problem}`);
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

function activeDocument(): vscode.Uri | undefined {
	const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
	return editors.find((editor) => editor?.document.languageId === "dag")?.document.uri;
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
