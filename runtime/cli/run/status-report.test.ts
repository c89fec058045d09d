import { fold, type Plan, type RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import type { Channel, Terminal } from "../terminal/terminal.ts";
import { created, eventsOf, loop, planOf, task } from "../testing/plan-fixture.ts";
import { statusReport } from "./status-report.ts";

function terminalOf(columns: number): Terminal {
	const channel: Channel = {
		write: () => undefined,
		style: createStyle(false),
		isTerminal: false,
		size: () => ({ columns, rows: 20 }),
		onResize: () => () => undefined,
	};
	return { out: channel, err: channel, environment: {}, cwd: "/", symbols: symbolsFor({ LANG: "C.UTF-8" }) };
}

/** The rows of the jobs; what stands above them is not of interest here. */
function rows(plan: Plan, facts: readonly RunFact[], columns: number, driven = true): readonly string[] {
	const state = fold(plan, eventsOf([created, ...facts]));
	const report = statusReport(terminalOf(columns), { run: "7", plan, state, driven, now: 20_000 });
	return (report.split("\n\n")[1] ?? "").trimEnd().split("\n");
}

const tune = {
	...loop("tune", [task("fit"), task("score", { after: ["fit"] })]),
	max: 2,
	until: { op: "name", name: "good" } as const,
};
const ran = (instance: string): readonly RunFact[] => [
	{ type: "job.ready", job: instance },
	{ type: "attempt.started", instance, attempt: 1 },
	{ type: "attempt.succeeded", instance, attempt: 1, outputs: {} },
];
const ready: readonly RunFact[] = [
	{ type: "job.ready", job: "tune" },
	{ type: "round.started", instance: "tune", round: 0, carries: {} },
	...ran("tune[0].fit"),
	...ran("tune[0].score"),
	{ type: "round.started", instance: "tune", round: 1, carries: {} },
];

test("says in which round a loop is, and for how long the jobs in it ran, without the time between the rounds", () => {
	expect(rows(planOf([tune]), [...ready, ...ran("tune[1].fit").slice(0, 2)], 80)).toEqual([
		"→ tune        running          19s  round 2 of 2",
		"→ tune.fit    running          10s  1 round",
		"· tune.score  pending         1.0s  1 round",
	]);
});

test("says that a loop did not converge, in a narrow terminal below its row", () => {
	const facts: readonly RunFact[] = [
		...ready,
		...ran("tune[1].fit"),
		...ran("tune[1].score"),
		{ type: "job.succeeded", job: "tune", value: { rounds: 2, converged: false } },
	];
	expect(rows(planOf([tune]), facts, 80)[0]).toBe("✓ tune        succeeded        15s  did not converge in 2 rounds");
	expect(rows(planOf([tune]), facts, 50)).toEqual([
		"✓ tune        succeeded        15s",
		"    did not converge in 2 rounds",
		"✓ tune.fit    succeeded       2.0s  2 rounds",
		"✓ tune.score  succeeded       2.0s  2 rounds",
	]);
});

test("calls interrupted what no engine drives, and does not let its clock run on", () => {
	expect(rows(planOf([task("fit")]), ran("fit").slice(0, 2), 80, false)).toEqual(["→ fit       interrupted"]);
});

test("tells a failure that a job may have from others, without wider rows than the terminal", () => {
	const fail = (instance: string): readonly RunFact[] => [
		...ran(instance).slice(0, 2),
		{ type: "attempt.failed", instance, attempt: 1, error: { kind: "exit", message: "no" } },
		{ type: "instance.failed", instance, error: { kind: "exit", message: "no" } },
	];
	const plan = planOf([task("may", { policies: { allow_failure: true } }), task("must")]);
	expect(rows(plan, [...fail("may"), ...fail("must")], 80)).toEqual([
		"✗ may       failed (allowed)     2.0s  no",
		"✗ must      failed               2.0s  no",
	]);
	const long = planOf([task("a_job_by_a_long_name", { policies: { allow_failure: true } })]);
	expect(rows(long, fail("a_job_by_a_long_name"), 40)).toEqual(["✗ a_j…g_name  failed (allowed)     2.0s", "    no"]);
});

test("cuts long paths in their middle, so that those of calls in calls stay apart", () => {
	const deep = "go/go/go/go/go/go/go/go/go/go";
	const many = planOf([task(`${deep}/go/fetch`), task(`${deep}/go/train`)]);
	expect(rows(many, [], 80)).toEqual([
		"· go/go/go/g…/go/go/go/go/go/fetch  pending",
		"· go/go/go/g…/go/go/go/go/go/train  pending",
	]);
});

test("keeps each job on its line, whatever lines its error has", () => {
	const facts: readonly RunFact[] = [
		{ type: "job.ready", job: "fit" },
		{ type: "attempt.started", instance: "fit", attempt: 1 },
		{ type: "instance.failed", instance: "fit", error: { kind: "output", message: 'no JSON: "n=1\n"' } },
	];
	expect(rows(planOf([task("fit")]), facts, 80)).toHaveLength(1);
});
