import { fold, graphView, type RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { created, eventsOf, planOf, task } from "../testing/plan-fixture.ts";
import { jobCounts } from "./summary.ts";

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
