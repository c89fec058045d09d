import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Notification, Report } from "@dagwright/core";
import { afterEach, expect, test } from "vitest";
import type { Notice } from "../active-run.ts";
import { LocalNotifier, type LocalNotifierOptions } from "./local-notifier.ts";
import { isSigned, SIGNATURE_HEADER, TOLERANCE } from "./webhook.ts";

let server: Server | undefined;
afterEach(() => server?.close());

interface Taken {
	readonly signature: string;
	readonly key: string;
	readonly body: string;
}

/** A receiver that believes only what is signed, and counts each id once; first it is broken so often. */
async function receiver(secret: string, broken: number) {
	const requests: Taken[] = [];
	const believed = new Map<string, unknown>();
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const body = Buffer.concat(chunks).toString();
			const signature = String(request.headers[SIGNATURE_HEADER]);
			const key = String(request.headers["idempotency-key"]);
			requests.push({ signature, key, body });
			if (!isSigned(signature, body, secret, Date.now())) response.writeHead(401).end("who are you?");
			else {
				believed.set(key, JSON.parse(body));
				response.writeHead(requests.length <= broken ? 500 : 204).end();
			}
		});
	});
	await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, requests, believed };
}

const notification: Notification = {
	id: "1-ab/ask/1/requested/ops",
	channel: "ops",
	run: "1",
	workflow: "w",
	instance: "ask",
	attempt: 1,
	about: "requested",
	at: 1_000,
	request: {
		approvers: ["role:leads"],
		people: ["ann", "ben"],
		policy: "quorum",
		needed: 2,
		show: { accuracy: 0.9 },
		form: { share: 0.1 },
		channels: ["ops"],
	},
	given: 0,
};

function notifierOf(
	channels: ConstructorParameters<typeof LocalNotifier>[0]["channels"],
	values: Record<string, string>,
	more: Partial<LocalNotifierOptions> = {},
) {
	const reports: Report[] = [];
	const notices: Notice[] = [];
	const notifier = new LocalNotifier({
		channels,
		secrets: { get: (name) => values[name], places: "here" },
		post: { sleep: async () => undefined },
		report: (report) => reports.push(report),
		notice: (notice) => notices.push(notice),
		...more,
	});
	return { notifier, reports, notices };
}

test("a webhook gets each message signed, under one id however often it is sent", async () => {
	const { url, requests, believed } = await receiver("k3y", 2);
	const { notifier, reports, notices } = notifierOf({ ops: { type: "webhook", url, key: "KEY" } }, { KEY: "k3y" });
	notifier.send(notification);
	notifier.send(notification);
	await notifier[Symbol.asyncDispose]();
	const { channel: _channel, ...told } = notification;
	expect([...believed]).toEqual([[notification.id, { version: 1, ...told }]]);
	expect(requests.length).toBe(3);
	expect([reports, notices]).toEqual([[{ type: "notified", id: notification.id }], []]);
});

test("nobody can change a signed message, or play it back later", async () => {
	const { url, requests } = await receiver("k3y", 0);
	const { notifier } = notifierOf({ ops: { type: "webhook", url, key: "KEY" } }, { KEY: "k3y" });
	notifier.send(notification);
	await notifier[Symbol.asyncDispose]();
	const [{ signature = "", body = "" } = {}] = requests;
	const at = Number(/t=(\d+)/.exec(signature)?.[1]) * 1000;
	const later = signature.replace(/t=\d+/, `t=${at / 1000 + 600}`);
	expect([
		isSigned(signature, body, "k3y", at + TOLERANCE),
		isSigned(signature, body, "k3y", at + TOLERANCE + 1),
		isSigned(signature, `${body} `, "k3y", at),
		isSigned(signature, body, "key", at),
		isSigned(later, body, "k3y", at + 600_000),
		isSigned("", body, "k3y", at),
	]).toEqual([true, false, false, false, false, false]);
});

test("what does not arrive is a notice and recorded as failed, without the URL", async () => {
	const { url } = await receiver("another key", 0);
	const channels = { ops: { type: "webhook", secret: "HOOK", key: "KEY" } } as const;
	const { notifier, reports, notices } = notifierOf(channels, { HOOK: url, KEY: "k3y" });
	notifier.send(notification);
	notifier.send({ ...notification, id: "other", channel: "none" });
	await notifier[Symbol.asyncDispose]();
	const host = new URL(url).host;
	const refused = `${host} answered 401: who are you?`;
	const unknown = "there is no channel none in dagwright.json; it has ops";
	expect(new Set(reports)).toEqual(
		new Set([
			{ type: "notified", id: notification.id, problem: refused },
			{ type: "notified", id: "other", problem: unknown },
		]),
	);
	expect(new Set(notices)).toEqual(
		new Set([
			{ code: "channel_failed", message: `ops was not told about ask: ${refused}` },
			{ code: "channel_failed", message: `none was not told about ask: ${unknown}` },
		]),
	);
});

test("what the end of the engine cuts off is told, and left to the next engine", async () => {
	const { url } = await receiver("k3y", Number.POSITIVE_INFINITY);
	const channels = { ops: { type: "webhook", secret: "HOOK", key: "KEY" } } as const;
	const untilAborted = (_ms: number, signal?: AbortSignal) =>
		new Promise<void>((_resolve, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))));
	const more = { post: { sleep: untilAborted }, lastCall: 0 };
	const { notifier, reports, notices } = notifierOf(channels, { HOOK: url, KEY: "k3y" }, more);
	notifier.send(notification);
	await notifier[Symbol.asyncDispose]();
	expect(reports).toEqual([]);
	expect(notices).toEqual([
		{ code: "channel_failed", message: expect.stringMatching(/^ops was not told about ask before the engine ended: /) },
	]);
});

test("the console gets a sentence", async () => {
	const { notifier, notices } = notifierOf({ ops: { type: "console" } }, {});
	const answer = { by: "ann", decision: "approved" } as const;
	for (const about of ["requested", "answered", "expired", "withdrawn"] as const) {
		notifier.send({ ...notification, id: about, about, given: 1, ...(about === "answered" && { answer }) });
	}
	await notifier[Symbol.asyncDispose]();
	expect(notices.map(({ message }) => message)).toEqual([
		"w (run 1): ask asks 2 of ann, ben for approval",
		"w (run 1): ann approved ask (1 of 2)",
		"w (run 1): the deadline of ask passed, 1 of 2 had approved",
		"w (run 1): ask asks nobody any more",
	]);
});
