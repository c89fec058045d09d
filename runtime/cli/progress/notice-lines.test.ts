import type { RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import { created, eventsOf, planOf, task } from "../testing/plan-fixture.ts";
import { logTail, noticeLines } from "./notice-lines.ts";
import { ProgressModel } from "./progress-model.ts";

const error = {
	kind: "exit",
	message: "ended with exit code 1",
	exit_code: 1,
	log_tail: "one\ntwo \u001b[31mred\nthree\n",
} as const;

function told(nodes: Parameters<typeof planOf>[0], facts: readonly RunFact[]): readonly string[] {
	const model = new ProgressModel(planOf(nodes));
	const options = { columns: 60, style: createStyle(false), symbols: symbolsFor({}), nameWidth: 8, now: 3000 };
	return eventsOf([created, ...facts]).flatMap((event) =>
		model.apply(event).flatMap((notice) => noticeLines(notice, options)),
	);
}

test("leaves a line with the time for a job that succeeded", () => {
	expect(
		told(
			[task("clean")],
			[
				{ type: "attempt.started", instance: "clean", attempt: 1 },
				{ type: "attempt.succeeded", instance: "clean", attempt: 1, outputs: {}, warnings: ["an extra key: x"] },
			],
		),
	).toEqual(["! clean: an extra key: x", "✓ clean        1.0s"]);
});

test("shows a failure once, with the end of its log made safe", () => {
	expect(
		told(
			[task("clean")],
			[
				{ type: "attempt.started", instance: "clean", attempt: 1 },
				{ type: "attempt.failed", instance: "clean", attempt: 1, error },
				{ type: "instance.failed", instance: "clean", error },
				{ type: "job.failed", job: "clean", error },
			],
		),
	).toEqual(["✗ clean failed after 2.0s", "    ended with exit code 1", "  │ one", "  │ two red", "  │ three"]);
});

test("says which attempt failed and when the next begins", () => {
	expect(
		told(
			[task("fetch", { policies: { retry: { max: 2 } } })],
			[
				{ type: "attempt.started", instance: "fetch", attempt: 1 },
				{ type: "attempt.failed", instance: "fetch", attempt: 1, error },
				{ type: "retry.scheduled", instance: "fetch", attempt: 2, due: 8000 },
			],
		)[0],
	).toBe("↻ fetch, attempt 1 of 3, failed; again in 5.0s");
});

test("names the bindings of a failed instance, and why jobs were skipped", () => {
	expect(
		told(
			[task("sweep", { each: "lr" }), task("gate", { after: ["sweep"] })],
			[
				{ type: "job.ready", job: "sweep", instances: [{ lr: 0.1 }] },
				{ type: "attempt.started", instance: "sweep[0]", attempt: 1 },
				{ type: "attempt.failed", instance: "sweep[0]", attempt: 1, error: { kind: "exit", message: "boom" } },
				{ type: "instance.failed", instance: "sweep[0]", error: { kind: "exit", message: "boom" } },
				{ type: "job.failed", job: "sweep", error: { kind: "instances", message: "0 of 1 succeeded" } },
				{ type: "job.skipped", job: "gate", cause: "upstream" },
			],
		),
	).toEqual([
		"✗ sweep[0] (lr = 0.1) failed",
		"    boom",
		"✗ sweep        3.0s  0/1  1 failed",
		"» gate      what it needs did not succeed",
	]);
});

test("does not say the message again where the job printed it last", () => {
	const failure = (log_tail: string) => logTail({ kind: "http", message: "no answer", log_tail } as const, 10);
	expect([failure("302 to /b\nno answer\n"), failure("no answer\n"), failure("there was no answer")]).toEqual([
		["302 to /b"],
		[],
		["there was no answer"],
	]);
});
