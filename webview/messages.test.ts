import { describe, expect, test } from "vitest";
import { decodeMessage } from "./messages.ts";
import { shellPlan } from "./testing/views.ts";

const plan = shellPlan({ a: [] });

describe("decodes", () => {
	test.each([
		[{ type: "plan", file: "a.dag", plan, origins: {}, problems: [] }],
		[{ type: "plan", file: "a.dag", origins: {}, problems: [] }],
		[{ type: "snapshot", run: "7", plan, events: [{ seq: 1, at: 5, type: "run.created" }] }],
		[{ type: "events", run: "7", events: [] }],
		[{ type: "sample", run: "7", samples: [{ instance: "a", attempt: 1, progress: 0.5 }] }],
		[{ type: "no_file" }],
		[{ type: "no_run" }],
		[{ type: "select" }],
		[{ type: "connection", connected: false, since: 5 }],
	])("%j", (message) => {
		expect(decodeMessage(structuredClone(message))).toEqual({ ok: true, value: message });
	});
});

describe("refuses", () => {
	test.each([
		["nothing", undefined],
		["null", null],
		["a text", "plan"],
		["a list", []],
		["an unknown type", { type: "eval", code: "1" }],
		[
			"a plan of another version",
			{ type: "plan", file: "a", plan: { ...plan, version: 2 }, origins: {}, problems: [] },
		],
		["a plan that is a text", { type: "plan", file: "a", plan: "{}", origins: {}, problems: [] }],
		["an event without a number", { type: "events", run: "7", events: [{ at: 1, type: "x" }] }],
		["an event numbered 0", { type: "events", run: "7", events: [{ seq: 0, at: 1, type: "x" }] }],
		["progress above 1", { type: "sample", run: "7", samples: [{ instance: "a", attempt: 1, progress: 2 }] }],
		["a job that is no text", { type: "select", job: { toString: "x" } }],
	])("%s", (_, message) => {
		expect(decodeMessage(message).ok).toBe(false);
	});

	test("and names the place that is wrong", () => {
		const message = { type: "events", run: "7", events: [{ seq: 1, at: "now", type: "x" }] };
		expect(decodeMessage(message)).toMatchObject({ ok: false, problem: expect.stringContaining("events.0.at") });
	});
});
