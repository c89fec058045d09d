import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { sendToSlack } from "./slack.ts";

interface Answer {
	readonly status: number;
	readonly text?: string;
	readonly headers?: Record<string, string>;
}

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that takes messages as Slack does: JSON with `text`, else `invalid_payload`; first gives these answers. */
async function slack(...answers: Answer[]) {
	const taken: unknown[] = [];
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const next = answers.shift();
			if (next !== undefined) {
				response.writeHead(next.status, next.headers).end(next.text ?? "");
				return;
			}
			const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
			if (body === null || typeof body !== "object" || !("text" in body) || body.text === "") {
				response.writeHead(400).end("no_text");
				return;
			}
			taken.push(body);
			response.writeHead(200, { "content-type": "text/html" }).end("ok");
		});
	});
	await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const slept: number[] = [];
	const sleep = async (ms: number) => {
		slept.push(ms);
	};
	return { url: `http://127.0.0.1:${port}/services/T0/B0/secretpath`, host: `127.0.0.1:${port}`, taken, slept, sleep };
}

test("a message arrives as written: what would mention everybody or make a link is only shown", async () => {
	const { url, taken } = await slack();
	const message = {
		text: "a <!channel> & b",
		channel: "#ml",
		fields: [{ name: "run", value: "<12>" }],
		details: { a: 1 },
	};
	expect(await sendToSlack(url, message)).toEqual({ ok: true, attempts: 1, status: 200 });
	expect(taken).toEqual([
		{
			text: "a &lt;!channel&gt; &amp; b",
			channel: "#ml",
			blocks: [
				{ type: "section", text: { type: "mrkdwn", text: "a &lt;!channel&gt; &amp; b" } },
				{ type: "section", text: { type: "mrkdwn", text: "*run:* &lt;12&gt;" } },
				{ type: "section", text: { type: "mrkdwn", text: '```{\n  "a": 1\n}```' } },
			],
		},
	]);
});

test("a server that is busy or broken is asked again, after the time that it names", async () => {
	const { url, sleep, slept, taken } = await slack(
		{ status: 429, text: "rate_limited", headers: { "retry-after": "7" } },
		{ status: 503 },
	);
	expect(await sendToSlack(url, { text: "hi" }, { sleep })).toEqual({ ok: true, attempts: 3, status: 200 });
	expect(slept).toEqual([7000, 1000]);
	expect(taken).toEqual([{ text: "hi" }]);
});

test("a refusal is final and told in the server's words", async () => {
	const { url, host, sleep, slept } = await slack({ status: 404, text: "channel_not_found" });
	expect(await sendToSlack(url, { text: "hi" }, { sleep })).toEqual({
		ok: false,
		attempts: 1,
		status: 404,
		message: `${host} answered 404: channel_not_found`,
	});
	expect(slept).toEqual([]);
});

test("a redirect is not followed, and a connection that is broken off is told as such", async () => {
	const { url, host, sleep } = await slack({ status: 302, headers: { location: "/elsewhere" } });
	expect(await sendToSlack(url, { text: "hi" }, { sleep })).toMatchObject({
		ok: false,
		attempts: 1,
		message: `${host} answered 302 (a redirect, which is not followed)`,
	});
	server?.removeAllListeners("request").on("request", (request) => request.socket.destroy());
	expect(await sendToSlack(url, { text: "hi" }, { sleep, attempts: 1 })).toMatchObject({
		message: `${host} broke off the connection`,
	});
});

test("no failure tells the URL, which is a secret", async () => {
	const { url, sleep, host } = await slack();
	await new Promise((resolve) => server?.close(resolve));
	const delivery = await sendToSlack(url, { text: "hi" }, { sleep, attempts: 2 });
	expect(delivery).toEqual({ ok: false, attempts: 2, message: `${host} could not be reached (ECONNREFUSED)` });
	expect(await sendToSlack("hooks.example/secretpath", { text: "hi" })).toEqual({
		ok: false,
		attempts: 0,
		message: "what is to be its URL is none",
	});
});
