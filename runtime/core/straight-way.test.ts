import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { job, planOf } from "../../test/support/plan-of.ts";
import { graphView } from "./draw-graph.ts";
import { live } from "./live-run.ts";
import type { JobPolicies } from "./plan.ts";
import type { Report } from "./report.ts";
import { runningAttempts } from "./running-attempts.ts";
import { summary } from "./summary.ts";

const process = { pid: 7, started: "1", host: "here" };
const starting = (instance: string, attempt = 1): Report => ({ type: "starting", instance, attempt });
const running = (instance: string): Report => ({ type: "running", instance, attempt: 1, process });
const succeeded = (instance: string, attempt = 1): Extract<Report, { type: "succeeded" }> => ({
	type: "succeeded",
	instance,
	attempt,
	outputs: { n: 1 },
});
const failed = (instance: string): Report => ({
	type: "failed",
	instance,
	attempt: 1,
	error: { kind: "exit", message: "exit code 1", exit_code: 1 },
});

/** Three jobs of one priority and one behind them, driven by reports; what everybody sees after each. */
function seen(policies: JobPolicies, reports: readonly Report[], only?: readonly string[]): readonly unknown[] {
	const plan = planOf([
		...["a", "b", "c"].map((name) => job(name, { policies: { ...policies, retry: { max: 1 } } })),
		job("d", { policies, after: ["a", "b done"] }),
	]);
	const run = new ManualRun(plan, only === undefined ? {} : { only });
	return reports.map((report) => {
		const answer = run.report(report);
		run.now += 10;
		return {
			answer,
			view: graphView(plan, run.state),
			summary: summary(plan, run.state),
			running: runningAttempts(run.state),
			due: run.due().map(({ id, type }) => [id, type]),
		};
	});
}

describe("a task on the straight way is seen as any other", () => {
	const cancel: Report = { type: "cancel", by: "mira", rollback: false };
	const scripts: Readonly<Record<string, readonly Report[]>> = {
		"when all goes well": [
			...["a", "c", "b"].flatMap((name) => [starting(name), running(name)]),
			...["b", "a", "c"].map((name) => succeeded(name)),
			starting("d"),
			succeeded("d"),
		],
		"when reports come late, early or twice": [
			succeeded("a"),
			starting("d"),
			starting("a", 2),
			starting("a"),
			starting("a"),
			running("a"),
			running("a"),
			succeeded("a", 2),
			succeeded("a"),
			succeeded("a"),
			starting("a"),
		],
		"when an attempt fails and is tried again": [
			starting("b"),
			failed("b"),
			starting("b", 2),
			succeeded("b", 2),
			starting("a"),
		],
		"when an attempt is lost with its engine": [
			starting("b"),
			running("b"),
			{ type: "lost", instance: "b", attempt: 1 },
			starting("b", 2),
		],
		"when the ends tell of resources and warnings": [
			starting("a"),
			{ ...succeeded("a"), usage: { cpu_user: 5, cpu_system: 1 } },
			starting("b"),
			{ ...succeeded("b"), warnings: ["odd"] },
		],
		"when the run is cancelled": [
			starting("b"),
			cancel,
			starting("a"),
			{ type: "cancelled", instance: "b", attempt: 1 },
		],
		"when the run is paused and goes on": [
			starting("b"),
			{ type: "pause", by: "mira" },
			starting("a"),
			succeeded("b"),
			{ type: "resume", by: "mira" },
			starting("a"),
		],
	};
	for (const [name, reports] of Object.entries(scripts)) {
		for (const only of [undefined, ["b"]]) {
			test(only === undefined ? name : `${name}, and only some are selected`, () => {
				// A job that says what it needs, even if it is nothing, is an object from the start.
				expect(seen({}, reports, only)).toEqual(seen({ needs: {} }, reports, only));
			});
		}
	}
});

test("a task becomes an object only when it leaves the straight way", () => {
	const run = new ManualRun(planOf([job("a"), job("b", { after: ["a"], policies: { retry: { max: 1 } } })]));
	const objects = () => live(run.state).root?.nodes.filter((node) => node !== undefined).length;
	const counts = [objects()];
	for (const report of [starting("a"), running("a"), succeeded("a"), starting("b"), failed("b")]) {
		run.report(report);
		counts.push(objects());
	}
	expect(counts).toEqual([0, 0, 0, 0, 0, 1]);
});

test("what runs is listed in the order of its starts, on the straight way or not, and also once it has left it", () => {
	const names = ["a", "b", "c", "d"];
	const plan = planOf(names.map((name) => job(name, name === "b" ? { policies: { needs: { cpu: 1 } } } : {})));
	const run = new ManualRun(plan);
	for (const name of ["d", "b", "a", "c"]) run.report(starting(name));
	const listed = () => runningAttempts(run.state).map(({ instance }) => instance);
	expect(listed()).toEqual(["d", "b", "a", "c"]);
	// Only a task that is an object can be told that its time is over.
	run.append([{ type: "attempt.timed_out", instance: "a", attempt: 1 }]);
	run.report(succeeded("d"));
	expect(listed()).toEqual(["b", "a", "c"]);
});
