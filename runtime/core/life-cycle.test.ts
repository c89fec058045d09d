import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { observeTransitions } from "../../test/simulation/observe-transitions.ts";
import { simulate } from "../../test/simulation/simulate.ts";
import { ManualRun } from "../../test/support/manual-run.ts";
import { broken, fanInOf, forOf, groupOf, job, planOf, value } from "../../test/support/plan-of.ts";
import type { TypedExpression } from "./expression/expression.ts";
import { lifeCycle, lifeCycleDiagram } from "./life-cycle.ts";
import type { JobPolicies } from "./plan.ts";

test("runs change status only as the table says, and in every way that it says", { timeout: 120_000 }, () => {
	const seen = new Set<string>();
	const unknown = new Set<string>();
	const histories = [
		...rareRuns(),
		...askingRuns(),
		...retriedRuns(),
		...Array.from({ length: 400 }, (_, seed) => simulate(seed + 1, "all")),
	];
	for (const { plan, events } of histories) {
		for (const { machine, from, event, to } of observeTransitions(plan, events)) {
			const known = lifeCycle[machine].some((row) => row.from === from && row.to === to && row.events.includes(event));
			if (!known) unknown.add(`${machine}: ${from} → ${to} by ${event}`);
			seen.add(`${machine}: ${from} → ${to}`);
		}
	}
	const rows = Object.entries(lifeCycle).flatMap(([machine, table]) =>
		table.map(({ from, to }) => `${machine}: ${from} → ${to}`),
	);
	expect([...unknown]).toEqual([]);
	expect(rows.filter((row) => !seen.has(row))).toEqual([]);
});

test("the diagrams are those of the table", () => {
	expect(readFileSync(new URL("life-cycle.md", import.meta.url), "utf8")).toBe(lifeCycleDiagram());
});

/** Runs that are tried again after their end: a `for` job and a group that failed, succeeded, and were cancelled. */
function retriedRuns(): readonly ManualRun[] {
	const retry = (path?: string) => ({ type: "retry", by: "test", ...(path !== undefined && { path }) }) as const;
	const drive = (run: ManualRun, failing?: string) => {
		for (let starts = run.startCommands(); starts.length > 0; starts = run.startCommands()) {
			for (const { instance, attempt } of starts) {
				if (instance === failing) run.fail(instance, attempt);
				else run.succeed(instance, {}, attempt);
			}
		}
	};
	const plan = planOf([
		job("s", { for: forOf({ i: [1, 2, 3] }), policies: { limit: 1 } }),
		groupOf("g", [job("x"), job("y", { after: ["x"] })]),
		job("last", { after: ["g"] }),
		job("odd", { for: forOf({ i: [1] }), config: { x: broken } }),
	]);
	const failed = new ManualRun(plan);
	drive(failed, "s[0]");
	failed.report(retry());
	drive(failed, "g.y");
	for (const path of [undefined, "s[0]", "g.x", "g.y"]) {
		failed.report(retry(path));
		drive(failed);
	}
	const halves = new ManualRun(plan);
	drive(halves, "g.y");
	halves.report(retry());
	drive(halves);
	const cancelled = new ManualRun(plan);
	cancelled.start();
	cancelled.report({ type: "cancel", by: "test", rollback: false });
	for (const { instance, attempt } of cancelled.due()) cancelled.report({ type: "cancelled", instance, attempt });
	cancelled.report(retry());
	drive(cancelled);
	return [failed, halves, cancelled];
}

/** What people are asked in many ways, and how it ends. */
function askingRuns(): readonly ManualRun[] {
	const approvers = { approvers: value(["ann"]) };
	const approval = (config: Readonly<Record<string, TypedExpression>> = {}, policies: JobPolicies = {}) =>
		job("ask", {
			type: "approval",
			config: { ...approvers, ...config },
			for: forOf({ i: [1, 2, 3] }),
			policies: { limit: 1, timeout: 100, ...policies },
		});
	const answer = (run: ManualRun, instance: string, decision: "approved" | "rejected") =>
		run.report({ type: "answer", instance, by: "ann", decision });
	const answered = new ManualRun(planOf([approval({}, { limit: 2 })]));
	answer(answered, "ask[0]", "approved");
	answer(answered, "ask[1]", "rejected");
	const impossible = new ManualRun(planOf([approval({ policy: value("quorum"), quorum: value(2) })]));
	const late = new ManualRun(planOf([approval({}, { retry: { max: 1 } })]));
	late.advance(100);
	const single = new ManualRun(planOf([job("ask", { type: "approval", config: approvers })]));
	answer(single, "ask", "approved");
	const lost = (["rejected", "approved", "cancel", "fast"] as const).map((way) => {
		const run = new ManualRun(planOf([job("a", { policies: { critical: true } }), job("b")]), {
			fail_fast: way === "fast",
		});
		run.start();
		run.report({ type: "lost", instance: "a", attempt: 1 });
		if (way === "cancel") run.report({ type: "cancel", by: "test", rollback: false });
		else if (way === "fast") run.fail("b");
		else answer(run, "a", way);
		return run;
	});
	return [answered, impossible, late, single, ...lost];
}

/** Ways of ending that random runs hardly ever take. */
function rareRuns(): readonly ManualRun[] {
	const cancel = { type: "cancel", by: "test", rollback: false } as const;
	const fanIn = new ManualRun(planOf([job("a"), fanInOf("b", "a", "custom", { value: broken, fallback: job("b") })]));
	fanIn.finish();
	const group = new ManualRun(planOf([groupOf("g", [job("x")], {}, { policies: { retry: { max: 1 } } })]));
	group.start();
	group.fail("g.x");
	group.finish();
	const hooks = { done: { nodes: [job("h")] } };
	const followed = (["cancelling", "timed_out", "failing_fast"] as const).map((mode) => {
		const run = new ManualRun(planOf([job("a"), job("b")], { policies: { timeout: 5000 }, hooks }), {
			fail_fast: mode === "failing_fast",
		});
		run.start();
		if (mode === "cancelling") run.report(cancel);
		else if (mode === "timed_out") run.advance(5000);
		else run.fail("a");
		for (const instance of mode === "failing_fast" ? ["b"] : ["a", "b"]) {
			run.report({ type: "cancelled", instance, attempt: 1 });
		}
		run.finish();
		return run;
	});
	const endings = (
		[
			"timed_out",
			"failing_fast",
			"paused_timed_out",
			"fast_timed_out",
			"paused_fast",
			"retry_cancelled",
			"retry_fast",
		] as const
	).map((way) => {
		const run = new ManualRun(
			planOf([job("a"), job("b", { policies: { retry: { max: 1, backoff: { from: 1e6, to: 1e6 } } } })], {
				policies: { timeout: 5000 },
			}),
			{ fail_fast: way.includes("fast") },
		);
		run.start();
		switch (way) {
			case "timed_out":
				run.advance(5000);
				run.report(cancel);
				break;
			case "paused_timed_out":
				run.report({ type: "pause", by: "test" });
				run.advance(5000);
				break;
			case "failing_fast":
				run.fail("a");
				run.report(cancel);
				break;
			case "fast_timed_out":
				run.fail("a");
				run.advance(5000);
				break;
			case "paused_fast":
				run.report({ type: "pause", by: "test" });
				run.fail("a");
				break;
			case "retry_cancelled":
				run.fail("b");
				run.report(cancel);
				break;
			case "retry_fast":
				run.fail("b");
				run.fail("a");
				break;
		}
		for (const command of run.due())
			run.report({ type: "cancelled", instance: command.instance, attempt: command.attempt });
		return run;
	});
	return [...endings, ...followed, fanIn, group];
}
