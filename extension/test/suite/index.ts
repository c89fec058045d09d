import { strict as assert } from "node:assert";
import * as vscode from "vscode";

/**
 * Runs inside VS Code's extension host, by the contract of @vscode/test-electron: resolves when all holds, rejects with
 * what does not. The tests of the interface are in `test/e2e`; here is what only the API can see.
 */
export async function run(): Promise<void> {
	const failures: string[] = [];
	for (const [name, test] of Object.entries(tests)) {
		try {
			await test();
			console.log(`✓ ${name}`);
		} catch (error) {
			failures.push(`✗ ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		}
	}
	for (const failure of failures) console.error(failure);
	if (failures.length > 0) throw new Error(failures.join("\n"));
}

const tests: Readonly<Record<string, () => Promise<void>>> = {
	"the extension starts when a .dag document is opened": async () => {
		const { uri } = await open("cycle.dag");
		// Nobody else says this of a document.
		await diagnosed(uri, "dag/cycle");
		assert.equal(vscode.extensions.getExtension("dagwright.dagwright")?.isActive, true);
	},
	"the commands are there": async () => {
		const commands = await vscode.commands.getCommands(true);
		const wanted = ["dag.run", "dag.showGraph", "dag.cancelRun", "dag.resume", "dag.check", "dag.showLog"];
		assert.deepEqual(
			wanted.filter((command) => !commands.includes(command)),
			[],
		);
	},
	"a cycle is reported on its edges": async () => {
		const { uri } = await open("cycle.dag");
		const cycle = await diagnosed(uri, "dag/cycle");
		assert.ok((cycle.relatedInformation?.length ?? 0) >= 2);
	},
	"the outline names the jobs": async () => {
		const { uri } = await open("hello.dag");
		const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
			"vscode.executeDocumentSymbolProvider",
			uri,
		);
		assert.deepEqual(
			symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
			[["hello", ["greet", "shout", "farewell"]]],
		);
	},
	"a definition is found from a reference": async () => {
		const document = await open("hello.dag");
		const reference = document.positionAt(document.getText().indexOf("greet.stdout") + 1);
		const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
			"vscode.executeDefinitionProvider",
			document.uri,
			reference,
		);
		const ranges = found.map((place) =>
			"targetUri" in place ? (place.targetSelectionRange ?? place.targetRange) : place.range,
		);
		const declared = document.positionAt(document.getText().indexOf("greet:"));
		assert.deepEqual(
			ranges.map(({ start }) => start.line),
			[declared.line],
		);
	},
	"a document is formatted": async () => {
		const document = await vscode.workspace.openTextDocument({
			language: "dag",
			content: 'workflow   w{job a:shell{run "true"}}\n',
		});
		const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
			"vscode.executeFormatDocumentProvider",
			document.uri,
			{ tabSize: 2, insertSpaces: true },
		);
		assert.ok(edits.length > 0);
	},
	"a run goes to its end on VS Code's own Node": async () => {
		const document = await open("hello.dag");
		const outcome = await vscode.commands.executeCommand<{
			readonly code: number | null;
			readonly record?: { readonly end?: { readonly result: string } };
		}>("dag.run", document.uri);
		assert.equal(outcome.code, 0);
		assert.equal(outcome.record?.end?.result, "succeeded");
	},
};

async function open(name: string): Promise<vscode.TextDocument> {
	const folder = vscode.workspace.workspaceFolders?.[0];
	assert.ok(folder, "the tests need a folder");
	const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
	await vscode.window.showTextDocument(document);
	return document;
}

/** Resolves with the diagnostic of this code once the document has one. */
function diagnosed(uri: vscode.Uri, code: string): Promise<vscode.Diagnostic> {
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => end(() => reject(new Error(`no ${code} within 60 s`))), 60_000);
		const changes = vscode.languages.onDidChangeDiagnostics(() => look());
		const end = (then: () => void) => {
			clearTimeout(late);
			changes.dispose();
			then();
		};
		const look = () => {
			const found = vscode.languages.getDiagnostics(uri).find((diagnostic) => diagnostic.code === code);
			if (found !== undefined) end(() => resolve(found));
		};
		look();
	});
}
