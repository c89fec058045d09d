import { fold, graphView, type RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import { created, eventsOf, group, planOf, task } from "../testing/plan-fixture.ts";
import { ProgressModel } from "./progress-model.ts";
import { jobCounts, plainJobCounts, renderSummary } from "./summary.ts";

test("counts what a killed run left: done, interrupted, and not begun", () => {
	const plan = planOf([task("clean"), task("fit"), task("ship", { after: ["fit"] })]);
	const facts: readonly RunFact[] = [
		created,
		{ type: "job.ready", job: "clean" },
		{ type: "job.ready", job: "fit" },
		{ type: "attempt.started", instance: "clean", attempt: 1 },
		{ type: "attempt.succeeded", instance: "clean", attempt: 1, outputs: {} },
		{ type: "job.succeeded", job: "clean" },
		{ type: "attempt.started", instance: "fit", attempt: 1 },
	];
	expect(jobCounts(plan, graphView(plan, fold(plan, eventsOf(facts))).nodes)).toEqual({
		succeeded: 1,
		failed: 0,
		allowed: 0,
		skipped: 0,
		cancelled: 0,
		undone: 0,
		interrupted: 1,
		open: 1,
	});
});

test("of plain jobs that succeeded, what the progress counted is what a look at all of them counts", () => {
	const plan = planOf([task("clean"), task("fit"), task("ship", { after: ["fit"] }), task("other")]);
	const facts: readonly RunFact[] = [
		created,
		{ type: "job.skipped", job: "other", cause: "not_selected" },
		{ type: "job.ready", job: "clean" },
		{ type: "attempt.started", instance: "clean", attempt: 1 },
		{ type: "attempt.succeeded", instance: "clean", attempt: 1, outputs: {} },
		{ type: "job.succeeded", job: "clean" },
		{ type: "job.skipped", job: "fit", cause: "condition" },
		{ type: "job.skipped", job: "ship", cause: "upstream" },
		{ type: "run.finished", result: "succeeded", outputs: {} },
	];
	const events = eventsOf(facts);
	const model = new ProgressModel(plan);
	for (const event of events) model.apply(event);
	const all = jobCounts(plan, graphView(plan, fold(plan, events)).nodes);
	expect(all).toMatchObject({ succeeded: 1, skipped: 2, open: 0 });
	expect(plainJobCounts(plan, "succeeded", model.table.counts)).toEqual(all);
});

test("what failed, has instances or is asked of people is counted by a look at all jobs", () => {
	const ended = { succeeded: 1, failed: 0, skipped: 0, cancelled: 0 };
	expect([
		plainJobCounts(planOf([task("fit")]), "failed", ended),
		plainJobCounts(planOf([task("fit")]), "succeeded_with_warnings", ended),
		plainJobCounts(planOf([task("fit", { each: "x" })]), "succeeded", ended),
		plainJobCounts(planOf([group("prep", [task("fit")])]), "succeeded", ended),
		plainJobCounts(planOf([task("release", { type: "approval" })]), "succeeded", ended),
		plainJobCounts(planOf([task("fit")]), "succeeded", undefined),
	]).toEqual(Array(6).fill(undefined));
});

test.each([
	["exit", "fit[1]", "dag logs 3 'fit[1]' shows the whole log"],
	["timeout", "demo", undefined],
	["timeout", "release", undefined],
] as const)("where a run failed by %s of %s, the log to read next is %s", (kind, job, next) => {
	const text = renderSummary({
		run: "3",
		address: "3",
		plan: planOf([task("fit"), task("release", { type: "approval" })]),
		result: "failed",
		duration: 1000,
		counts: { succeeded: 0, failed: 1, allowed: 0, skipped: 0, cancelled: 0, undone: 0, interrupted: 0, open: 0 },
		outputs: {},
		critical: [],
		error: { job, kind, message: "no" },
		rollbackFailures: [],
		unconverged: [],
		folder: ".dag/runs/3",
		shown: (path) => path,
		columns: 100,
		style: createStyle(false),
		symbols: symbolsFor({ LANG: "C.UTF-8" }),
	});
	expect(/Next +(?<next>.*)/.exec(text)?.groups?.["next"]).toBe(next);
});
