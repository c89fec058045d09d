import { symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GRAPH_NOTIFICATION, GRAPH_REQUEST, type GraphAnswer } from "@dagwright/protocol";
import { describe, expect, test } from "vitest";
import {
	type CodeAction,
	type CompletionItem,
	CompletionTriggerKind,
	DiagnosticSeverity,
	DiagnosticTag,
	type DocumentSymbol,
	type Hover,
	type LocationLink,
	type TextEdit,
} from "vscode-languageserver";
import { TestClient } from "./test/client.ts";

const fine = 'workflow w {\n  job a: shell { run "x" }\n  job b: shell after a { run "y" }\n}\n';

describe("diagnostics", () => {
	test("a cycle is reported on each of its edges, the others related in order", async () => {
		await using client = await TestClient.start();
		const found = await client.open(
			"a.dag",
			'workflow w {\n  job a: shell after b { run "x" }\n  job b: shell after a { run "y" }\n}\n',
		);
		expect(found.map(({ code, range, severity }) => [code, range.start, severity])).toEqual([
			["dag/cycle", { line: 1, character: 21 }, DiagnosticSeverity.Error],
			["dag/cycle", { line: 2, character: 21 }, DiagnosticSeverity.Error],
		]);
		expect(
			found.map(({ relatedInformation }) => relatedInformation?.map(({ location }) => location.range.start.line)),
		).toEqual([
			[1, 2],
			[2, 1],
		]);
	});

	test("what is unused recedes", async () => {
		await using client = await TestClient.start();
		const found = await client.open("a.dag", "workflow w {\n  param n: int = 1\n}\n");
		expect(found).toMatchObject([{ severity: DiagnosticSeverity.Hint, tags: [DiagnosticTag.Unnecessary] }]);
	});

	test("follow the text, and go when it is right", async () => {
		await using client = await TestClient.start();
		expect(await client.open("a.dag", "workflow w {\n  job a: shel { }\n}\n")).not.toEqual([]);
		const said = client.next("a.dag");
		await client.change("a.dag", fine);
		expect(await said).toEqual([]);
	});

	test("go with the document when it is closed", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", "workflow w { job a: shel { } }");
		const said = client.next("a.dag");
		await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: client.uri("a.dag") } });
		expect(await said).toEqual([]);
	});

	test("a near name is offered as a fix", async () => {
		await using client = await TestClient.start();
		const [found] = await client.open("a.dag", 'workflow w {\n  job a: shel { run "x" }\n}\n');
		const actions = await client.ask<CodeAction[]>("textDocument/codeAction", "a.dag", {
			range: found?.range,
			context: { diagnostics: [found] },
		});
		expect(actions.map(({ edit }) => edit?.changes?.[client.uri("a.dag")])).toEqual([
			[{ range: found?.range, newText: "shell" }],
		]);
	});
});

describe("roles", () => {
	const asking = 'workflow w {\n  job ask: approval { approvers = ["role:leeds"] }\n}\n';

	test("of approvers are those of dagwright.json, and follow it", async () => {
		await using client = await TestClient.start({ "dagwright.json": '{ "roles": { "leads": ["ada"] } }' });
		expect((await client.open("a.dag", asking)).map(({ code }) => code)).toEqual(["dag/unknown-role"]);
		client.write("dagwright.json", '{ "roles": { "leeds": ["ada"] } }');
		const said = client.next("a.dag");
		await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
			changes: [{ uri: client.uri("dagwright.json"), type: 2 }],
		});
		expect(await said).toEqual([]);
	});

	test.each(["{}", "{", "[]", '{ "roles": 7 }'])("are not known from %s", async (config) => {
		await using client = await TestClient.start({ "dagwright.json": config });
		expect(await client.open("a.dag", asking)).toEqual([]);
	});
});

describe("imports", () => {
	const importing = 'import { v } from "./lib/b.dag"\nworkflow w {\n  job a: v { }\n}\n';

	test("are read from disk", async () => {
		await using client = await TestClient.start({ "lib/b.dag": "workflow v { }\n" });
		expect(await client.open("a.dag", importing)).toEqual([]);
	});

	test("are read from the open document before the disk", async () => {
		await using client = await TestClient.start({ "lib/b.dag": "workflow v { }\n" });
		await client.open("a.dag", importing);
		const said = client.next("a.dag");
		await client.open("lib/b.dag", "workflow other { }\n");
		expect((await said).map(({ code }) => code)).toContain("dag/unknown-import");
	});

	test("are read again when they change on disk", async () => {
		await using client = await TestClient.start();
		expect((await client.open("a.dag", importing)).map(({ code }) => code)).toContain("dag/import-not-found");
		client.write("lib/b.dag", "workflow v { }\n");
		const said = client.next("a.dag");
		await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
			changes: [{ uri: client.uri("lib/b.dag"), type: 1 }],
		});
		expect(await said).toEqual([]);
	});

	test("never leave the project, not even through a link", async () => {
		await using client = await TestClient.start();
		symlinkSync(tmpdir(), join(client.folder, "out"));
		const found = await client.open("a.dag", 'import { v } from "./out/x.dag"\nimport { u } from "../x.dag"\n');
		const codes = found.map(({ code }) => code);
		expect(codes.every((code) => code === "dag/import-outside" || code === "dag/import-not-found")).toBe(true);
		expect(codes).toContain("dag/import-outside");
	});

	test("what is wrong in a file that is not open is told where it is", async () => {
		await using client = await TestClient.start({ "lib/b.dag": "workflow v { job a: shel { } }\n" });
		const said = client.next("b.dag");
		await client.open("a.dag", importing);
		expect((await said).map(({ code }) => code)).toContain("dag/unknown-job-type");
	});
});

describe("features", () => {
	test("completes names and keywords", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", fine);
		const items = await client.ask<CompletionItem[]>("textDocument/completion", "a.dag", {
			position: { line: 2, character: 21 },
		});
		expect(items.map(({ label }) => label)).toContain("a");
	});

	test("answers from the text as it stands, not as it was checked last", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", fine);
		await client.change("a.dag", "workflow w {\n  param fresh: int = 1\n  let x = \n}\n");
		const items = await client.ask<CompletionItem[]>("textDocument/completion", "a.dag", {
			position: { line: 2, character: 10 },
		});
		expect(items.map(({ label }) => label)).toContain("fresh");
	});

	test("offers nothing of itself after the brace that opens a block, whose line then ends", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", 'workflow w {\n  job a: shell {}\n  job b: shell { run "${}" }\n}\n');
		const typed = (line: number, character: number) =>
			client.ask<CompletionItem[]>("textDocument/completion", "a.dag", {
				position: { line, character },
				context: { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: "{" },
			});
		expect(await typed(0, 12)).toEqual([]);
		expect(await typed(1, 16)).toEqual([]);
		expect((await typed(2, 24)).map(({ label }) => label)).toContain("a");
	});

	test("goes to the definition, also in another file", async () => {
		await using client = await TestClient.start({ "lib/b.dag": "\nworkflow v { }\n" });
		await client.open("a.dag", 'import { v } from "./lib/b.dag"\nworkflow w {\n  job a: v { }\n}\n');
		const found = await client.ask<LocationLink[]>("textDocument/definition", "a.dag", {
			position: { line: 2, character: 9 },
		});
		expect(found.map(({ targetUri, targetSelectionRange }) => [targetUri, targetSelectionRange.start])).toEqual([
			[client.uri("lib/b.dag"), { line: 1, character: 9 }],
		]);
	});

	test("explains a job type on hover", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", fine);
		const hover = await client.ask<Hover>("textDocument/hover", "a.dag", { position: { line: 1, character: 11 } });
		expect(hover.contents).toMatchObject({ value: expect.stringContaining("Runs a shell script.") });
	});

	test("tells the outline", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", fine);
		const [workflow] = await client.ask<DocumentSymbol[]>("textDocument/documentSymbol", "a.dag");
		expect([workflow?.name, workflow?.children?.map(({ name }) => name)]).toEqual(["w", ["a", "b"]]);
	});

	test("formats only the lines that differ", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", fine.replace("  job b", "job b"));
		const edits = await client.ask<TextEdit[]>("textDocument/formatting", "a.dag", { options: {} });
		expect(edits).toEqual([
			{
				range: { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } },
				newText: '  job b: shell after a { run "y" }\n',
			},
		]);
	});

	test("leaves a broken document as it is", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", "workflow w { job");
		expect(await client.ask<TextEdit[]>("textDocument/formatting", "a.dag", { options: {} })).toEqual([]);
	});
});

describe("the graph", () => {
	test("is answered with the plan and where its nodes stand, and then follows the text", async () => {
		await using client = await TestClient.start();
		await client.open("a.dag", fine);
		const uri = client.uri("a.dag");
		const answer = await client.connection.sendRequest<GraphAnswer>(GRAPH_REQUEST, { uri });
		expect([answer.file, Object.keys(answer.origins), answer.problems]).toEqual(["a.dag", ["a", "b"], []]);
		const changed = new Promise<GraphAnswer>((resolve) => {
			client.connection.onNotification(GRAPH_NOTIFICATION, resolve);
		});
		await client.change("a.dag", fine.replace("}\n}", '}\n  job c: shel { run "z" }\n}'));
		const { origins, problems } = await changed;
		expect(Object.keys(origins)).toEqual(["a", "b", "c"]);
		expect(problems).toMatchObject([{ code: "dag/unknown-job-type", job: "c" }]);
	});

	test("of a file that is not open is that of the disk, and follows it", async () => {
		await using client = await TestClient.start({ "a.dag": fine });
		const uri = client.uri("a.dag");
		const answer = await client.connection.sendRequest<GraphAnswer>(GRAPH_REQUEST, { uri });
		const changed = new Promise<GraphAnswer>((resolve) => {
			client.connection.onNotification(GRAPH_NOTIFICATION, resolve);
		});
		client.write("a.dag", 'workflow w {\n  job c: shell { run "x" }\n}\n');
		await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
		expect([answer, await changed].map(({ origins }) => Object.keys(origins))).toEqual([["a", "b"], ["c"]]);
	});

	test("is that of the workflow which was asked for, until that is gone", async () => {
		await using client = await TestClient.start();
		const second = 'workflow v {\n  job c: shell { run "z" }\n}\n';
		await client.open("a.dag", fine + second);
		const ask = (workflow?: string) =>
			client.connection.sendRequest<GraphAnswer>(GRAPH_REQUEST, { uri: client.uri("a.dag"), workflow });
		const [first, other] = [await ask(), await ask("v")];
		expect([first, other].map(({ origins }) => Object.keys(origins))).toEqual([["a", "b"], ["c"]]);
		expect(other.workflows.map(({ name, at }) => [name, at.start.line, at.end.line])).toEqual([
			["w", 0, 3],
			["v", 4, 6],
		]);
		const changed = () =>
			new Promise<GraphAnswer>((resolve) => {
				client.connection.onNotification(GRAPH_NOTIFICATION, resolve);
			});
		const renamed = changed();
		await client.change("a.dag", fine + second.replace("job c", "job d"));
		expect(Object.keys((await renamed).origins)).toEqual(["d"]);
		const gone = changed();
		await client.change("a.dag", fine);
		expect(Object.keys((await gone).origins)).toEqual(["a", "b"]);
	});

	test("is not of anything that is no address", async () => {
		await using client = await TestClient.start();
		expect(await client.connection.sendRequest(GRAPH_REQUEST, 7)).toBeNull();
	});
});

describe("whatever the text", () => {
	const hostile: Readonly<Record<string, string>> = {
		empty: "",
		"a byte order mark and CRLF": "\uFEFFworkflow w {\r\n}\r\n",
		"control characters": "workflow \u0000\u0001 {",
		"200 open parentheses": `workflow w { let a = ${"(".repeat(200)}`,
		"2,000 open braces": "workflow w {".repeat(2000),
		"an open string": 'workflow w { job a: shell { run "',
		"an open interpolation": 'workflow w { job a: shell { run "${',
		"an open text block": 'workflow w { job a: shell { run """\n${',
		"lone surrogates": "workflow \ud800 { \udfff }",
	};
	test.each(Object.entries(hostile))(
		"%s: every feature answers, and a valid document is served after it",
		async (_, text) => {
			await using client = await TestClient.start();
			await client.open("bad.dag", text);
			const lines = text.split("\n");
			const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
			for (const method of ["completion", "definition", "hover"]) {
				await client.ask(`textDocument/${method}`, "bad.dag", { position });
				await client.ask(`textDocument/${method}`, "bad.dag", { position: { line: 99, character: 99 } });
			}
			await client.ask("textDocument/documentSymbol", "bad.dag");
			await client.ask("textDocument/formatting", "bad.dag", { options: {} });
			expect(await client.open("good.dag", fine)).toEqual([]);
			expect(client.log).toEqual([]);
		},
	);

	test("a document on no disk is checked", async () => {
		await using client = await TestClient.start();
		const published = new Promise<{ readonly diagnostics: readonly unknown[] }>((resolve) => {
			client.connection.onNotification("textDocument/publishDiagnostics", resolve);
		});
		await client.connection.sendNotification("textDocument/didOpen", {
			textDocument: {
				uri: "untitled:Untitled-1",
				languageId: "dag",
				version: 1,
				text: "workflow w { job a: shel { } }",
			},
		});
		expect((await published).diagnostics).not.toEqual([]);
	});
});
