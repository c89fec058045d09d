import { expect, test } from "vitest";
import { decodeFromWebview, decodeGraphAnswer, decodeRunStreamLine } from "./decode.ts";

test("a line of a run keeps what the outline does not name", () => {
	const line = { type: "event", event: { seq: 3, at: 12, type: "job.ready", job: "clean" } };
	expect(decodeRunStreamLine(JSON.stringify(line))).toEqual({ ok: true, value: line });
});

test("a torn line is refused", () => {
	expect(decodeRunStreamLine('{"type":"event","event":{"seq":3')).toMatchObject({ ok: false });
});

test("an event without a number is refused with its place", () => {
	const decoded = decodeRunStreamLine('{"type":"event","event":{"at":1,"type":"job.ready"}}');
	expect(decoded.ok ? "" : decoded.problem).toMatch(/^event\.seq: /);
});

test("a graph of a file without a workflow is understood", () => {
	const answer = { uri: "file:///a.dag", version: 1, file: "a.dag", workflows: [], origins: {}, problems: [] };
	expect(decodeGraphAnswer(answer)).toEqual({ ok: true, value: answer });
});

test("an unknown message from the panel is refused", () => {
	expect(decodeFromWebview({ type: "execute", command: "rm" })).toMatchObject({ ok: false });
});

test("an answer is understood with what was typed into its form", () => {
	const answer = {
		type: "answer",
		instance: "ship[1]/release",
		decision: "approved",
		comment: "fine",
		form: { share: "0.2" },
	};
	expect(decodeFromWebview(answer)).toEqual({ ok: true, value: answer });
});

test.each([
	{ type: "answer", instance: "release", decision: "maybe", form: {} },
	{ type: "answer", instance: "--reject", decision: "approved", form: {} },
	{ type: "answer", instance: "release", decision: "approved", form: { "--by": "boss" } },
	{ type: "answer", instance: "release", decision: "approved", form: { share: { toString: 1 } } },
	{ type: "answer", instance: "release", decision: "approved", form: { x: "y".repeat(100_001) } },
	{ type: "answer", instance: "a\nb", decision: "rejected", form: {}, comment: 7 },
	{ type: "retry", path: "-x" },
	{ type: "retry", path: ["a"] },
	{ type: "fork" },
	{ type: "fork", job: "a; rm -rf" },
])("what is no answer, retry or fork is refused: %j", (message) => {
	expect(decodeFromWebview(message)).toMatchObject({ ok: false });
});
