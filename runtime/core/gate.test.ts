import { expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { forOf, groupOf, job, planOf } from "../../test/support/plan-of.ts";
import type { NodePlan, Plan, WorkflowPlan } from "./plan.ts";

function callOf(name: string, workflow: string, more: Partial<Extract<NodePlan, { kind: "call" }>> = {}): NodePlan {
	const base = { dependencies: [], policies: {}, outputs: { kind: "json" } } as const;
	return { ...base, kind: "call", name, workflow, params: {}, ...more };
}

function calling(nodes: readonly NodePlan[], called: Readonly<Record<string, Plan>>, more = {}): Plan {
	const main = planOf(nodes, more);
	const workflows: Record<string, WorkflowPlan> = { ...main.workflows };
	for (const [name, plan] of Object.entries(called)) {
		const workflow = plan.workflows[plan.main];
		if (workflow !== undefined) workflows[name] = workflow;
	}
	return { ...main, workflows };
}

const three = [job("a"), job("b"), job("c")];
const limited = (limit: number, nodes: readonly NodePlan[] = three) => planOf(nodes, { policies: { limit } });

test("the limit of a called workflow holds in each call, and for nothing beside it", () => {
	const run = new ManualRun(calling([callOf("ship", "w", { for: forOf({ i: [1, 2] }) }), job("x")], { w: limited(2) }));
	expect(run.start().toSorted()).toEqual(["ship[0]/a", "ship[0]/b", "ship[1]/a", "ship[1]/b", "x"]);
	run.succeed("x");
	expect(run.start()).toEqual([]);
	run.succeed("ship[1]/b");
	expect(run.start()).toEqual(["ship[1]/c"]);
	for (const path of ["ship[0]/a", "ship[0]/b", "ship[1]/a", "ship[1]/c"]) run.succeed(path);
	run.finish();
	expect(run.state.result).toBe("succeeded");
});

test("a start that the limit of a called workflow holds back is refused", () => {
	const run = new ManualRun(calling([callOf("ship", "w")], { w: limited(1) }));
	expect(run.start()).toEqual(["ship/a"]);
	const answer = run.report({ type: "starting", instance: "ship/b", attempt: 1 });
	expect(answer).toMatchObject({ ok: false, problem: { code: "not_allowed" } });
});

test("attempts of an inner call count in the calls around it too", () => {
	const plan = calling([callOf("ship", "outer")], {
		outer: limited(2, [callOf("one", "inner"), callOf("two", "plain"), groupOf("g", three)]),
		inner: limited(1),
		plain: planOf(three),
	});
	const run = new ManualRun(plan);
	const running = new Set(run.start());
	const ended: string[] = [];
	for (let [next] = running; next !== undefined; [next] = running) {
		expect(running.size).toBeLessThanOrEqual(2);
		expect([...running].filter((path) => path.startsWith("ship/one/")).length).toBeLessThanOrEqual(1);
		running.delete(next);
		ended.push(next);
		run.succeed(next);
		for (const path of run.start()) running.add(path);
	}
	expect(ended).toHaveLength(9);
	expect(run.state.result).toBe("succeeded");
});

test("what waits for its retry leaves its place to others, and takes one when its time has come", () => {
	const policies = { retry: { max: 1, backoff: { from: 1e6, to: 1e6 } } };
	const run = new ManualRun(calling([callOf("ship", "w")], { w: limited(1, [job("a", { policies }), job("b")]) }));
	expect(run.start()).toEqual(["ship/a"]);
	run.fail("ship/a");
	expect(run.start()).toEqual(["ship/b"]);
	run.now = run.wakeAt() ?? 0;
	expect(run.start()).toEqual([]);
	run.succeed("ship/b");
	expect(run.start()).toEqual(["ship/a"]);
});

test("of retries that are due at the same moment only as many start as the limit lets", () => {
	const policies = { retry: { max: 1, backoff: { from: 1e6, to: 1e6 } } };
	const run = new ManualRun(
		calling([callOf("ship", "w")], { w: limited(1, [job("a", { policies }), job("b", { policies })]) }),
	);
	for (const path of ["ship/a", "ship/b"]) {
		expect(run.start()).toEqual([path]);
		run.fail(path);
	}
	run.now += 1e6;
	expect(run.due()).toHaveLength(1);
});

test("a retry in an inner call waits while others have taken the room that the call around it leaves", () => {
	const policies = { retry: { max: 1, backoff: { from: 1e6, to: 1e6 } } };
	const run = new ManualRun(
		calling([callOf("ship", "outer")], {
			outer: limited(1, [callOf("one", "inner"), callOf("two", "plain")]),
			inner: limited(1, [job("a", { policies })]),
			plain: planOf([job("x")]),
		}),
	);
	expect(run.start()).toEqual(["ship/one/a"]);
	run.fail("ship/one/a");
	expect(run.start()).toEqual(["ship/two/x"]);
	run.now = run.wakeAt() ?? 0;
	expect(run.start()).toEqual([]);
	const answer = run.report({ type: "starting", instance: "ship/one/a", attempt: 2 });
	expect(answer).toMatchObject({ ok: false, problem: { code: "not_allowed" } });
	run.succeed("ship/two/x");
	expect(run.start()).toEqual(["ship/one/a"]);
});

test("what an outer call holds back starts when an attempt in an inner one ends", () => {
	const run = new ManualRun(
		calling([callOf("ship", "outer")], {
			outer: limited(1, [callOf("one", "inner"), callOf("two", "inner")]),
			inner: limited(1, [job("a")]),
		}),
	);
	expect(run.start()).toEqual(["ship/one/a"]);
	run.succeed("ship/one/a");
	expect(run.start()).toEqual(["ship/two/a"]);
	run.succeed("ship/two/a");
	expect(run.state.result).toBe("succeeded");
});

test("a cancel ends what the limit of a called workflow held back", () => {
	const run = new ManualRun(calling([callOf("ship", "w")], { w: limited(1) }));
	run.start();
	run.report({ type: "cancel", by: "ann", rollback: false });
	run.report({ type: "cancelled", instance: "ship/a", attempt: 1 });
	expect(run.state.result).toBe("cancelled");
});

test("the limit of the run's own workflow holds for all blocks in it together", () => {
	const nested = groupOf("outer", [groupOf("inner", three), job("d")]);
	const plan = calling([nested, callOf("ship", "w"), job("e")], { w: planOf(three) }, { policies: { limit: 2 } });
	const run = new ManualRun(plan);
	const running = new Set(run.start());
	let ended = 0;
	for (let [next] = running; next !== undefined; [next] = running) {
		expect(running.size).toBeLessThanOrEqual(2);
		running.delete(next);
		ended++;
		run.succeed(next);
		for (const path of run.start()) running.add(path);
	}
	expect(ended).toBe(8);
});
