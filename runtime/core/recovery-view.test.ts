import { expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { forOf, job, planOf } from "../../test/support/plan-of.ts";
import { graphView } from "./draw-graph.ts";
import { summary } from "./summary.ts";

const plan = planOf(
	[
		job("a", { rollback: job("a") }),
		job("each", { for: forOf({ i: [7, 8] }), after: ["a"], rollback: job("each") }),
		job("bad", { after: ["each"], rollback: job("bad") }),
	],
	{ hooks: { failure: { nodes: [job("alert")] }, success: { nodes: [job("cheer")] } } },
);

/** What the graph tells of the nodes: their status, and those of their instances. */
function statuses(run: ManualRun): Readonly<Record<string, string>> {
	return Object.fromEntries(
		graphView(run.plan, run.state).nodes.map(({ id, status, instances }) => [
			id,
			[status, ...(instances ?? []).map((each) => each.status)].join(" "),
		]),
	);
}

test("the graph shows what is undone, how far that is, and the hooks", () => {
	const run = new ManualRun(plan);
	for (const names of [["a"], ["each[0]", "each[1]"]]) {
		run.start();
		for (const name of names) run.succeed(name);
	}
	run.start();
	run.fail("bad");
	run.start();
	expect(statuses(run)).toEqual({
		a: "succeeded",
		"a.rollback": "pending",
		each: "succeeded succeeded succeeded",
		"each.rollback": "running running pending",
		bad: "failed",
		"bad.rollback": "pending",
		"on_failure.alert": "pending",
		"on_success.cheer": "pending",
	});
	expect(run.state.phase).toBe("rollback");
	expect(summary(plan, run.state).rollback).toEqual({ total: 3, over: 0, failures: [] });
	run.succeed("each[1].rollback");
	run.start();
	run.fail("each[0].rollback");
	run.start();
	run.succeed("a.rollback");
	expect(run.state.phase).toBe("failure");
	run.start();
	expect(statuses(run)).toMatchObject({ "on_failure.alert": "running" });
	run.fail("on_failure.alert");
	const { nodes } = graphView(plan, run.state);
	expect(statuses(run)).toEqual({
		a: "rolled_back",
		"a.rollback": "succeeded",
		each: "succeeded succeeded rolled_back",
		"each.rollback": "failed succeeded failed",
		bad: "failed",
		"bad.rollback": "skipped",
		"on_failure.alert": "failed",
		"on_success.cheer": "skipped",
	});
	expect(
		nodes.find(({ id }) => id === "each.rollback")?.instances?.map(({ path, bindings }) => [path, bindings]),
	).toEqual([
		["each[1].rollback", { i: 8 }],
		["each[0].rollback", { i: 7 }],
	]);
	const { rollback, failures, jobs } = summary(plan, run.state);
	expect(rollback).toMatchObject({ total: 3, over: 3, failures: [{ job: "each[0]" }] });
	expect(failures.map(({ path, allowed }) => [path, allowed])).toEqual([
		["bad", false],
		["on_failure.alert", true],
	]);
	expect(jobs).toMatchObject({ rolled_back: 1, succeeded: 1, failed: 1 });
});
