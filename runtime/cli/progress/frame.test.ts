import type { RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import { displayWidth } from "../terminal/width.ts";
import { call, created, eventsOf, group, loop, planOf, task } from "../testing/plan-fixture.ts";
import { renderFrame } from "./frame.ts";
import { ProgressModel } from "./progress-model.ts";

const plain = createStyle(false);
const symbols = symbolsFor({});

function frame(model: ProgressModel, now: number, columns = 80, rows = 24): readonly string[] {
	return renderFrame(model, { columns, rows, now, style: plain, symbols });
}

function modelOf(
	nodes: Parameters<typeof planOf>[0],
	facts: readonly RunFact[],
	called?: Parameters<typeof planOf>[1],
): ProgressModel {
	const model = new ProgressModel(planOf(nodes, called));
	for (const event of eventsOf([created, ...facts])) model.apply(event);
	return model;
}

const started = (instance: string, attempt = 1): RunFact => ({ type: "attempt.started", instance, attempt });
const succeeded = (instance: string, attempt = 1): RunFact => ({
	type: "attempt.succeeded",
	instance,
	attempt,
	outputs: {},
});
const error = { kind: "exit", message: "exit code 1", exit_code: 1 } as const;

test("shows a running job with its progress, last metric and elapsed time", () => {
	const model = modelOf([task("fit", { type: "python" }), task("next")], [started("fit")]);
	model.sample("fit", 1, 0.5, { name: "loss", value: 0.23145 });
	expect(frame(model, 61_000)).toEqual([
		"⠋ fit       ━━━━━━──────   50%  loss 0.2314                              1m 00s",
		"────────────  0/2 jobs  1 running  1m 01s  Ctrl-C pauses",
	]);
});

test("collapses a fan-out into one line with counts", () => {
	const model = modelOf(
		[task("sweep", { each: "lr" })],
		[
			{ type: "job.ready", job: "sweep", instances: [{ lr: 1 }, { lr: 2 }, { lr: 3 }, { lr: 4 }] },
			started("sweep[0]"),
			started("sweep[1]"),
			started("sweep[2]"),
			succeeded("sweep[0]"),
			{ type: "attempt.failed", instance: "sweep[1]", attempt: 1, error },
			{ type: "instance.failed", instance: "sweep[1]", error },
		],
	);
	expect(frame(model, 9000)[0]).toBe("⠋ sweep     ━━━━━━──────  2/4  1 failed  1 running                         7.0s");
});

test("says when the next attempt of a job starts", () => {
	const model = modelOf(
		[task("fetch", { policies: { retry: { max: 3 } } })],
		[
			started("fetch"),
			{ type: "attempt.failed", instance: "fetch", attempt: 1, error },
			{ type: "retry.scheduled", instance: "fetch", attempt: 2, due: 15_000 },
		],
	);
	expect(frame(model, 3000)[0]).toContain("↻ fetch     attempt 2 of 4 in 12s");
});

test("never draws more lines than the terminal has, nor wider ones", () => {
	const nodes = Array.from({ length: 50 }, (_, index) => task(`a_job_with_quite_a_long_name_${index}`));
	const model = modelOf(
		nodes,
		nodes.map(({ name }) => started(name)),
	);
	for (const [columns, rows] of [
		[40, 10],
		[60, 5],
		[120, 4],
		[200, 60],
	] as const) {
		const lines = frame(model, 90_000, columns, rows);
		expect(lines.length).toBeLessThanOrEqual(Math.max(2, rows - 1));
		expect(Math.max(...lines.map(displayWidth))).toBeLessThan(columns);
	}
	expect(frame(model, 90_000, 60, 8).at(-2)).toBe("  … and 46 more jobs under way");
});

test("costs what it shows, not what runs", () => {
	const nodes = Array.from({ length: 20_000 }, (_, index) => task(`j${index}`));
	const model = modelOf(
		nodes,
		nodes.map(({ name }) => started(name)),
	);
	const before = process.threadCpuUsage();
	for (let index = 0; index < 100; index++) frame(model, index);
	// Drawing all 20,000 a hundred times would take ten seconds and more.
	expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(3000);
});

test("counts the jobs in a group, and not the group", () => {
	const model = modelOf([group("prep", [task("load"), task("split")])], [started("prep.load"), succeeded("prep.load")]);
	expect([model.total, model.done, [...model.table.underWay.keys()]]).toEqual([2, 1, []]);
});

test("says what Ctrl-C does: to a run that is being cancelled, and to one that somebody else paused", () => {
	const asked = (fact: RunFact) => frame(modelOf([task("fit")], [started("fit"), fact]), 3000)[1];
	expect([
		asked({ type: "run.cancel_requested", by: "ada", rollback: false }),
		asked({ type: "run.paused", by: "ada" }),
	]).toEqual([
		"────────────  0/1 job  1 running  3.0s  cancelling; Ctrl-C kills",
		"────────────  0/1 job  1 running  3.0s  pausing; Ctrl-C twice kills",
	]);
});

test("shows the rounds of a loop on one line, until the loop ends", () => {
	const round = (number: number): RunFact[] => [
		{ type: "round.started", instance: "tune", round: number, carries: {} },
		started(`tune[${number}].fit`),
		succeeded(`tune[${number}].fit`),
	];
	const rounds = [...round(0), ...round(1).slice(0, 2)];
	const model = modelOf([loop("tune", [task("fit", { type: "training" })])], rounds);
	expect([frame(model, 9000)[0], model.done]).toEqual([
		"⠋ tune.fit  round 2 of 9                                                   4.0s",
		0,
	]);
	const notices = eventsOf([
		...Array(6).fill(created),
		succeeded("tune[1].fit"),
		{ type: "job.succeeded", job: "tune" },
	])
		.slice(6)
		.flatMap((event) => model.apply(event));
	expect(notices).toMatchObject([{ type: "job", job: "tune.fit", outcome: "succeeded", line: { succeeded: 2 } }]);
	expect([model.done, model.total, model.table.underWay.size]).toEqual([1, 1, 0]);
});

test("shows what runs in a called workflow, and tells a failure of the call only where nothing in it failed", () => {
	const model = modelOf([call("ship")], [started("ship/stage")], [task("stage"), task("note", { after: ["stage"] })]);
	expect(frame(model, 3000)[0]).toContain("⠋ ship/stage");
	expect(model.total).toBe(2);
	const timeout = { kind: "timeout", message: "ran longer than 1m" } as const;
	const late: RunFact[] = [
		created,
		{ type: "attempt.cancelled", instance: "ship/stage", attempt: 1 },
		{ type: "instance.failed", instance: "ship", error: timeout },
	];
	expect(eventsOf(late).flatMap((event) => model.apply(event))).toMatchObject([
		{ type: "failure", path: "ship", error: timeout },
	]);
	const other = modelOf([call("ship")], [started("ship/stage")], [task("stage")]);
	const failed: RunFact[] = [
		{ type: "instance.failed", instance: "ship/stage", error },
		{ type: "job.failed", job: "ship", error },
	];
	expect(eventsOf(failed).flatMap((event) => other.apply(event))).toMatchObject([
		{ type: "failure", path: "ship/stage" },
	]);
});
