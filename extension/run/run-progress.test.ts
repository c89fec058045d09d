import type { RunEvent } from "@dagwright/core";
import { expect, test } from "vitest";
import { noProgress, progressAfter, progressLine } from "./run-progress.ts";

const started = (instance: string): RunEvent => ({ seq: 1, at: 0, type: "attempt.started", instance, attempt: 1 });
const succeeded = (instance: string): RunEvent => ({
	...{ seq: 2, at: 0, type: "attempt.succeeded", instance, attempt: 1 },
	outputs: {},
});

test("names what runs and counts what is done", () => {
	const events = [started("a"), succeeded("a"), started("b"), started("c")];
	expect(progressLine("w", events.reduce(progressAfter, noProgress))).toBe("w: b, c, 1 done");
});

test("counts what runs where it is too much to name", () => {
	const events = ["a", "b", "c"].map(started);
	expect(progressLine("w", events.reduce(progressAfter, noProgress))).toBe("w: 3 jobs");
});

test("a run that has done nothing is starting", () => {
	expect(progressLine("w", noProgress)).toBe("w: starting");
});

test("what waits for people comes first, and first what waits for you", () => {
	const request = { approvers: ["role:lead"], policy: "all", needed: 2, show: {}, form: {}, channels: [] } as const;
	const asked = (instance: string, people: readonly string[]): RunEvent => ({
		...{ seq: 3, at: 0, type: "approval.requested", instance, attempt: 1 },
		request: { ...request, people },
	});
	const answer = { seq: 4, at: 0, type: "approval.answered", attempt: 1, decision: "approved" } as const;
	const progress = [started("a"), asked("release", ["ada", "mira"]), asked("other", ["bob"])].reduce(
		progressAfter,
		noProgress,
	);
	expect(progressLine("w", progress, "bob")).toBe("w: other waits for you, and 1 more");
	expect(progressLine("w", progress, "eve")).toBe("w: release waits for ada or mira, and 1 more");
	const one = progressAfter(progress, { ...answer, instance: "release", by: "ada" });
	expect(progressLine("w", one, "ada")).toBe("w: release waits for mira, and 1 more");
	const ended: readonly RunEvent[] = [
		{ ...answer, instance: "release", by: "mira" },
		{ seq: 5, at: 0, type: "job.failed", job: "other", error: { kind: "rejected", message: "no" } },
	];
	expect(progressLine("w", ended.reduce(progressAfter, one), "ada")).toBe("w: a");
});
