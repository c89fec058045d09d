import { expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { fanInOf, forOf, groupOf, job, letOf, outputOf, planOf, ref, value } from "../../test/support/plan-of.ts";
import { actualCriticalPath, criticalPath } from "./critical-path.ts";
import { graphView } from "./draw-graph.ts";
import { summary } from "./summary.ts";

const plan = planOf(
	[
		job("clean"),
		job("sweep", { data: ["clean.data"], for: forOf({ lr: [1, 2] }), policies: { succeed: 0.5 } }),
		fanInOf("best", "sweep", "best_metric", { metric: "accuracy" }),
		letOf("score", ref("best.metrics.accuracy"), { data: ["best.metrics.accuracy"] }),
		letOf("unread", value(1)),
		groupOf("ship", [job("pack"), job("send", { after: ["pack"] })], {}, { after: ["best"] }),
		job("alarm", { after: ["clean failed"] }),
	],
	{ outputs: [outputOf("score", "score")] },
);

test("a plan is drawn with its groups, the lets that are read, its outputs, and labelled edges", () => {
	const view = graphView(plan);
	expect(view.nodes.map(({ id, kind, parent, detail }) => [id, kind, parent, detail])).toEqual([
		["clean", "job", undefined, undefined],
		["sweep", "fan_out", undefined, "for lr in [1, 2]"],
		["best", "fan_in", undefined, "best_metric accuracy"],
		["score", "let", undefined, "best.metrics.accuracy"],
		["ship", "group", undefined, undefined],
		["ship.pack", "job", "ship", undefined],
		["ship.send", "job", "ship", undefined],
		["alarm", "job", undefined, undefined],
		["output.score", "output", undefined, "score"],
	]);
	expect(view.edges.map(({ from, to, kind, labels }) => [from, to, kind, labels])).toEqual([
		["clean", "sweep", "data", ["data"]],
		["sweep", "best", "data", []],
		["best", "score", "data", ["metrics.accuracy"]],
		["best", "ship", "after", []],
		["ship.pack", "ship.send", "after", []],
		["clean", "alarm", "on_failure", []],
		["score", "output.score", "data", []],
	]);
	expect(view.critical).toEqual(["clean", "sweep", "best", "ship"]);
});

test("a run is drawn with status, times, instances and values, and its actual critical path", () => {
	const run = new ManualRun(plan);
	run.start();
	run.now += 10;
	run.succeed("clean");
	run.start();
	expect(graphView(plan, run.state).nodes[1]).toMatchObject({
		id: "sweep",
		status: "running",
		instances: [{ status: "running" }, {}],
	});
	run.now += 20;
	run.fail("sweep[0]");
	run.succeed("sweep[1]", { metrics: { accuracy: 0.9 } });
	run.finish();
	const view = graphView(plan, run.state);
	expect(view.run).toMatchObject({ id: "r1", status: "finished", result: "succeeded_with_warnings" });
	expect(Object.fromEntries(view.nodes.map(({ id, status }) => [id, status]))).toEqual({
		clean: "succeeded",
		sweep: "succeeded",
		best: "succeeded",
		score: "succeeded",
		ship: "succeeded",
		"ship.pack": "succeeded",
		"ship.send": "succeeded",
		alarm: "skipped",
		"output.score": "succeeded",
	});
	expect(view.nodes[0]).toMatchObject({ started: 1_000_000, ended: 1_000_010, attempt: 1 });
	expect(view.nodes[1]?.instances).toMatchObject([
		{ path: "sweep[0]", bindings: { lr: 1 }, status: "failed", error: { kind: "exit" } },
		{ path: "sweep[1]", bindings: { lr: 2 }, status: "succeeded", outputs: { metrics: { accuracy: 0.9 } } },
	]);
	expect(view.nodes.at(-1)).toMatchObject({ value: 0.9 });
	expect(actualCriticalPath(plan, run.state).map(({ job: name }) => name)).toEqual(["clean", "sweep", "best", "ship"]);
});

test("the summary counts jobs, fan-outs and failures", () => {
	const run = new ManualRun(plan);
	run.start();
	run.succeed("clean");
	run.start();
	run.fail("sweep[0]");
	const seen = summary(plan, run.state);
	expect(seen.jobs).toMatchObject({ succeeded: 1, running: 1, skipped: 1, pending: 4 });
	expect(seen.total).toBe(7);
	expect(seen.running).toEqual([{ instance: "sweep[1]", job: "sweep", attempt: 1, started: 1_000_000 }]);
	expect(seen.fanOuts).toMatchObject([{ job: "sweep", total: 2, counts: { failed: 1, running: 1 } }]);
	expect(seen.failures).toMatchObject([{ path: "sweep[0]", error: { kind: "exit" } }]);
});

test("a copy per instance of a for group is one node with instances", () => {
	const each = planOf([groupOf("each", [job("work")], {}, { for: forOf({ x: [5, 6] }) })]);
	const run = new ManualRun(each);
	run.start();
	run.succeed("each[0].work");
	const [, work] = graphView(each, run.state).nodes;
	expect(work).toMatchObject({
		id: "each.work",
		status: "running",
		instances: [
			{ path: "each[0].work", bindings: { x: 5 }, status: "succeeded" },
			{ path: "each[1].work", bindings: { x: 6 }, status: "running" },
		],
	});
});

test("the critical path weighs durations, if there are any", () => {
	const two = planOf([job("a"), job("b", { after: ["a"] }), job("c")]);
	expect(criticalPath(two)).toEqual(["a", "b"]);
	expect(criticalPath(two, { a: 1, b: 1, c: 9 })).toEqual(["c"]);
});

test("what is undone is drawn as rolled back, with its rollback, and a hook that never came as not reached", () => {
	const undo = (name: string, options: Parameters<typeof job>[1] = {}) =>
		job(name, { rollback: job(name), ...options });
	const run = new ManualRun(
		planOf([undo("a"), undo("sweep", { after: ["a"], for: forOf({ n: [1, 2] }) }), job("last", { after: ["sweep"] })], {
			hooks: { failure: { nodes: [job("alert")] }, success: { nodes: [job("cheer")] } },
		}),
	);
	const seen = () =>
		graphView(run.plan, run.state).nodes.map(({ id, kind, status, skip }) => [
			id,
			kind,
			status,
			...(skip ? [skip] : []),
		]);
	run.start();
	run.succeed("a");
	run.start();
	run.succeed("sweep[0]");
	run.succeed("sweep[1]");
	run.start();
	run.fail("last");
	run.start();
	run.fail("sweep[1].rollback");
	run.start();
	run.succeed("sweep[0].rollback");
	run.start();
	expect(seen()).toEqual([
		["a", "job", "succeeded"],
		["a.rollback", "rollback", "running"],
		["sweep", "fan_out", "succeeded"],
		["sweep.rollback", "rollback", "failed"],
		["last", "job", "failed"],
		["on_failure.alert", "hook", "pending"],
		["on_success.cheer", "hook", "pending"],
	]);
	expect(graphView(run.plan, run.state).nodes[2]?.instances?.map(({ status }) => status)).toEqual([
		"rolled_back",
		"succeeded",
	]);
	run.succeed("a.rollback");
	run.start();
	expect(seen()[5]).toEqual(["on_failure.alert", "hook", "running"]);
	run.succeed("on_failure.alert");
	expect(seen().filter(([id]) => id === "a" || id === "a.rollback" || String(id).startsWith("on_"))).toEqual([
		["a", "job", "rolled_back"],
		["a.rollback", "rollback", "succeeded"],
		["on_failure.alert", "hook", "succeeded"],
		["on_success.cheer", "hook", "skipped", "not_reached"],
	]);
});

test("in a run that has ended, what is in a group that never opened was not reached, or left out with it", () => {
	const plan = planOf([job("a"), groupOf("g", [job("x")], {}, { after: ["a"] })]);
	const failed = new ManualRun(plan);
	failed.start();
	failed.fail("a");
	const alone = new ManualRun(plan, { only: ["a"] });
	alone.start();
	alone.succeed("a");
	const ends = [failed, alone].map((run) => {
		run.finish();
		return graphView(plan, run.state).nodes.at(-1);
	});
	expect(ends).toMatchObject([
		{ id: "g.x", status: "skipped", skip: "not_reached" },
		{ id: "g.x", status: "skipped", skip: "not_selected" },
	]);
});
