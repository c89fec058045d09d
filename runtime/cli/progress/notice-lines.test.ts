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

test("shows the error of a script of Node.js rather than the frames of Node.js", () => {
	const log_tail = [
		"file:///p/fit.mjs:1",
		'throw new TypeError("cannot fit")',
		"      ^",
		"",
		"TypeError: cannot fit",
		"    at file:///p/fit.mjs:1:7",
		"    at ModuleJob.run (node:internal/modules/esm/module_job:561:25)",
		"    at async node:internal/modules/esm/loader:647:26",
		"",
		"Node.js v24.21.0",
	].join("\n");
	expect(logTail({ kind: "exit", message: "exited with code 1", log_tail }, 2)).toEqual([
		"TypeError: cannot fit",
		"    at file:///p/fit.mjs:1:7",
	]);
});

test("keeps the whole head of a failure in a narrow terminal, and says that the job may fail", () => {
	expect(
		told(
			[task("a_job_with_a_rather_long_name", { policies: { allow_failure: true, retry: { max: 1 } } })],
			[
				{ type: "attempt.started", instance: "a_job_with_a_rather_long_name", attempt: 1 },
				{
					type: "attempt.failed",
					instance: "a_job_with_a_rather_long_name",
					attempt: 1,
					error: { kind: "exit", message: "no" },
				},
				{ type: "retry.scheduled", instance: "a_job_with_a_rather_long_name", attempt: 2, due: 3000 },
				{ type: "attempt.started", instance: "a_job_with_a_rather_long_name", attempt: 2 },
				{
					type: "attempt.failed",
					instance: "a_job_with_a_rather_long_name",
					attempt: 2,
					error: { kind: "exit", message: "no" },
				},
				{ type: "instance.failed", instance: "a_job_with_a_rather_long_name", error: { kind: "exit", message: "no" } },
			],
		),
	).toEqual([
		"↻ a_job_with_a_rather_long_name, attempt 1 of 2, failed;",
		"  again at once",
		"    no",
		"✗ a_job_with_a_rather_long_name, attempt 2 of 2, failed",
		"  (allowed) after 5.0s",
		"    no",
	]);
});

test("shows the logs of the first failures of a fan-out, and the others in a line each", () => {
	const instances = [0, 1, 2, 3, 4].map((lr) => ({ lr }));
	const facts = instances.flatMap((_, index): readonly RunFact[] => [
		{ type: "attempt.started", instance: `sweep[${index}]`, attempt: 1 },
		{ type: "attempt.failed", instance: `sweep[${index}]`, attempt: 1, error },
		{ type: "instance.failed", instance: `sweep[${index}]`, error },
	]);
	const lines = told([task("sweep", { each: "lr" })], [{ type: "job.ready", job: "sweep", instances }, ...facts]);
	expect(lines.slice(10)).toEqual([
		"✗ sweep[2] (lr = 2) failed",
		"    ended with exit code 1",
		"  │ one",
		"  │ two red",
		"  │ three",
		"✗ sweep[3] (lr = 3) failed: ended with exit code 1",
		"✗ sweep[4] (lr = 4) failed: ended with exit code 1",
	]);
});
