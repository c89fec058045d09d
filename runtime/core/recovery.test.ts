import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { broken, forOf, groupOf, job, letOf, planOf, ref, value } from "../../test/support/plan-of.ts";
import type { RunFact } from "./event.ts";
import type { Block, CallPlan, Plan } from "./plan.ts";

const undoable = (name: string, options: Parameters<typeof job>[1] = {}) =>
	job(name, { rollback: job(name), ...options });

/** The facts of the run's end, without those of the jobs. */
const phases = (run: ManualRun): readonly string[] =>
	run.events.flatMap((event) => {
		if (event.type === "rollback.started") return [`rollback ${event.instances.join(" ")}`];
		if (event.type === "hooks.started") return [`hooks ${event.event}`];
		return event.type === "run.finished" ? [`finished ${event.result}`] : [];
	});

const finished = (run: ManualRun): Extract<RunFact, { type: "run.finished" }> => {
	const last = run.events.at(-1);
	if (last?.type !== "run.finished") throw new Error(`the run goes on: ${JSON.stringify(last)}`);
	return last;
};

function callOf(name: string, options: Partial<CallPlan> = {}): CallPlan {
	const base = { dependencies: [], policies: {}, outputs: { kind: "json" } } as const;
	return { ...base, kind: "call", name, workflow: `lib.dag#${name}`, params: {}, ...options };
}

function withCalled(plan: Plan, name: string, body: Block, more: Parameters<typeof planOf>[1] = {}): Plan {
	const called = planOf(body.nodes, more);
	const workflow = called.workflows[called.main] ?? expect.fail();
	return { ...plan, workflows: { ...plan.workflows, [`lib.dag#${name}`]: workflow } };
}

describe("rollback", () => {
	test("undoes what succeeded once nothing runs any more, one after the other, the last first", () => {
		const run = new ManualRun(planOf([undoable("a"), undoable("b"), job("bad"), undoable("late"), undoable("never")]));
		run.capacity = { slots: 4 };
		expect(run.start()).toEqual(["a", "b", "bad", "late"]);
		run.capacity = { slots: 0 };
		run.succeed("b");
		run.succeed("a");
		run.fail("bad");
		run.capacity = { slots: 2 };
		expect(run.start()).toEqual(["never"]);
		run.fail("never");
		expect(run.start()).toEqual([]);
		run.succeed("late");
		expect(phases(run)).toEqual(["rollback late a b"]);
		expect(run.start()).toEqual(["late.rollback"]);
		expect(run.start()).toEqual([]);
		run.succeed("late.rollback");
		expect(run.start()).toEqual(["a.rollback"]);
		run.succeed("a.rollback");
		expect(run.start()).toEqual(["b.rollback"]);
		run.succeed("b.rollback");
		expect(finished(run)).toMatchObject({ result: "failed", error: { job: "bad" } });
		expect(finished(run).rollback_failures).toBeUndefined();
		expect(run.types("late.rollback")).toEqual(["job.ready", "attempt.started", "attempt.succeeded"]);
	});

	test("leaves a run alone that succeeds, and what did not succeed", () => {
		const good = new ManualRun(planOf([undoable("a"), undoable("b", { policies: { allow_failure: true } })]));
		good.start();
		good.succeed("a");
		good.fail("b");
		expect(phases(good)).toEqual(["finished succeeded_with_warnings"]);
		const bad = new ManualRun(planOf([undoable("a")]));
		bad.start();
		bad.fail("a");
		expect(phases(bad)).toEqual(["finished failed"]);
	});

	test("sees the outputs of its own job, its bindings, and what its job saw", () => {
		const rollback = job("a", { config: { mine: ref("a.x"), i: ref("i"), other: ref("b.y"), p: ref("l") } });
		const run = new ManualRun(
			planOf([
				job("b"),
				letOf("l", ref("b.y"), { data: ["b"] }),
				job("a", { data: ["b", "l"], for: forOf({ i: [10, 20] }), rollback, policies: { succeed: 0.5 } }),
				job("rollback", { after: ["a"] }),
			]),
		);
		run.start();
		run.succeed("b", { y: "b's" });
		run.start();
		run.succeed("a[0]", { x: 1 });
		run.succeed("a[1]", { x: 2 });
		run.start();
		run.fail("rollback");
		expect(run.startCommands()).toMatchObject([
			{
				id: "r1/a[1].rollback/1",
				instance: "a[1].rollback",
				config: { mine: 2, i: 20, other: "b's", p: "b's" },
				idempotency_key: "r1/a[1].rollback",
				folder: "flows",
			},
		]);
		run.succeed("a[1].rollback");
		expect(run.startCommands()).toMatchObject([{ instance: "a[0].rollback", config: { mine: 1, i: 10 } }]);
	});

	test("undoes the instances that succeeded of a for job that failed as a whole", () => {
		const run = new ManualRun(planOf([undoable("a", { for: forOf({ i: [0, 1, 2] }) })]));
		run.start();
		run.succeed("a[2]");
		run.fail("a[0]");
		run.succeed("a[1]");
		expect(phases(run)).toEqual(["rollback a[1] a[2]"]);
	});

	test("undoes what lies in groups, and a group before what is in it", () => {
		const group = { ...groupOf("g", [undoable("x"), job("y", { after: ["x"] })]), rollback: job("g") };
		const run = new ManualRun(planOf([group, job("bad", { after: ["g"] })]));
		run.start();
		run.succeed("g.x");
		run.start();
		run.succeed("g.y");
		run.start();
		run.fail("bad");
		expect(phases(run)).toEqual(["rollback g g.x"]);
		expect(run.start()).toEqual(["g.rollback"]);
		run.succeed("g.rollback");
		expect(run.start()).toEqual(["g.x.rollback"]);
	});

	test("is tried again by its own policies; its failure is told beside the first one, and the others go on", () => {
		const stubborn = job("b", { policies: { retry: { max: 1 } } });
		const run = new ManualRun(
			planOf([undoable("a"), job("b", { after: ["a"], rollback: stubborn }), job("bad", { after: ["b"] })]),
		);
		for (const name of ["a", "b"]) {
			run.start();
			run.succeed(name);
		}
		run.start();
		run.fail("bad", 1, { exit_code: 7 });
		run.start();
		run.fail("b.rollback");
		run.start();
		run.fail("b.rollback", 2, { exit_code: 2 });
		expect(run.start()).toEqual(["a.rollback"]);
		run.succeed("a.rollback");
		expect(finished(run)).toMatchObject({
			result: "failed",
			error: { job: "bad", exit_code: 7 },
			rollback_failures: [{ job: "b", kind: "exit", exit_code: 2 }],
		});
	});

	test("whose config has no value is a failure like another", () => {
		const run = new ManualRun(
			planOf([
				undoable("a"),
				job("b", { after: ["a"], rollback: job("b", { config: { x: broken } }) }),
				job("bad", { after: ["b"] }),
			]),
		);
		for (const name of ["a", "b"]) {
			run.start();
			run.succeed(name);
		}
		run.start();
		run.fail("bad");
		expect(run.types("b.rollback")).toEqual(["job.failed"]);
		expect(run.start()).toEqual(["a.rollback"]);
		run.succeed("a.rollback");
		expect(finished(run).rollback_failures).toMatchObject([{ job: "b", kind: "expression" }]);
	});

	test("waits while the run is paused, and is repeated when it was lost", () => {
		const run = new ManualRun(planOf([undoable("a"), job("bad", { after: ["a"] })]));
		run.start();
		run.succeed("a");
		run.start();
		run.report({ type: "pause", by: "test" });
		run.fail("bad");
		expect(run.start()).toEqual([]);
		run.report({ type: "resume", by: "test" });
		expect(run.start()).toEqual(["a.rollback"]);
		run.report({ type: "lost", instance: "a.rollback", attempt: 1 });
		expect(run.start()).toEqual(["a.rollback"]);
		run.succeed("a.rollback", {}, 2);
		expect(finished(run).rollback_failures).toBeUndefined();
	});

	test("has no deadline but its own after the workflow's time is over", () => {
		const run = new ManualRun(planOf([undoable("a"), job("slow", { after: ["a"] })], { policies: { timeout: 1000 } }));
		run.start();
		run.succeed("a");
		run.start();
		run.advance(1000);
		run.report({ type: "cancelled", instance: "slow", attempt: 1 });
		expect(run.start()).toEqual(["a.rollback"]);
		expect(run.wakeAt()).toBeUndefined();
		run.advance(100_000);
		expect(run.due()).toEqual([]);
		run.succeed("a.rollback");
		expect(finished(run)).toMatchObject({ result: "failed", error: { kind: "timeout" } });
	});

	test("follows a failure that ends the run at once", () => {
		const run = new ManualRun(planOf([undoable("a"), job("bad"), job("c", { after: ["a", "bad"] }), job("d")]), {
			fail_fast: true,
		});
		run.capacity = { slots: 2 };
		expect(run.start()).toEqual(["a", "bad"]);
		run.fail("bad");
		run.succeed("a");
		expect(run.facts("d").at(-1)).toEqual({ type: "instance.skipped", instance: "d", cause: "not_reached" });
		expect(run.start()).toEqual(["a.rollback"]);
		run.succeed("a.rollback");
		expect(phases(run)).toEqual(["rollback a", "finished failed"]);
	});

	test("follows a cancel only if that asks for it, even where something failed", () => {
		for (const rollback of [true, false]) {
			for (const fails of [true, false]) {
				const run = new ManualRun(planOf([undoable("a"), job("bad"), job("slow", { after: ["a"] })]));
				run.start();
				run.succeed("a");
				run.start();
				if (fails) run.fail("bad");
				else run.succeed("bad");
				run.report({ type: "cancel", by: "test", rollback });
				run.report({ type: "cancelled", instance: "slow", attempt: 1 });
				expect(run.start()).toEqual(rollback ? ["a.rollback"] : []);
				if (rollback) run.succeed("a.rollback");
				expect(finished(run).result).toBe(fails ? "failed" : "cancelled");
			}
		}
	});

	test("can be cancelled itself: what is left undone is told, and a second rollback is refused", () => {
		const run = new ManualRun(planOf([undoable("a"), undoable("b", { after: ["a"] }), job("bad", { after: ["b"] })]));
		for (const name of ["a", "b"]) {
			run.start();
			run.succeed(name);
		}
		run.start();
		run.fail("bad");
		run.start();
		expect(run.report({ type: "cancel", by: "test", rollback: true })).toMatchObject({
			ok: false,
			problem: { code: "not_allowed" },
		});
		run.report({ type: "cancel", by: "test", rollback: false });
		expect(run.due()).toMatchObject([{ type: "stop", instance: "b.rollback", reason: "cancel" }]);
		run.report({ type: "cancelled", instance: "b.rollback", attempt: 1 });
		expect(finished(run)).toMatchObject({
			result: "failed",
			error: { job: "bad" },
			rollback_failures: [
				{ job: "b", kind: "cancelled" },
				{ job: "a", kind: "cancelled" },
			],
		});
	});

	test("of a workflow called again undoes what its call before had done, too", () => {
		const body = { nodes: [undoable("a"), undoable("b"), job("c", { after: ["a", "b"] })] };
		const group = groupOf("g", [callOf("ship")], {}, { policies: { timeout: 1000, retry: { max: 1 } } });
		const run = new ManualRun(withCalled(planOf([group]), "ship", body));
		run.start();
		run.succeed("g.ship/a");
		run.succeed("g.ship/b");
		run.start();
		run.advance(1000);
		run.report({ type: "cancelled", instance: "g.ship/c", attempt: 1 });
		run.start();
		run.succeed("g.ship/a", {}, 2);
		run.fail("g.ship/b", 2);
		expect(phases(run)).toEqual(["rollback g.ship/a g.ship/b"]);
		run.finish();
		expect(phases(run)).toEqual(["rollback g.ship/a g.ship/b", "finished failed"]);
	});

	test("leaves alone what the hooks of a called workflow did", () => {
		const hooks = { success: { nodes: [undoable("tell")] } };
		const plan = planOf([callOf("ship"), job("bad", { after: ["ship"] })]);
		const run = new ManualRun(withCalled(plan, "ship", { nodes: [undoable("a")] }, { hooks }));
		for (const path of ["ship/a", "ship/on_success.tell"]) {
			expect(run.start()).toEqual([path]);
			run.succeed(path);
		}
		run.start();
		run.fail("bad");
		expect(phases(run)).toEqual(["hooks success", "rollback ship/a"]);
	});

	test("and hooks of a workflow called again have attempts that go on", () => {
		const hooks = { failure: { nodes: [job("tell")] } };
		const again = callOf("ship", { policies: { retry: { max: 1 } } });
		const body = { nodes: [undoable("a"), job("b", { after: ["a"] })] };
		const run = new ManualRun(withCalled(planOf([again]), "ship", body, { hooks }));
		for (let starts = run.startCommands(); starts.length > 0; starts = run.startCommands()) {
			for (const { instance, attempt } of starts) {
				if (instance === "ship/b") run.fail(instance, attempt);
				else run.succeed(instance, {}, attempt);
			}
		}
		const started = run.events.flatMap((event) =>
			event.type === "attempt.started" ? `${event.instance}/${event.attempt}` : [],
		);
		const once = ["ship/a", "ship/b", "ship/a.rollback", "ship/on_failure.tell"];
		expect(started).toEqual([...once.map((path) => `${path}/1`), ...once.map((path) => `${path}/2`)]);
	});

	test("that a cancel cuts off is ended by the run, and nothing is undone twice", () => {
		const plan = withCalled(planOf([callOf("out")]), "out", {
			nodes: [callOf("in", { rollback: job("in") }), job("bad", { after: ["in"] })],
		});
		const run = new ManualRun(withCalled(plan, "in", { nodes: [undoable("a")] }));
		run.start();
		run.succeed("out/in/a");
		run.start();
		run.fail("out/bad");
		run.start();
		run.succeed("out/in/a.rollback");
		run.start();
		run.report({ type: "cancel", by: "test", rollback: true });
		run.report({ type: "cancelled", instance: "out/in.rollback", attempt: 1 });
		expect(phases(run)).toEqual(["rollback out/in/a out/in", "rollback out/in"]);
		// No number comes twice: a log is written once.
		expect(run.startCommands()).toMatchObject([{ id: "r1/out/in.rollback/2" }]);
	});
});

describe("hooks", () => {
	const hooks = {
		failure: { nodes: [job("alert", { config: { text: ref("run.error.message"), who: ref("run.error.job") } })] },
		success: { nodes: [job("cheer")] },
		done: { nodes: [job("clean", { config: { error: ref("run.error"), x: ref("a.x") } })] },
	};

	test("of failure follow the rollback, and those of done follow them", () => {
		const run = new ManualRun(planOf([undoable("a"), job("bad", { after: ["a"] })], { hooks }));
		run.start();
		run.succeed("a", { x: 3 });
		run.start();
		run.fail("bad", 1, { message: "no luck" });
		run.start();
		run.succeed("a.rollback");
		expect(run.startCommands()).toMatchObject([
			{ instance: "on_failure.alert", id: "r1/on_failure.alert/1", config: { text: "no luck", who: "bad" } },
		]);
		run.succeed("on_failure.alert");
		expect(run.startCommands()).toMatchObject([
			{
				instance: "on_done.clean",
				config: { error: { job: "bad", kind: "exit", message: "no luck", exit_code: 1 }, x: 3 },
			},
		]);
		run.succeed("on_done.clean");
		expect(phases(run)).toEqual(["rollback a", "hooks failure", "hooks done", "finished failed"]);
	});

	test("of success see no error", () => {
		const run = new ManualRun(planOf([job("a")], { hooks }));
		run.start();
		run.succeed("a", { x: 1 });
		expect(run.start()).toEqual(["on_success.cheer"]);
		run.succeed("on_success.cheer");
		expect(run.startCommands()).toMatchObject([{ config: { error: null } }]);
		run.succeed("on_done.clean");
		expect(phases(run)).toEqual(["hooks success", "hooks done", "finished succeeded"]);
	});

	test("of done alone follow a cancel", () => {
		const run = new ManualRun(planOf([job("a")], { hooks }));
		run.start();
		run.report({ type: "cancel", by: "test", rollback: false });
		run.report({ type: "cancelled", instance: "a", attempt: 1 });
		expect(run.start()).toEqual(["on_done.clean"]);
		run.succeed("on_done.clean");
		expect(phases(run)).toEqual(["hooks done", "finished cancelled"]);
	});

	test("that fail are warnings, and what waits for them is skipped", () => {
		const run = new ManualRun(
			planOf([job("a")], {
				hooks: { success: { nodes: [job("x"), job("y", { after: ["x"] }), job("z", { after: ["x failed"] })] } },
			}),
		);
		run.start();
		run.succeed("a");
		run.start();
		run.fail("on_success.x");
		expect(run.facts("on_success.y")).toMatchObject([{ type: "job.skipped", cause: "upstream" }]);
		expect(run.start()).toEqual(["on_success.z"]);
		run.succeed("on_success.z");
		expect(finished(run)).toMatchObject({ result: "succeeded_with_warnings" });
		expect(finished(run).error).toBeUndefined();
	});

	test("have jobs of all kinds, and read lets that nobody else reads", () => {
		const run = new ManualRun(
			planOf([job("a"), letOf("l", ref("a.x"), { data: ["a?"] })], {
				hooks: {
					done: {
						nodes: [
							job("each", { for: forOf({ i: [1, 2] }), config: { l: ref("l"), i: ref("i") } }),
							groupOf("g", [job("in")], {}, { after: ["each"] }),
							job("no", { when: value(false) }),
						],
					},
				},
			}),
		);
		run.start();
		run.succeed("a", { x: 9 });
		expect(run.startCommands().map(({ instance, config }) => [instance, config])).toEqual([
			["on_done.each[0]", { l: 9, i: 1 }],
			["on_done.each[1]", { l: 9, i: 2 }],
		]);
		run.succeed("on_done.each[0]");
		run.succeed("on_done.each[1]");
		expect(run.start()).toEqual(["on_done.g.in"]);
		run.fail("on_done.g.in");
		expect(finished(run).result).toBe("succeeded_with_warnings");
	});

	test("of a called workflow are not of its time", () => {
		const hooks = { success: { nodes: [job("tell")] } };
		const ship = callOf("ship", { policies: { timeout: 1000 } });
		const run = new ManualRun(withCalled(planOf([ship]), "ship", { nodes: [job("a")] }, { hooks }));
		run.start();
		run.succeed("ship/a");
		expect(run.start()).toEqual(["ship/on_success.tell"]);
		expect(run.wakeAt()).toBeUndefined();
		run.advance(5000);
		expect(run.due()).toEqual([]);
		run.succeed("ship/on_success.tell");
		expect(phases(run)).toEqual(["hooks success", "finished succeeded"]);
	});

	test("can be cancelled, which does not change how the run ended", () => {
		const run = new ManualRun(planOf([job("a")], { hooks }));
		run.start();
		run.succeed("a", { x: 1 });
		run.start();
		run.report({ type: "cancel", by: "test", rollback: false });
		run.report({ type: "cancelled", instance: "on_success.cheer", attempt: 1 });
		expect(run.start()).toEqual(["on_done.clean"]);
		run.succeed("on_done.clean");
		expect(finished(run).result).toBe("succeeded");
	});
});
