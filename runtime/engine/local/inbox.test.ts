import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AnswerRequest, FolderInbox, type InboxRequest, leaveRequest, waitingAnswers } from "./inbox.ts";

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-inbox-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const answer: AnswerRequest = { type: "answer", instance: "ask", by: "ann", decision: "approved", at: 7 };

/** What an engine that begins now finds. */
function found(): readonly unknown[] {
	using inbox = new FolderInbox(folder);
	return inbox.take();
}

test("requests are taken in the order in which they were left, and are obeyed once", () => {
	const requests: readonly InboxRequest[] = [
		{ type: "pause", by: "ann" },
		{ type: "checkpoint", by: "ann", name: "good" },
		{ type: "checkpoint", by: "ann" },
		{ type: "resume", by: "ann" },
		{ type: "cancel", by: "ben", rollback: true },
	];
	for (const request of requests) leaveRequest(folder, request);
	expect(found()).toEqual(requests);
	expect(readdirSync(join(folder, "inbox"))).toEqual([]);
	expect(found()).toEqual([]);
});

test("a person's answer waits until it is recorded: the next engine hears it too if the first one dies before", () => {
	leaveRequest(folder, answer);
	expect(waitingAnswers(folder)).toEqual([answer]);
	expect(found()).toEqual([answer]);
	expect(waitingAnswers(folder)).toEqual([answer]);
	using inbox = new FolderInbox(folder);
	expect(inbox.take()).toEqual([answer]);
	inbox.settle();
	expect(waitingAnswers(folder)).toEqual([]);
	expect(found()).toEqual([]);
});

test("what is no request is taken away and means nothing", () => {
	leaveRequest(folder, { type: "pause", by: "ann" });
	const inbox = join(folder, "inbox");
	const odd = [
		"{",
		"7",
		'{"type":"pause"}',
		'{"type":"sing","by":"ann"}',
		'{"type":"answer","by":"ann","decision":"?"}',
	];
	for (const [at, text] of odd.entries()) writeFileSync(join(inbox, `0-${at}.json`), text);
	expect(found()).toEqual([{ type: "pause", by: "ann" }]);
	expect(readdirSync(inbox)).toEqual([]);
});
