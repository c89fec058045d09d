import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Json, RunEvent } from "@dagwright/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineProject } from "../../../test/support/engine-project.ts";
import { job, planOf } from "../../../test/support/plan-of.ts";

/** What Slack answers, one after the other; then `ok`. */
let answers: { readonly status: number; readonly text: string; readonly headers?: Record<string, string> }[] = [];
let taken: unknown[] = [];
let server: Server;
let url = "";

beforeEach(async () => {
	answers = [];
	taken = [];
	server = createServer((request, response) => {
		let body = "";
		request.on("data", (chunk: Buffer) => (body += chunk.toString()));
		request.on("end", () => {
			const answer = answers.shift() ?? { status: 200, text: "ok" };
			if (answer.status === 200) taken.push(JSON.parse(body));
			response.writeHead(answer.status, answer.headers).end(answer.text);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/B0/s3cretPath`;
});
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

async function post(project: EngineProject, config: Readonly<Record<string, Json>>): Promise<RunEvent | undefined> {
	writeFileSync(project.path("dagwright.secrets"), `HOOK=${url}\nBAD=nonsense-s3cretPath\n`, { mode: 0o600 });
	const expressions = Object.fromEntries(
		Object.entries(config).map(([key, value]) => [key, { op: "literal", value } as const]),
	);
	const task = {
		...job("it", {
			type: "slack",
			config: expressions,
			outputs: { kind: "record", fields: { delivered: { kind: "bool" } } },
		}),
		declared: false,
	};
	const run = await project.start(planOf([task]), {
		channels: {
			"ml-alerts": { type: "slack", secret: "HOOK" },
			renamed: { type: "slack", secret: "HOOK", channel: "#elsewhere" },
			audit: { type: "webhook", url: "https://audit.example", key: "HOOK" },
			unset: { type: "slack", secret: "NO_SUCH_SECRET" },
			bad: { type: "slack", secret: "BAD" },
		},
	});
	await run.ended;
	return project.endsOf("it")[0];
}

async function problem(config: Readonly<Record<string, Json>>) {
	using project = new EngineProject();
	const end = await post(project, config);
	expect(allText(project.path(".dag"))).not.toContain("s3cretPath");
	if (end?.type !== "attempt.failed") throw new Error(`no failure: ${end?.type}`);
	return [end.error.kind, end.error.message.replaceAll(/:\d+/g, "").replaceAll(project.root, "")];
}

function allText(folder: string): string {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((name) => join(folder, name))
		.filter((path) => statSync(path).isFile())
		.map((path) => readFileSync(path, "utf8"))
		.join("\n");
}

test("a message goes to the webhook of its channel, whose URL is written nowhere", async () => {
	using project = new EngineProject();
	const end = await post(project, { channel: "#ml-alerts", text: "broke: <a> & b", details: { run: 3 } });
	expect(end).toMatchObject({ type: "attempt.succeeded", outputs: { delivered: true } });
	expect(taken).toEqual([expect.objectContaining({ text: "broke: &lt;a&gt; &amp; b" })]);
	expect(allText(project.path(".dag"))).not.toContain("s3cretPath");
});

test("a channel that overrides the webhook's own says so to Slack, and a busy server is asked again", async () => {
	using project = new EngineProject();
	answers = [{ status: 429, text: "rate_limited", headers: { "retry-after": "0" } }];
	const end = await post(project, { channel: "renamed", text: "hi" });
	expect(end).toMatchObject({ type: "attempt.succeeded" });
	expect(taken).toEqual([{ text: "hi", channel: "#elsewhere" }]);
});

test("what is missing or refused is told, without the URL", async () => {
	answers = [{ status: 400, text: "invalid_payload" }];
	expect([
		await problem({ channel: "#ml-alerts", text: "hi" }),
		await problem({ channel: "#ml-alerts", text: " " }),
		await problem({ channel: "#other", text: "hi" }),
		await problem({ channel: "audit", text: "hi" }),
		await problem({ channel: "unset", text: "hi" }),
		await problem({ channel: "bad", text: "hi" }),
	]).toEqual([
		["http", "the message to #ml-alerts was not taken: 127.0.0.1 answered 400: invalid_payload"],
		["refused", "`text` is empty, so there is nothing to post"],
		["secret", "there is no channel #other in dagwright.json; it has ml-alerts, renamed, audit, unset, bad"],
		["spawn", "the channel audit is of type webhook in dagwright.json; a slack job needs one of type slack"],
		[
			"secret",
			"the secret NO_SUCH_SECRET, with the URL of the channel unset, is not set; looked in the environment and /dagwright.secrets",
		],
		["http", "the message to bad was not taken: what is to be its URL is none"],
	]);
});

test("a secret that a job type brings is masked where its program writes it", async () => {
	using project = new EngineProject();
	const run = await project.start(planOf([job("it", { type: "slack" })]), {
		implementations: new Map([
			["slack", () => ({ file: "sh", args: ["-c", "echo begin $TOKEN end"], secrets: { TOKEN: "s3cretPath" } })],
		]),
	});
	await run.ended;
	expect(project.text(".dag", "runs", "1", "logs", "it.1.log")).toBe("begin *** end\n");
});
