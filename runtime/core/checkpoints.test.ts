import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { forOf, groupOf, job, letOf, outputOf, planOf, ref } from "../../test/support/plan-of.ts";
import { fold } from "./apply.ts";
import { decide } from "./decide.ts";
import type { CheckpointTrigger, WorkflowPolicies } from "./plan.ts";

const on = (...triggers: readonly CheckpointTrigger["kind"][]): WorkflowPolicies => ({
	checkpoint: { on: triggers.map((kind) => (kind === "every" ? { kind, period: 1000 } : { kind })) },
});

/** Its checkpoints as `name@what came right before it`. */
function made(run: ManualRun): readonly string[] {
	return run.events.flatMap((event, index) => {
		if (event.type !== "checkpoint.created") return [];
		const before = run.events.slice(0, index).findLast(({ type }) => !type.startsWith("checkpoint."));
		const subject =
			before === undefined ? "" : "instance" in before ? before.instance : "job" in before ? before.job : "";
		return `${event.name} after ${before?.type} ${subject}`.trim();
	});
}

describe("checkpoint on job_completed", () => {
	test("names the position right after each whole job that ran", () => {
		const run = new ManualRun(
			planOf([job("a"), job("each", { for: forOf({ i: [1, 2] }), after: ["a"] }), job("no", { after: ["a failed"] })], {
				policies: on("job_completed"),
			}),
		);
		run.finish();
		expect(made(run)).toEqual(["after-a after attempt.succeeded a", "after-each after job.succeeded each"]);
		expect(run.state.checkpoints.map(({ name, seq }) => [name, run.events[seq - 1]?.type])).toEqual([
			["after-a", "checkpoint.created"],
			["after-each", "checkpoint.created"],
		]);
	});

	test("counts a job that failed, and a group as one job", () => {
		const run = new ManualRun(
			planOf([groupOf("prep", [job("load")], { data: "load" }), job("b")], { policies: on("job_completed") }),
		);
		run.start();
		run.fail("b");
		run.succeed("prep.load");
		expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["after-b", "after-prep"]);
	});
});

test("checkpoint on level_completed waits for every job of the longest-path depth and of those above it", () => {
	const run = new ManualRun(
		planOf(
			[
				job("a"),
				job("b"),
				letOf("x", ref("a"), { data: ["a"] }),
				job("c", { data: ["x"] }),
				job("d", { after: ["c", "b"] }),
			],
			{ policies: on("level_completed"), outputs: [outputOf("x", "x")] },
		),
	);
	run.start();
	run.succeed("a");
	run.start();
	run.succeed("c");
	expect(run.state.checkpoints).toEqual([]);
	run.succeed("b");
	expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["level-1", "level-2"]);
	run.finish();
	expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["level-1", "level-2", "level-3"]);
});

test("checkpoint every d ticks on a grid from the start, and only if something happened since the last tick", () => {
	const run = new ManualRun(planOf([job("a"), job("b", { after: ["a"] })], { policies: on("every") }));
	const began = run.now;
	run.start();
	expect(run.wakeAt()).toBe(began + 1000);
	run.advance(1300);
	expect(made(run)).toEqual(["every-1s after attempt.started a"]);
	expect(run.wakeAt()).toBeUndefined();
	run.advance(10_000);
	run.succeed("a");
	expect(run.wakeAt()).toBe(began + 12_000);
	run.advance(700);
	expect(made(run)).toEqual(["every-1s after attempt.started a", "every-1s-2 after job.ready b"]);
});

test("a critical job has its checkpoint before it starts, once, whatever the workflow says of checkpoints", () => {
	const critical = { critical: true, retry: { max: 1 } } as const;
	const run = new ManualRun(
		planOf([
			job("a"),
			job("ship", { after: ["a"], policies: critical }),
			groupOf("g", [job("x", { policies: critical })]),
		]),
	);
	expect(run.types("ship")).toEqual([]);
	run.start();
	run.succeed("a");
	run.start();
	run.fail("ship");
	run.start();
	expect(run.types("ship")).toEqual([
		"checkpoint.created",
		"job.ready",
		"attempt.started",
		"attempt.failed",
		"retry.scheduled",
		"attempt.started",
	]);
	expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["before-g.x", "before-ship"]);
});

test("a critical job in a group that is opened anew has a checkpoint before each start, the critical group one", () => {
	const inner = job("x", { policies: { critical: true } });
	const policies = { critical: true, retry: { max: 1 } } as const;
	const run = new ManualRun(planOf([groupOf("g", [inner], {}, { for: forOf({ i: [1, 2] }), policies })]));
	run.start();
	run.fail("g[0].x");
	run.start();
	expect(run.state.checkpoints.map(({ name }) => name)).toEqual([
		"before-g",
		"before-g[0].x",
		"before-g[1].x",
		"before-g[0].x-2",
	]);
});

test("a critical job whose engine died right after the checkpoint before it gets no second one", () => {
	const run = new ManualRun(planOf([job("a"), job("ship", { after: ["a"], policies: { critical: true } })]));
	run.start();
	run.append([{ type: "attempt.succeeded", instance: "a", attempt: 1, outputs: {} }]);
	run.append(decide(run.plan, run.state, run.now).slice(0, 1));
	expect(run.types("ship")).toEqual(["checkpoint.created"]);
	run.state = fold(run.plan, run.events);
	run.settle();
	expect(run.types("ship")).toEqual(["checkpoint.created", "job.ready"]);
});

describe("a checkpoint by hand", () => {
	test("bears its name, or the next free one", () => {
		const run = new ManualRun(planOf([job("a")]));
		run.report({ type: "checkpoint", by: "ada" });
		run.report({ type: "checkpoint", by: "ada", name: "good" });
		run.report({ type: "checkpoint", by: "ada" });
		expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["manual", "good", "manual-2"]);
	});

	test("is refused under a name that is taken or can't be one, and once the run has finished", () => {
		const run = new ManualRun(planOf([job("a")]));
		run.report({ type: "checkpoint", by: "ada", name: "good" });
		const refusals = ["good", "", "-x", "a b", "x".repeat(65)].map((name) =>
			run.report({ type: "checkpoint", by: "ada", name }),
		);
		run.finish();
		refusals.push(run.report({ type: "checkpoint", by: "ada" }));
		expect(refusals.map((answer) => (answer.ok ? "accepted" : answer.problem.code))).toEqual([
			...Array(5).fill("not_allowed"),
			"run_finished",
		]);
	});
});

test("keep drops the oldest names that nobody gave by hand, and a dropped name is not given again", () => {
	const run = new ManualRun(
		planOf([job("a"), job("b", { after: ["a"] }), job("c", { after: ["b"] })], {
			policies: { checkpoint: { on: [{ kind: "job_completed" }], keep: 1 } },
		}),
	);
	run.report({ type: "checkpoint", by: "ada", name: "mine" });
	run.finish();
	expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["mine", "after-c"]);
	expect(run.events.flatMap((event) => (event.type === "checkpoint.dropped" ? event.name : []))).toEqual([
		"after-a",
		"after-b",
	]);
});
