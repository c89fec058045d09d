import { expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { forOf, groupOf, job, planOf } from "../../test/support/plan-of.ts";
import { accept } from "./accept.ts";
import { graphView } from "./draw-graph.ts";
import type { TypedExpression } from "./expression/expression.ts";
import { live } from "./live-run.ts";
import type { NodePlan, Plan } from "./plan.ts";
import { summary } from "./summary.ts";

const n: TypedExpression = { op: "name", name: "n" };
const value = (of: number): TypedExpression => ({ op: "literal", value: of });
const more: TypedExpression = { op: "binary", operator: "+", left: n, right: value(1), number: "int" };
const base = { dependencies: [], policies: {}, outputs: { kind: "json" } } as const;
const loop: NodePlan = {
	...base,
	kind: "loop",
	name: "tune",
	carries: [{ name: "n", type: { kind: "int" }, initial: value(0) }],
	max: 3,
	until: { op: "binary", operator: ">=", left: n, right: value(2) },
	body: { nodes: [job("fit")] },
	next: [{ name: "n", type: { kind: "int" }, value: more, dependencies: [] }],
};
const call: NodePlan = { ...base, kind: "call", name: "ship", workflow: "lib.dag#canary", params: {} };

function calling(nodes: readonly NodePlan[], called: Plan): Plan {
	const main = planOf(nodes);
	const workflow = called.workflows[called.main];
	if (workflow === undefined) throw new Error("there is nothing to call");
	return { ...main, workflows: { ...main.workflows, "lib.dag#canary": workflow } };
}

test("between two rounds and after the last the state holds nothing that was decided about", () => {
	const run = new ManualRun(planOf([loop]));
	run.start();
	const held = [[...live(run.state).work]];
	run.succeed("tune[0].fit");
	run.start();
	held.push([...live(run.state).work]);
	run.succeed("tune[1].fit");
	expect([run.state.result, ...held, live(run.state).work]).toEqual(["succeeded", [], [], []]);
});

test("the graph shows the rounds of a loop with the carries after each, and its jobs once with a copy for each round", () => {
	const run = new ManualRun(planOf([loop]));
	run.start();
	run.succeed("tune[0].fit");
	const [tune, fit] = graphView(run.plan, run.state).nodes;
	expect(tune?.instances?.map(({ path, status, outputs }) => [path, status, outputs])).toEqual([
		["tune[0]", "succeeded", { n: 1 }],
		["tune[1]", "running", undefined],
	]);
	expect([fit?.id, fit?.parent, fit?.instances?.map(({ path }) => path)]).toEqual([
		"tune.fit",
		"tune",
		["tune[0].fit", "tune[1].fit"],
	]);
	run.finish();
	expect(graphView(run.plan, run.state).nodes[0]?.value).toEqual({ n: 2, rounds: 2, converged: true });
	expect(summary(run.plan, run.state)).toMatchObject({ total: 3, jobs: { succeeded: 3 } });
});

test("the graph says how many rounds a loop may have, when each began and ended, and that its until was never true", () => {
	const run = new ManualRun(planOf([{ ...loop, max: 2, until: { ...loop.until, op: "literal", value: false } }]));
	const since = run.now;
	for (const round of [0, 1]) {
		run.start();
		run.now += 10;
		run.succeed(`tune[${round}].fit`);
	}
	const [tune] = graphView(run.plan, run.state).nodes;
	expect(tune).toMatchObject({ status: "succeeded", max_rounds: 2, unconverged: ["tune"] });
	expect(tune?.instances?.map(({ started = 0, ended = 0 }) => [started - since, ended - since])).toEqual([
		[0, 10],
		[10, 20],
	]);
});

test("a loop that converged, one that has no until, and one that still runs are not said to fail to converge", () => {
	const { until: _until, ...endless } = loop;
	for (const plan of [loop, { ...endless, max: 1 }]) {
		const run = new ManualRun(planOf([plan]));
		run.start();
		expect(graphView(run.plan, run.state).nodes[0]).not.toHaveProperty("unconverged");
		run.succeed("tune[0].fit");
		run.finish();
		expect(run.state.result).toBe("succeeded");
		expect(graphView(run.plan, run.state).nodes[0]).not.toHaveProperty("unconverged");
	}
});

test("a job with for counts from the first attempt, not from when it was ready to begin", () => {
	const run = new ManualRun(calling([call], planOf([job("push", { for: forOf({ n: [1, 2] }) })])));
	run.now += 50;
	run.start();
	const started = run.now;
	expect(graphView(run.plan, run.state).nodes.at(-1)?.started).toBe(started);
	run.now += 10;
	run.succeed("ship/push[0]");
	run.succeed("ship/push[1]");
	expect(graphView(run.plan, run.state).nodes.at(-1)).toMatchObject({ id: "ship/push", started, ended: run.now });
});

test("the graph shows the jobs of a called workflow under its call, before and while it runs", () => {
	const run = new ManualRun(calling([call], planOf([groupOf("prep", [job("load")]), job("deploy")])));
	const ids = ["ship", "ship/prep", "ship/prep.load", "ship/deploy"];
	expect(graphView(run.plan).nodes.map(({ id }) => id)).toEqual(ids);
	run.finish();
	const { nodes } = graphView(run.plan, run.state);
	expect(nodes.map(({ id, parent, status }) => [id, parent, status])).toEqual([
		["ship", undefined, "succeeded"],
		["ship/prep", "ship", "succeeded"],
		["ship/prep.load", "ship/prep", "succeeded"],
		["ship/deploy", "ship", "succeeded"],
	]);
});

test("a workflow that calls itself is drawn and does not run for ever", () => {
	const plan = planOf([call]);
	const again: Plan = {
		...plan,
		workflows: { ...plan.workflows, "lib.dag#canary": planOf([call]).workflows[plan.main] ?? expect.fail() },
	};
	expect(graphView(again).nodes.map(({ id }) => id)).toEqual(["ship", "ship/ship"]);
	const run = new ManualRun(again);
	expect(run.state.error).toMatchObject({ kind: "unsupported", job: "ship/ship" });
});

test("attempts in a group that is tried again go on where they were, also of a path that was skipped in between", () => {
	const run = new ManualRun(planOf([groupOf("g", [job("a"), job("b")], {}, { policies: { retry: { max: 2 } } })]));
	run.start();
	run.succeed("g.b");
	run.fail("g.a");
	run.start();
	run.fail("g.a", 2);
	run.succeed("g.b", {}, 2);
	run.finish();
	const started = run.events.flatMap((event) =>
		event.type === "attempt.started" ? [`${event.instance}/${event.attempt}`] : [],
	);
	expect(started).toEqual(["g.a/1", "g.b/1", "g.a/2", "g.b/2", "g.a/3", "g.b/3"]);
	expect(run.state.result).toBe("succeeded");
});

test("a group whose `for` can't succeed any more is given up and not opened anew in the same breath", () => {
	const each = { for: forOf({ i: [1, 2] }), policies: { retry: { max: 1 } } };
	const run = new ManualRun(planOf([groupOf("g", [job("a")], {}, each)]));
	run.start();
	// Both end before anything is decided: one is tried again at once, what the other met is not.
	for (const [instance, kind] of [
		["g[0].a", "exit"],
		["g[1].a", "output"],
	] as const) {
		const error = { kind, message: "no" };
		const answer = accept(run.plan, run.state, { type: "failed", instance, attempt: 1, error }, run.now);
		if (answer.ok) run.append(answer.value);
	}
	run.settle();
	expect(run.types("g[0]")).toEqual(["retry.scheduled", "instance.failed"]);
	expect(run.types("g[1]")).toEqual(["instance.failed"]);
	expect(run.due()).toEqual([]);
	expect(run.state.result).toBe("failed");
});

test("a loop fails where a carry has a value that does not fit, at its beginning or after a round", () => {
	const wrong: TypedExpression = { op: "literal", value: "much" };
	const first = new ManualRun(
		planOf([{ ...loop, carries: [{ name: "n", type: { kind: "int" }, initial: wrong }] } as NodePlan]),
	);
	expect(first.facts("tune").at(-1)).toMatchObject({ type: "job.failed", error: { kind: "output" } });
	expect(first.due()).toEqual([]);
	const next = [{ name: "n", type: { kind: "int" }, value: wrong, dependencies: [] }];
	const later = new ManualRun(planOf([{ ...loop, next } as NodePlan]));
	later.start();
	later.succeed("tune[0].fit");
	expect(later.facts("tune").at(-1)).toMatchObject({ type: "job.failed", error: { kind: "output" } });
	expect(JSON.stringify(later.facts("tune").at(-1))).toContain("after round 1");
});

test("a loop begins no further round once the run is being cancelled, though the job of the last one still succeeded", () => {
	const run = new ManualRun(planOf([loop]));
	run.start();
	run.report({ type: "cancel", by: "somebody", rollback: false });
	run.succeed("tune[0].fit");
	expect(run.types("tune")).toEqual(["job.ready", "round.started", "job.cancelled"]);
	expect(run.state.result).toBe("cancelled");
});

test("in a loop that is tried again the attempts of all rounds go on where they were", () => {
	const run = new ManualRun(planOf([{ ...loop, policies: { retry: { max: 1 } } }]));
	const started: string[] = [];
	for (let starts = run.startCommands(); starts.length > 0; starts = run.startCommands()) {
		for (const { instance, attempt } of starts) {
			started.push(`${instance}/${attempt}`);
			if (started.length === 2) run.fail(instance, attempt);
			else run.succeed(instance, {}, attempt);
		}
	}
	expect(started).toEqual(["tune[0].fit/1", "tune[1].fit/1", "tune[0].fit/2", "tune[1].fit/2"]);
	expect(run.facts("tune").at(-1)).toEqual({
		type: "job.succeeded",
		job: "tune",
		value: { n: 2, rounds: 2, converged: true },
	});
});

test("the error of a group is that of the job in it that failed first", () => {
	const run = new ManualRun(planOf([groupOf("g", [job("a"), job("b")])]));
	run.start();
	run.fail("g.b", 1, { message: "first" });
	run.fail("g.a", 1, { message: "second" });
	expect(run.facts("g").at(-1)).toMatchObject({ type: "job.failed", error: { message: "g.b: first" } });
	expect(run.state.error).toMatchObject({ job: "g.b", message: "first" });
});

test("a group that runs out of time stops what runs, reaches nothing more, and is tried again", () => {
	const inner = [job("a"), job("b", { after: ["a"] })];
	const run = new ManualRun(planOf([groupOf("g", inner, {}, { policies: { timeout: 1000, retry: { max: 1 } } })]));
	run.start();
	expect(run.wakeAt()).toBe(run.now + 1000);
	run.advance(1000);
	expect(run.due().map(({ type, instance }) => [type, instance])).toEqual([["stop", "g.a"]]);
	run.report({ type: "cancelled", instance: "g.a", attempt: 1 });
	expect(run.events.slice(-5).map(({ type }) => type)).toEqual([
		"attempt.failed",
		"instance.failed",
		"retry.scheduled",
		"instance.opened",
		"job.ready",
	]);
	run.finish();
	expect(run.state.result).toBe("succeeded");
});
