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
