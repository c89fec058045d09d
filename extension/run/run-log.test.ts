import type { RunEvent } from "@dagwright/core";
import { expect, test } from "vitest";
import { RunLog } from "./run-log.ts";

test("tells what started, how it ended and why a job did not run", () => {
	const log = new RunLog();
	const events: RunEvent[] = [
		{
			...{ seq: 1, at: 1000, type: "run.created", run: "r1", root: "r1", plan: "sha256:0", workflow: "w" },
			...{ params: {}, options: { durability: "default" }, version: "0.1.0" },
		},
		{ seq: 2, at: 1000, type: "attempt.started", instance: "a", attempt: 1 },
		{
			...{ seq: 3, at: 1400, type: "attempt.failed", instance: "a", attempt: 1 },
			error: { kind: "exit", message: "exit code 3", exit_code: 3, log_tail: "one\ntwo\nexit code 3\n" },
		},
		{ seq: 4, at: 1400, type: "retry.scheduled", instance: "a", attempt: 2, due: 6400 },
		{ seq: 5, at: 6400, type: "attempt.started", instance: "a", attempt: 2 },
		{ seq: 6, at: 66_500, type: "attempt.succeeded", instance: "a", attempt: 2, outputs: {} },
		{ seq: 7, at: 66_500, type: "job.skipped", job: "b", cause: "condition" },
		{ seq: 8, at: 66_500, type: "run.finished", result: "succeeded", outputs: { model: "m" } },
	];
	expect(events.flatMap((event) => log.linesFor(event))).toEqual([
		"00:00.0  ▶ w, run r1",
		"00:00.0  · a",
		"00:00.4  ✗ a, 0.40 s: exit code 3",
		"           │ one",
		"           │ two",
		"00:00.4  ↻ a, again in 5.00 s",
		"00:05.4  · a, attempt 2",
		"01:05.5  ✓ a, 60.1 s",
		"01:05.5  » b, skipped: its condition is false",
		"01:05.5  ✓ succeeded after 65.5 s",
		'           model = "m"',
	]);
});
