import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Json, RunEvent, TaskPlan, Type } from "@dagwright/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineProject } from "../../../test/support/engine-project.ts";
import { job, planOf } from "../../../test/support/plan-of.ts";

const file: Type = { kind: "file" };
const text: Type = { kind: "string" };

function typed(
	type: string,
	config: Readonly<Record<string, Json>>,
	outputs: Readonly<Record<string, Type>>,
	more: Partial<TaskPlan> = {},
): TaskPlan {
	const expressions = Object.fromEntries(
		Object.entries(config).map(([key, value]) => [key, { op: "literal", value } as const]),
	);
	return {
		...job("it", { type, config: expressions, outputs: { kind: "record", fields: outputs } }),
		declared: type !== "http",
		...more,
	};
}

/** The one attempt's end. */
async function attempt(project: EngineProject, task: TaskPlan): Promise<RunEvent | undefined> {
	await project.run(planOf([task]));
	return project.endsOf("it")[0];
}

describe("node", () => {
	test("a script reads its input, reports, keeps an artifact and gives typed outputs", async () => {
		using project = new EngineProject();
		writeFileSync(
			project.path("flows", "train.mjs"),
			`import { readFileSync, writeFileSync, appendFileSync } from "node:fs";
			const input = JSON.parse(readFileSync(process.env.DAG_INPUT, "utf8"));
			appendFileSync(process.env.DAG_EVENTS, JSON.stringify({ progress: 0.5 }) + "\\n" + JSON.stringify({ metric: "loss", value: 0.25, step: 3 }) + "\\n");
			writeFileSync(process.env.DAG_ARTIFACTS + "/model.json", "weights");
			writeFileSync(process.env.DAG_OUTPUT, JSON.stringify({ model: "model.json", rate: input.input.rate, arg: process.argv[2] }));`,
		);
		const metrics: Type = { kind: "record", fields: { loss: { kind: "float" } } };
		const end = await attempt(
			project,
			typed(
				"node",
				{ script: "train.mjs", args: [{ a: 1 }], input: { rate: 0.1 } },
				{ model: file, rate: { kind: "float" }, arg: text, metrics },
			),
		);
		expect(end).toMatchObject({
			type: "attempt.succeeded",
			outputs: {
				rate: 0.1,
				arg: '{"a":1}',
				metrics: { loss: 0.25 },
				model: { bytes: 7, sha256: createHash("sha256").update("weights").digest("hex") },
			},
		});
		expect(project.samples.filter((sample) => sample.usage === undefined)).toEqual([
			{ instance: "it", attempt: 1, progress: 0.5 },
			{ instance: "it", attempt: 1, metric: { name: "loss", value: 0.25, step: 3 } },
		]);
	});

	test("a missing script is told before anything starts", async () => {
		using project = new EngineProject();
		expect(await attempt(project, typed("node", { script: "no.mjs" }, {}))).toMatchObject({
			type: "attempt.failed",
			error: { kind: "spawn", message: expect.stringContaining("no.mjs") },
		});
	});
});

describe("python", () => {
	test("a script gets its arguments and gives outputs", async () => {
		using project = new EngineProject();
		writeFileSync(
			project.path("flows", "stats.py"),
			'import json, os, sys\njson.dump({"rows": len(sys.argv[1])}, open(os.environ["DAG_OUTPUT"], "w"))\n',
		);
		expect(
			await attempt(project, typed("python", { script: "stats.py", args: ["abc"] }, { rows: { kind: "int" } })),
		).toMatchObject({ type: "attempt.succeeded", outputs: { rows: 3 } });
	});

	test("a missing requirement is told with the command that installs it", async () => {
		using project = new EngineProject();
		writeFileSync(project.path("flows", "stats.py"), "raise SystemExit(9)\n");
		const config = { script: "stats.py", requirements: ["no-such-package-here>=2"] };
		expect(await attempt(project, typed("python", config, {}))).toMatchObject({
			type: "attempt.failed",
			error: {
				kind: "spawn",
				message:
					"python3 lacks no-such-package-here>=2; install with: python3 -m pip install 'no-such-package-here>=2'",
			},
		});
	});

	test("an interpreter or virtual environment that is not there is told", async () => {
		using project = new EngineProject();
		writeFileSync(project.path("flows", "stats.py"), "");
		expect(await attempt(project, typed("python", { script: "stats.py", interpreter: "no-python" }, {}))).toMatchObject(
			{
				error: { kind: "spawn", message: "there is no program `no-python` in PATH" },
			},
		);
		project.events.length = 0;
		expect(await attempt(project, typed("python", { script: "stats.py", venv: ".venv" }, {}))).toMatchObject({
			error: { kind: "spawn", message: expect.stringContaining("python3 -m venv") },
		});
	});
});

describe("http", () => {
	let server: Server;
	let base = "";
	const seen: {
		readonly method: string;
		readonly url: string;
		readonly authorization: string;
		readonly body: string;
	}[] = [];

	beforeAll(async () => {
		server = createServer((request, response) => {
			answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});

	afterAll(() => {
		server.closeAllConnections();
		server.close();
	});

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		let body = "";
		for await (const chunk of request) body += String(chunk);
		const { method = "", url = "" } = request;
		seen.push({ method, url, authorization: request.headers.authorization ?? "", body });
		if (url === "/moved") response.writeHead(302, { location: "/json?from=moved" }).end();
		else if (url === "/loop") response.writeHead(302, { location: "/loop" }).end();
		else if (url.startsWith("/json")) response.setHeader("content-type", "application/json").end('{"ok":true}');
		else if (url === "/data.csv") response.end("a,b\n1,2\n");
		else if (url !== "/hang") response.writeHead(500, "Oh no").end("it broke");
	}

	const outputs = {
		status: { kind: "int" },
		body: { kind: "json" },
		url: text,
		file: { kind: "optional", of: file },
	} as const satisfies Record<string, Type>;

	test("follows redirects and parses JSON", async () => {
		using project = new EngineProject();
		expect(await attempt(project, typed("http", { url: `${base}/moved` }, outputs))).toMatchObject({
			type: "attempt.succeeded",
			outputs: { status: 200, body: { ok: true }, url: `${base}/json?from=moved` },
		});
	});

	test("sends JSON with a bearer secret that is in no file", async () => {
		using project = new EngineProject();
		writeFileSync(project.path("dagwright.secrets"), "API=s3cret-token\n", { mode: 0o600 });
		const config = {
			url: `${base}/json`,
			method: "POST",
			query: { page: 2 },
			body: { a: 1 },
			auth: { scheme: "bearer", secret: "API" },
		};
		const end = await attempt(
			project,
			typed("http", config, outputs, { policies: { uses: [{ secret: "API", as: "API" }] } }),
		);
		expect(end).toMatchObject({ type: "attempt.succeeded" });
		expect(seen.at(-1)).toEqual({
			method: "POST",
			url: "/json?page=2",
			authorization: "Bearer s3cret-token",
			body: '{"a":1}',
		});
		expect(project.text(".dag", "runs", "1", "journal")).not.toContain("s3cret");
	});

	test("saves the body as an artifact", async () => {
		using project = new EngineProject();
		const end = await attempt(project, typed("http", { url: `${base}/data.csv`, save_as: "data.csv" }, outputs));
		expect(end).toMatchObject({ type: "attempt.succeeded", outputs: { body: null, file: { bytes: 8 } } });
		const { path } = (end as unknown as { readonly outputs: { readonly file: { readonly path: string } } }).outputs
			.file;
		expect(readFileSync(path, "utf8")).toBe("a,b\n1,2\n");
	});

	test("an unexpected status, an endless redirect, a refused connection and a timeout are errors of kind http or timeout", async () => {
		const problems: unknown[] = [];
		const free = createServer();
		await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
		const { port } = free.address() as AddressInfo;
		await new Promise((resolve) => free.close(resolve));
		for (const [config, policies] of [
			[{ url: `${base}/broken` }, {}],
			[{ url: `${base}/loop`, max_redirects: 3 }, {}],
			[{ url: `http://127.0.0.1:${port}/` }, {}],
			[{ url: "ftp://127.0.0.1/" }, {}],
			[{ url: `${base}/hang` }, { timeout: 700 }],
		] as const) {
			using project = new EngineProject();
			const end = await attempt(project, typed("http", config, outputs, { policies }));
			if (end?.type === "attempt.failed") problems.push([end.error.kind, end.error.message.replaceAll(/:\d+/g, "")]);
		}
		expect(problems).toEqual([
			["http", "http://127.0.0.1/broken answered 500 Oh no; expected 200 to 299"],
			["http", "http://127.0.0.1/loop redirects more than 3 times"],
			["http", expect.stringContaining("ECONNREFUSED")],
			["refused", "`url` must begin with http:// or https://, not ftp:"],
			["timeout", expect.stringContaining("700ms")],
		]);
	});
});

describe("outputs", () => {
	async function outputOf(json: string, outputs: Readonly<Record<string, Type>>): Promise<RunEvent | undefined> {
		using project = new EngineProject();
		writeFileSync(project.path("flows", "out.json"), json);
		const scripts = { run: { text: 'cp out.json "$DAG_OUTPUT"; echo x > "$DAG_ARTIFACTS/x"', values: [] } };
		return await attempt(project, typed("shell", {}, outputs, { scripts }));
	}

	test("what is wrong is told by field", async () => {
		const large = JSON.stringify({ a: "x".repeat(300_000) });
		const found = await Promise.all(
			[
				outputOf("{}", { rows: { kind: "int" } }),
				outputOf('{"rows":"x"}', { rows: { kind: "int" } }),
				outputOf("[1]", {}),
				outputOf("{", {}),
				outputOf(large, { a: text }),
				outputOf('{"data":"../../../../../../../etc/hosts"}', { data: file }),
				outputOf('{"data":"/etc/hosts"}', { data: file }),
				outputOf('{"data":"missing.csv"}', { data: file }),
				outputOf('{"data":"."}', { data: file }),
				outputOf(`{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, { a: text }),
			].map(async (end) => {
				const event = await end;
				return event?.type === "attempt.failed" ? event.error.message.replaceAll(/\/\S*(?=\/work\/)/g, "…") : event;
			}),
		);
		expect(found).toEqual([
			"the output `rows` is missing in $DAG_OUTPUT",
			'the output `rows` is "x", but must be int',
			"$DAG_OUTPUT must hold one JSON object",
			expect.stringMatching(/^\$DAG_OUTPUT is not JSON/),
			expect.stringContaining("more than the 262144 allowed"),
			expect.stringContaining("lies outside $DAG_ARTIFACTS"),
			expect.stringContaining("lies outside $DAG_ARTIFACTS"),
			expect.stringContaining("there is no file"),
			"the output `data`: give a file or a folder in $DAG_ARTIFACTS, not all of it",
			"the output `a` is nested more than 64 levels deep",
		]);
	});

	test("a key that is not declared is a warning", async () => {
		expect(await outputOf('{"rows":1,"more":2}', { rows: { kind: "int" } })).toMatchObject({
			type: "attempt.succeeded",
			outputs: { rows: 1 },
			warnings: ["`more` in $DAG_OUTPUT is not a declared output"],
		});
	});

	test("a link out of the artifacts is refused, and a folder is sealed with all in it", async () => {
		using project = new EngineProject();
		const link = typed(
			"shell",
			{},
			{ data: file },
			{
				scripts: {
					run: { text: `ln -s /etc/hosts "$DAG_ARTIFACTS/h"; echo '{"data":"h"}' > "$DAG_OUTPUT"`, values: [] },
				},
			},
		);
		expect(await attempt(project, link)).toMatchObject({ error: { message: expect.stringContaining("outside") } });
		project.events.length = 0;
		const folder = typed(
			"shell",
			{},
			{ data: { kind: "dir" } },
			{
				scripts: {
					run: {
						text: `mkdir "$DAG_ARTIFACTS/d"; echo hi > "$DAG_ARTIFACTS/d/f"; echo '{"data":"d"}' > "$DAG_OUTPUT"`,
						values: [],
					},
				},
			},
		);
		const end = await attempt(project, folder);
		expect(end).toMatchObject({ type: "attempt.succeeded", outputs: { data: { bytes: 3 } } });
		const { path } = (end as unknown as { readonly outputs: { readonly data: { readonly path: string } } }).outputs
			.data;
		expect(existsSync(join(path, "f"))).toBe(true);
	});
});
