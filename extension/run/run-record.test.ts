import type { Plan, RunEvent } from "@dagwright/core";
import { expect, test } from "vitest";
import { RunRecord } from "./run-record.ts";

const plan: Plan = { version: 1, hash: "sha256:0", main: "a.dag#w", workflows: {} };
const event = (seq: number): RunEvent => ({ seq, at: 0, type: "run.paused", by: "me" });

test("keeps events in order, each once", () => {
	const record = new RunRecord({ type: "run", run: "r1", plan, origins: {}, folder: "/p" });
	expect([event(1), event(2), event(2), event(4)].map((each) => record.note(each))).toEqual([
		"noted",
		"noted",
		"known",
		"gap",
	]);
	expect(record.events).toEqual([event(1), event(2)]);
});

test("is over with its last event, and not when it was opened again", () => {
	const record = new RunRecord({ type: "run", run: "r1", plan, origins: {}, folder: "/p" });
	expect(record.isOver).toBe(false);
	record.note({ seq: 1, at: 0, type: "run.finished", result: "failed", outputs: {} });
	expect(record.isOver).toBe(true);
	record.note({ seq: 2, at: 0, type: "run.reopened", by: "me" });
	expect(record.isOver).toBe(false);
});
