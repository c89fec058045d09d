import { expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { broken, fanInOf, forOf, job, outputOf, planOf, ref, value } from "../../test/support/plan-of.ts";
import { graphView } from "./draw-graph.ts";

const exit = { kind: "exit", message: "exit code 1", exit_code: 1 } as const;

test("a fallback runs once the retries are spent, as the next attempt, and its outputs stand in", () => {
	const standIn = job("a", { config: { size: value("small") }, type: "node" });
	const run = new ManualRun(
		planOf([job("a", { policies: { retry: { max: 1 } }, fallback: standIn }), job("b", { data: ["a.x"] })], {
			outputs: [outputOf("x", "a.x")],
		}),
	);
	run.start();
	run.fail("a");
	expect(run.startCommands().map(({ attempt, task }) => [attempt, task.type])).toEqual([[2, "shell"]]);
	run.fail("a", 2);
	expect(run.startCommands()).toMatchObject([
		{ id: "r1/a/3", attempt: 3, task: standIn, config: { size: "small" }, idempotency_key: "r1/a" },
	]);
	run.succeed("a", { x: 5 }, 3);
	run.finish();
	expect(run.facts("a")).toEqual([
		{ type: "job.ready", job: "a" },
		{ type: "attempt.started", instance: "a", attempt: 1 },
		{ type: "attempt.failed", instance: "a", attempt: 1, error: exit },
		{ type: "retry.scheduled", instance: "a", attempt: 2, due: 1_000_000 },
		{ type: "attempt.started", instance: "a", attempt: 2 },
		{ type: "attempt.failed", instance: "a", attempt: 2, error: exit },
		{ type: "fallback.started", instance: "a", attempt: 3, error: exit },
		{ type: "attempt.started", instance: "a", attempt: 3 },
		{ type: "attempt.succeeded", instance: "a", attempt: 3, outputs: { x: 5 } },
	]);
	expect(run.state).toMatchObject({ result: "succeeded", outputs: { x: 5 } });
	const [shown] = graphView(run.plan, run.state).nodes;
	expect(shown).toMatchObject({ status: "succeeded", attempt: 3, fallback: true });
});

test("a fallback is tried again only by its own retry, and its failure is the job's", () => {
	const run = new ManualRun(
		planOf([
			job("a", { policies: { retry: { max: 3 } }, fallback: job("a") }),
			job("b", { fallback: job("b", { policies: { retry: { max: 1 } } }) }),
		]),
	);
	run.start();
	for (const attempt of [1, 2, 3, 4, 5]) {
		run.fail("a", attempt);
		run.start();
	}
	for (const attempt of [1, 2, 3]) {
		run.fail("b", attempt, { exit_code: attempt });
		run.start();
	}
	expect(run.types("a").slice(-3)).toEqual(["attempt.started", "attempt.failed", "instance.failed"]);
	expect(run.facts("b").at(-1)).toMatchObject({ type: "instance.failed", error: { exit_code: 3 } });
	expect(run.state.error).toMatchObject({ job: "a", kind: "exit" });
});

test("a fallback stands in for what is not tried again, be it never started", () => {
	const run = new ManualRun(
		planOf([
			job("config", { config: { x: broken }, fallback: job("config") }),
			job("output", { policies: { retry: { max: 2 } }, fallback: job("output") }),
			fanInOf("fan", "output", "custom", { value: broken, fallback: job("fan") }),
		]),
	);
	expect(run.startCommands().map(({ instance, attempt }) => [instance, attempt])).toEqual([
		["config", 1],
		["output", 1],
	]);
	run.succeed("config");
	run.fail("output", 1, { kind: "output" });
	run.finish();
	expect(run.types("config")).toEqual(["job.ready", "fallback.started", "attempt.started", "attempt.succeeded"]);
	expect(run.types("output").slice(2, 4)).toEqual(["attempt.failed", "fallback.started"]);
	expect(run.types("fan")).toEqual(["job.ready", "fallback.started", "attempt.started", "attempt.succeeded"]);
	expect(run.state.result).toBe("succeeded");
});

test("a fallback whose own config has no value leaves the job failed, with both reasons", () => {
	const run = new ManualRun(planOf([job("a", { fallback: job("a", { config: { x: broken } }) })]));
	run.start();
	run.fail("a");
	expect(run.facts("a").at(-1)).toMatchObject({
		type: "instance.failed",
		error: { kind: "exit", message: expect.stringMatching(/^exit code 1; and its fallback can't run: /) },
	});
});

test("each instance of a for falls back for itself, with its bindings", () => {
	const fallback = job("a", { config: { i: ref("i") } });
	const run = new ManualRun(planOf([job("a", { for: forOf({ i: [7, 8] }), policies: { limit: 1 }, fallback })]));
	expect(run.start()).toEqual(["a[0]"]);
	run.fail("a[0]");
	expect(run.startCommands()).toMatchObject([{ instance: "a[0]", attempt: 2, config: { i: 7 }, bindings: { i: 7 } }]);
	run.succeed("a[0]", { x: 1 }, 2);
	expect(run.start()).toEqual(["a[1]"]);
	run.succeed("a[1]", { x: 2 });
	expect(run.state.result).toBe("succeeded");
	const [shown] = graphView(run.plan, run.state).nodes;
	expect(shown?.instances?.map(({ fallback }) => fallback)).toEqual([true, undefined]);
});

test("a fallback has its own timeout, needs and declared outputs", () => {
	const fallback = job("a", {
		policies: { timeout: 100, needs: { cpu: 2 } },
		outputs: { kind: "record", fields: { x: { kind: "int" } } },
	});
	const run = new ManualRun(planOf([job("a", { policies: { timeout: 1000 }, fallback }), job("b")]));
	run.capacity = { slots: 4, cpu: 1 };
	run.start();
	run.fail("a");
	expect(run.start()).toEqual([]);
	run.capacity = { slots: 4, cpu: 2 };
	expect(run.start()).toEqual(["a"]);
	run.advance(100);
	expect(run.types("a").at(-1)).toBe("attempt.timed_out");
	run.report({ type: "cancelled", instance: "a", attempt: 2 });
	expect(run.facts("a").at(-1)).toMatchObject({
		type: "instance.failed",
		error: { kind: "timeout", message: "ran longer than its timeout of 100ms" },
	});
	const other = new ManualRun(planOf([job("a", { fallback })]));
	other.start();
	other.fail("a");
	other.start();
	other.succeed("a", { x: "no number" }, 2);
	expect(other.facts("a").at(-1)).toMatchObject({ type: "instance.failed", error: { kind: "output" } });
});

test("nothing falls back once the run is ending, nor for a lost attempt of a critical job", () => {
	const cancelled = new ManualRun(planOf([job("a", { fallback: job("a") })]));
	cancelled.start();
	cancelled.report({ type: "cancel", by: "test", rollback: false });
	cancelled.fail("a");
	expect(cancelled.types("a").at(-1)).toBe("instance.failed");

	const fast = new ManualRun(planOf([job("a", { fallback: job("a") }), job("b")]), { fail_fast: true });
	fast.start();
	fast.fail("b");
	fast.fail("a");
	expect(fast.types("a").at(-1)).toBe("instance.failed");

	const critical = new ManualRun(planOf([job("a", { policies: { critical: true }, fallback: job("a") })]));
	critical.start();
	critical.report({ type: "lost", instance: "a", attempt: 1 });
	expect(critical.types("a")).not.toContain("fallback.started");
});

test("a fallback that is lost with its engine is repeated, and waits while the run is paused", () => {
	const run = new ManualRun(planOf([job("a", { fallback: job("a", { type: "node" }) })]));
	run.start();
	run.report({ type: "pause", by: "test" });
	run.fail("a");
	expect(run.start()).toEqual([]);
	run.report({ type: "resume", by: "test" });
	expect(run.start()).toEqual(["a"]);
	run.report({ type: "lost", instance: "a", attempt: 2 });
	expect(run.startCommands()).toMatchObject([{ attempt: 3, task: { type: "node" } }]);
	run.succeed("a", {}, 3);
	expect(run.state.result).toBe("succeeded");
});
