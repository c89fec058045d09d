import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { GRAPH_REQUEST, type GraphAnswer } from "@dagwright/protocol";
import { expect, test } from "vitest";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

const hostile = `workflow w {
  let x = "\${"$(touch pwned)"}"
  job a: shell { run "touch pwned; \`touch pwned\` $(touch pwned)" }
  job b: python { run "import os; os.system('touch pwned')" }
  job c: node { run "require('child_process').execSync('touch pwned')" }
}
`;

test("a hostile workspace is served by a server that may start no process and write no file", async () => {
	const folder = mkdtempSync(join(tmpdir(), "dag-hostile-"));
	writeFileSync(join(folder, "dagwright.json"), '{ "roles": { "$(touch pwned)": [] } }');
	writeFileSync(join(folder, "a.dag"), hostile);
	// Node itself refuses, with an error, every process, worker, native addon and write that is tried.
	const server = spawn(
		process.execPath,
		["--permission", "--allow-fs-read=*", join(import.meta.dirname, "main.ts"), "--stdio"],
		{ cwd: folder, stdio: ["pipe", "pipe", "pipe"] },
	);
	let errors = "";
	server.stderr.setEncoding("utf8").on("data", (text: string) => {
		errors += text;
	});
	const ended = once(server, "exit");
	const connection = createProtocolConnection(
		new StreamMessageReader(server.stdout),
		new StreamMessageWriter(server.stdin),
	);
	const log: string[] = [];
	connection.onNotification("window/logMessage", ({ message }: { readonly message: string }) => {
		log.push(message);
	});
	connection.listen();
	try {
		await connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
		await connection.sendNotification("initialized", {});
		const uri = pathToFileURL(join(folder, "a.dag")).href;
		const textDocument = { uri, languageId: "dag", version: 1, text: hostile };
		await connection.sendNotification("textDocument/didOpen", { textDocument });
		for (const feature of ["completion", "definition", "hover", "documentSymbol", "formatting"]) {
			await connection.sendRequest(`textDocument/${feature}`, {
				textDocument: { uri },
				position: { line: 2, character: 20 },
				options: {},
			});
		}
		const graph = await connection.sendRequest<GraphAnswer>(GRAPH_REQUEST, { uri });
		expect([Object.keys(graph.origins).filter((node) => node.length === 1), log]).toEqual([["x", "a", "b", "c"], []]);
		await connection.sendRequest("shutdown");
		await connection.sendNotification("exit");
		expect([(await ended)[0], errors]).toEqual([0, ""]);
	} finally {
		server.kill();
		connection.dispose();
		rmSync(folder, { recursive: true, force: true });
	}
});
