import { writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json, RunEvent, Type } from "@dagwright/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EngineProject } from "../../../test/support/engine-project.ts";
import { job, planOf } from "../../../test/support/plan-of.ts";

const [here, there]: readonly [Server, Server] = [createServer(), createServer()];
/** What was asked for: origin and path, and with which credentials. */
const seen: string[] = [];
let sent = 0;

function origin(server: Server): string {
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Goes on until the client hangs up. */
function pour(response: ServerResponse): void {
	const piece = Buffer.alloc(64 * 1024, "x");
	sent = 0;
	const more = () => {
		if (response.destroyed || sent > 500_000_000) return;
		sent += piece.length;
		response.write(piece, more);
	};
	more();
}

beforeAll(async () => {
	for (const [name, server] of [
		["here", here],
		["there", there],
	] as const) {
		server.on("request", ({ url = "", headers }, response: ServerResponse) => {
			seen.push(`${name}${url} ${headers.authorization ?? "-"} ${headers.cookie ?? "-"}`);
			if (url === "/away") response.writeHead(307, { location: `${origin(there)}/back` }).end();
			else if (url === "/back") response.writeHead(307, { location: `${origin(here)}/end` }).end();
			else if (url === "/nowhere") response.writeHead(302, { location: "http://[" }).end();
			else if (url === "/endless") pour(response);
			else if (url === "/endless-refusal") pour(response.writeHead(500));
			else if (url === "/binary") response.end(Buffer.from([0, 255, 254]));
			else if (url === "/latin") {
				response.setHeader("content-type", "text/plain; charset=ISO-8859-1").end(Buffer.from("caf\u00e9", "latin1"));
			} else if (url === "/hang-up") response.destroy();
			else response.end("done");
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	}
});

afterAll(() => {
	for (const server of [here, there]) {
		server.closeAllConnections();
		server.close();
	}
});

const text: Type = { kind: "optional", of: { kind: "json" } };

async function ask(config: Readonly<Record<string, Json>>): Promise<RunEvent | undefined> {
	using project = new EngineProject();
	writeFileSync(project.path("dagwright.secrets"), "API=s3cret-token\n", { mode: 0o600 });
	const expressions = Object.fromEntries(
		Object.entries(config).map(([key, value]) => [key, { op: "literal", value } as const]),
	);
	const task = {
		...job("it", {
			type: "http",
			config: expressions,
			outputs: { kind: "record", fields: { body: text } },
			policies: { uses: [{ secret: "API", as: "API" }] },
		}),
		declared: false,
	};
	await project.run(planOf([task]));
	return project.endsOf("it")[0];
}

async function problem(config: Readonly<Record<string, Json>>): Promise<string> {
	const end = await ask(config);
	return end?.type === "attempt.failed" ? end.error.message.replaceAll(/:\d+/g, "") : `no failure: ${end?.type}`;
}

test("credentials do not follow to another origin, nor come back from there", async () => {
	seen.length = 0;
	const end = await ask({
		url: `${origin(here)}/away`,
		auth: { scheme: "bearer", secret: "API" },
		headers: { cookie: "id=1" },
	});
	expect(end).toMatchObject({ type: "attempt.succeeded", outputs: { body: "done" } });
	expect(seen).toEqual(["here/away Bearer s3cret-token id=1", "there/back - -", "here/end - -"]);
});

test("basic auth is sent as user and secret", async () => {
	seen.length = 0;
	await ask({ url: `${origin(here)}/end`, auth: { scheme: "basic", secret: "API", user: "me" } });
	expect(seen).toEqual([`here/end Basic ${Buffer.from("me:s3cret-token").toString("base64")} -`]);
});

test("reads no more of an endless body than it may keep", async () => {
	expect(await problem({ url: `${origin(here)}/endless` })).toBe(
		"the body has more than 200 kB; set `save_as` to keep it as a file",
	);
	expect(sent).toBeLessThan(50_000_000);
	expect(await problem({ url: `${origin(here)}/endless-refusal` })).toBe(
		"http://127.0.0.1/endless-refusal answered 500 Internal Server Error; expected 200 to 299",
	);
	expect(sent).toBeLessThan(50_000_000);
});

test("refuses bytes that are no text, and reads text in the charset that is named", async () => {
	expect(await problem({ url: `${origin(here)}/binary` })).toBe(
		"the body is not text in utf-8; set `save_as` to keep it as a file",
	);
	expect(await ask({ url: `${origin(here)}/latin` })).toMatchObject({ outputs: { body: "caf\u00e9" } });
});

test("says in plain words why no answer came, and never shows a password of the URL", async () => {
	const { port } = here.address() as AddressInfo;
	expect([
		await problem({ url: `${origin(here)}/hang-up` }),
		await problem({ url: `${origin(here)}/nowhere` }),
		await problem({ url: `https://127.0.0.1:${port}/` }),
		await problem({ url: `http://me:hunter2@127.0.0.1:${port}/` }),
	]).toEqual([
		"http://127.0.0.1/hang-up: the connection was closed before the answer was complete (UND_ERR_SOCKET)",
		"http://127.0.0.1/nowhere redirects to what is no URL: http://[",
		"https://127.0.0.1/: it does not speak TLS at this port; http:// instead of https://? (ERR_SSL_WRONG_VERSION_NUMBER)",
		"`url` holds a user name or password for 127.0.0.1, where anyone can read it: give them by `auth` and a secret",
	]);
});
