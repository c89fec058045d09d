import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import {
	binary,
	broken,
	fanInOf,
	forOf,
	groupOf,
	job,
	letOf,
	outputOf,
	paramOf,
	planOf,
	ref,
	value,
} from "../../test/support/plan-of.ts";

const finish = (run: ManualRun) => {
	const last = run.events.at(-1);
	if (last?.type !== "run.finished") throw new Error(`the run goes on: ${JSON.stringify(last)}`);
	return last;
};

describe("dependencies", () => {
	test("a job starts once all it waits for has succeeded", () => {
		const run = new ManualRun(planOf([job("a"), job("b"), job("c", { after: ["a"], data: ["b"] })]));
		expect(run.start()).toEqual(["a", "b"]);
		run.succeed("a");
		expect(run.start()).toEqual([]);
		run.succeed("b");
		expect(run.start()).toEqual(["c"]);
		run.succeed("c");
		expect(finish(run)).toMatchObject({ result: "succeeded", outputs: {} });
	});

	test("a failure skips its dependents, and independent branches go on", () => {
		const run = new ManualRun(
			planOf([job("a"), job("b", { after: ["a"] }), job("c", { after: ["b done"] }), job("d")]),
		);
		run.start();
		run.fail("a");
		expect(run.facts("b")).toEqual([{ type: "job.skipped", job: "b", cause: "upstream" }]);
		expect(run.start()).toEqual(["c"]);
		run.succeed("c");
		run.succeed("d");
		expect(finish(run)).toMatchObject({
			result: "failed",
			error: { job: "a", kind: "exit", message: "exit code 1", exit_code: 1 },
		});
	});

	test("after x failed runs when x failed, and does not absolve the run", () => {
		const run = new ManualRun(
			planOf([job("a"), job("b", { after: ["a failed"] }), job("c", { after: ["a skipped"] })]),
		);
		run.start();
		run.fail("a");
		expect(run.types("c")).toEqual(["job.skipped"]);
		run.finish();
		expect(run.types("b")).toContain("attempt.succeeded");
		expect(finish(run).result).toBe("failed");
	});

	test("allow failure counts as success for order, gives null for data, and ends with warnings", () => {
		const run = new ManualRun(
			planOf([
				job("a", { policies: { allow_failure: true } }),
				job("b", { after: ["a"] }),
				job("c", { data: ["a.x?"], config: { x: binary(ref("a.x"), "??", value(7)) } }),
			]),
		);
		run.start();
		run.fail("a");
		expect(run.startCommands().map(({ instance, config }) => [instance, config])).toEqual([
			["b", {}],
			["c", { x: 7 }],
		]);
		run.succeed("b");
		run.succeed("c");
		expect(finish(run)).toMatchObject({ result: "succeeded_with_warnings" });
	});
});

describe("when, let and expressions", () => {
	test("a false condition skips the job and what needs it", () => {
		const run = new ManualRun(
			planOf([
				job("a"),
				job("b", { data: ["a.n"], when: binary(ref("a.n"), ">", value(3)) }),
				job("c", { after: ["b"] }),
			]),
		);
		run.finish(() => ({ n: 3 }));
		expect(run.facts("b")).toEqual([{ type: "job.skipped", job: "b", cause: "condition" }]);
		expect(run.facts("c")).toEqual([{ type: "job.skipped", job: "c", cause: "upstream" }]);
		expect(finish(run).result).toBe("succeeded");
	});

	test("an error in a condition or a config fails the job without an attempt", () => {
		const run = new ManualRun(
			planOf([job("a", { when: binary(broken, ">", value(0)) }), job("b", { config: { x: broken } })]),
		);
		expect(run.types("a")).toEqual(["job.failed"]);
		expect(run.facts("b")).toMatchObject([{ type: "job.failed", error: { kind: "expression" } }]);
		expect(finish(run)).toMatchObject({ result: "failed", error: { job: "a", kind: "expression" } });
	});

	test("a let is evaluated where it is read, and only there", () => {
		const run = new ManualRun(
			planOf(
				[job("a"), letOf("twice", binary(ref("a.n"), "*", value(2)), { data: ["a.n"] }), letOf("unread", broken)],
				{ outputs: [outputOf("n", "twice")] },
			),
		);
		run.finish(() => ({ n: 21 }));
		expect(run.facts("twice")).toEqual([{ type: "job.succeeded", job: "twice", value: 42 }]);
		expect(run.facts("unread")).toEqual([]);
		expect(finish(run)).toMatchObject({ result: "succeeded", outputs: { n: 42 } });
	});

	test("params take given values before defaults and reach expressions", () => {
		const params = [paramOf("n", { kind: "int", min: 1 }, 5), paramOf("m", { kind: "int" }, 2)];
		const run = new ManualRun(
			planOf([job("a", { config: { sum: binary(ref("n"), "+", ref("m")) } })], { params }),
			{},
			{ n: 40 },
		);
		expect(run.startCommands()[0]?.config).toEqual({ sum: 42 });
	});
});

describe("for", () => {
	const sweep = (policies = {}) =>
		job("sweep", { for: forOf({ lr: [1, 2], bs: ["x", "y"] }), config: { lr: ref("lr") }, policies });

	test("makes one instance per combination, the leftmost slowest, and its value is the list of outputs with bindings", () => {
		const run = new ManualRun(
			planOf([sweep(), letOf("all", ref("sweep"), { data: ["sweep"] })], { outputs: [outputOf("all", "all")] }),
		);
		expect(run.startCommands().map(({ instance, config, bindings }) => [instance, config, bindings])).toEqual([
			["sweep[0]", { lr: 1 }, { lr: 1, bs: "x" }],
			["sweep[1]", { lr: 1 }, { lr: 1, bs: "y" }],
			["sweep[2]", { lr: 2 }, { lr: 2, bs: "x" }],
			["sweep[3]", { lr: 2 }, { lr: 2, bs: "y" }],
		]);
		for (const index of [2, 0, 3, 1]) run.succeed(`sweep[${index}]`, { n: index });
		expect(finish(run).outputs).toEqual({
			all: [
				{ n: 0, for: { lr: 1, bs: "x" } },
				{ n: 1, for: { lr: 1, bs: "y" } },
				{ n: 2, for: { lr: 2, bs: "x" } },
				{ n: 3, for: { lr: 2, bs: "y" } },
			],
		});
	});

	test("is sized at run time, where filters, and an empty list succeeds with []", () => {
		const run = new ManualRun(
			planOf(
				[
					job("list"),
					job("each", { data: ["list.of"], for: forOf({ x: ref("list.of") }, binary(ref("x"), ">", value(1))) }),
					job("none", { for: forOf({ x: [] }) }),
				],
				{ outputs: [outputOf("each", "each"), outputOf("none", "none")] },
			),
		);
		run.finish(({ instance }) => (instance === "list" ? { of: [1, 2, 3] } : {}));
		expect(finish(run)).toMatchObject({
			result: "succeeded",
			outputs: { each: [{ for: { x: 2 } }, { for: { x: 3 } }], none: [] },
		});
	});

	test("limit caps how many run at once", () => {
		const run = new ManualRun(planOf([sweep({ limit: 2 })]));
		expect(run.start()).toEqual(["sweep[0]", "sweep[1]"]);
		expect(run.start()).toEqual([]);
		run.succeed("sweep[1]");
		expect(run.start()).toEqual(["sweep[2]"]);
	});

	test("succeed says how many must succeed, and the rest is a warning", () => {
		const run = new ManualRun(planOf([sweep({ succeed: 0.75 })]));
		run.start();
		run.fail("sweep[0]");
		for (const index of [1, 2, 3]) run.succeed(`sweep[${index}]`);
		expect(run.facts("sweep").at(-1)).toEqual({ type: "job.succeeded", job: "sweep", warnings: true });
		expect(finish(run).result).toBe("succeeded_with_warnings");
	});

	test("once too many have failed the unstarted are skipped, and the job fails when the rest has ended", () => {
		const run = new ManualRun(planOf([sweep({ succeed: 0.75, limit: 2 })]));
		run.start();
		run.fail("sweep[0]");
		run.start();
		run.fail("sweep[1]");
		expect(run.facts("sweep[3]")).toEqual([{ type: "instance.skipped", instance: "sweep[3]", cause: "not_reached" }]);
		expect(run.types("sweep").at(-1)).toBe("job.ready");
		run.succeed("sweep[2]");
		expect(run.facts("sweep").at(-1)).toMatchObject({
			type: "job.failed",
			error: { kind: "instances", message: "2 of 4 instances failed, 3 had to succeed. sweep[0]: exit code 1" },
		});
	});

	test("an instance whose config has no value fails alone", () => {
		const config = { x: binary(value(1), "/", ref("d")) };
		const run = new ManualRun(planOf([job("a", { for: forOf({ d: [1, 0] }), config, policies: { succeed: 0.5 } })]));
		expect(run.start()).toEqual(["a[0]"]);
		expect(run.facts("a[1]")).toMatchObject([{ type: "instance.failed", error: { kind: "expression" } }]);
		run.succeed("a[0]");
		expect(finish(run).result).toBe("succeeded_with_warnings");
	});

	test("x.instances tells of all, also those that failed", () => {
		const run = new ManualRun(
			planOf(
				[
					job("a", { for: forOf({ d: [1, 2] }), policies: { succeed: 0.5 } }),
					letOf("all", { op: "name", name: "a.instances" }, { data: ["a"] }),
				],
				{ outputs: [outputOf("all", "all")] },
			),
		);
		run.start();
		run.fail("a[0]");
		run.succeed("a[1]", { n: 1 });
		expect(finish(run).outputs).toEqual({
			all: [
				{ for: { d: 1 }, outcome: "failed", outputs: null },
				{ for: { d: 2 }, outcome: "succeeded", outputs: { n: 1 } },
			],
		});
	});
});

describe("fan_in", () => {
	const of = (...node: Parameters<typeof fanInOf>) => {
		const run = new ManualRun(
			planOf([job("sweep", { for: forOf({ i: [0, 1, 2] }) }), fanInOf(...node)], { outputs: [outputOf("it", "it")] }),
		);
		run.finish(({ bindings }) => {
			const i = typeof bindings["i"] === "number" ? bindings["i"] : -1;
			return { metrics: { accuracy: [0.5, 0.9, 0.7][i] ?? 0, loss: i }, label: i === 1 ? "dog" : "cat" };
		});
		return finish(run).outputs["it"];
	};

	test("collects, picks, averages, votes and computes", () => {
		expect(of("it", "sweep", "collect_all")).toHaveLength(3);
		expect(of("it", "sweep", "best_metric", { metric: "accuracy" })).toMatchObject({ for: { i: 1 } });
		expect(of("it", "sweep", "worst_metric", { metric: "accuracy" })).toMatchObject({ for: { i: 0 } });
		expect(of("it", "sweep", "average_metrics")).toEqual({ accuracy: expect.closeTo(0.7), loss: 1 });
		expect(of("it", "sweep", "majority_vote", { value: value("label") })).toBe("cat");
		const sum = { op: "call", function: "len", arguments: [ref("sweep")], number: "int" } as const;
		expect(of("it", "sweep", "custom", { value: sum })).toBe(3);
	});

	test("has nothing to choose from in an empty list", () => {
		const run = new ManualRun(
			planOf([job("sweep", { for: forOf({ i: [] }) }), fanInOf("it", "sweep", "best_metric", { metric: "loss" })]),
		);
		expect(finish(run)).toMatchObject({ result: "failed", error: { job: "it", kind: "expression" } });
	});
});

describe("group", () => {
	const prep = (options = {}) =>
		groupOf(
			"prep",
			[job("load"), job("clean", { data: ["load.rows"], config: { rows: ref("load.rows") } })],
			{ rows: "clean.rows" },
			options,
		);

	test("runs its block, and its value is the record of its outputs", () => {
		const run = new ManualRun(
			planOf([job("a"), prep({ after: ["a"] }), job("z", { data: ["prep.rows"], config: { n: ref("prep.rows") } })]),
		);
		expect(run.start()).toEqual(["a"]);
		run.succeed("a");
		expect(run.start()).toEqual(["prep.load"]);
		run.succeed("prep.load", { rows: 4 });
		expect(run.startCommands()[0]).toMatchObject({ instance: "prep.clean", config: { rows: 4 } });
		run.succeed("prep.clean", { rows: 3 });
		expect(run.facts("prep").at(-1)).toEqual({ type: "job.succeeded", job: "prep", value: { rows: 3 } });
		expect(run.startCommands()[0]).toMatchObject({ instance: "z", config: { n: 3 } });
	});

	test("fails with the first failure in it, which is the run's error", () => {
		const run = new ManualRun(planOf([prep(), job("z", { after: ["prep"] })]));
		run.start();
		run.fail("prep.load");
		expect(run.types("prep.clean")).toEqual(["job.skipped"]);
		expect(run.facts("prep").at(-1)).toMatchObject({
			type: "job.failed",
			error: { message: "prep.load: exit code 1" },
		});
		expect(finish(run)).toMatchObject({ result: "failed", error: { job: "prep.load", message: "exit code 1" } });
	});

	test("with for, runs a copy per instance under its bindings", () => {
		const each = groupOf(
			"each",
			[job("work", { config: { x: ref("x") } })],
			{ n: "work.n" },
			{ for: forOf({ x: [5, 6] }), policies: { limit: 1 } },
		);
		const run = new ManualRun(planOf([each], { outputs: [outputOf("each", "each")] }));
		expect(run.startCommands()).toMatchObject([{ instance: "each[0].work", config: { x: 5 } }]);
		run.succeed("each[0].work", { n: 50 });
		expect(run.startCommands()).toMatchObject([{ instance: "each[1].work", config: { x: 6 } }]);
		run.succeed("each[1].work", { n: 60 });
		expect(run.facts("each[1]")).toEqual([{ type: "instance.succeeded", instance: "each[1]", value: { n: 60 } }]);
		expect(finish(run).outputs).toEqual({
			each: [
				{ n: 50, for: { x: 5 } },
				{ n: 60, for: { x: 6 } },
			],
		});
	});
});

describe("retry", () => {
	const policies = { retry: { max: 2, backoff: { from: 1000, to: 1500 } } };

	test("waits a recorded share of a, 2a … at most b, and starts again", () => {
		const run = new ManualRun(planOf([job("a", { policies })]));
		run.start();
		run.fail("a");
		const scheduled = run.facts("a").at(-1);
		if (scheduled?.type !== "retry.scheduled") throw new Error("no retry");
		expect(scheduled.attempt).toBe(2);
		expect(scheduled.due - run.now).toBeGreaterThanOrEqual(0);
		expect(scheduled.due - run.now).toBeLessThanOrEqual(1000);
		expect(run.start()).toEqual([]);
		expect(run.wakeAt()).toBe(scheduled.due);
		run.now = scheduled.due;
		expect(run.startCommands()).toMatchObject([{ instance: "a", attempt: 2, id: "r1/a/2", idempotency_key: "r1/a" }]);
		run.succeed("a", {}, 2);
		expect(finish(run).result).toBe("succeeded");
	});

	test("fails for good when its retries are spent", () => {
		const run = new ManualRun(planOf([job("a", { policies: { retry: { max: 1 } } })]));
		run.start();
		run.fail("a");
		run.start();
		run.fail("a", 2);
		expect(run.types("a").slice(-2)).toEqual(["attempt.failed", "instance.failed"]);
		expect(finish(run).result).toBe("failed");
	});

	test("does not repeat an output of the wrong type, nor what its condition rules out", () => {
		const when = binary(ref("error.exit_code"), "==", value(75));
		const run = new ManualRun(planOf([job("a", { policies }), job("b", { policies: { retry: { max: 3, when } } })]));
		run.start();
		run.fail("a", 1, { kind: "output" });
		run.fail("b", 1, { exit_code: 75 });
		expect(run.types("a").at(-1)).toBe("instance.failed");
		run.start();
		run.fail("b", 2, { exit_code: 1 });
		expect(run.types("b").at(-1)).toBe("instance.failed");
	});

	test("does not repeat what the job itself refuses, unless the condition names that", () => {
		const kind = ref("error.kind");
		const named = binary(kind, "==", value("refused"));
		const listed = binary(kind, "in", value(["timeout", "refused"]));
		const run = new ManualRun(
			planOf([
				job("plain", { policies: { retry: { max: 1 } } }),
				job("open", { policies: { retry: { max: 1, when: binary(kind, "!=", value("timeout")) } } }),
				job("named", { policies: { retry: { max: 1, when: named } } }),
				job("listed", { policies: { retry: { max: 1, when: listed } } }),
				groupOf("g", [job("a")], {}, { policies: { retry: { max: 1 } } }),
			]),
		);
		const all = run.start();
		for (const instance of all) run.fail(instance, 1, { kind: "refused" });
		expect(run.start()).toEqual(["named", "listed", "g.a"]);
		expect(run.types("plain").at(-1)).toBe("instance.failed");
		expect(run.types("open").at(-1)).toBe("instance.failed");
	});

	test("an attempt lost with its engine costs no retry, three times", () => {
		const run = new ManualRun(planOf([job("a")]));
		for (const attempt of [1, 2, 3, 4]) {
			expect(run.start()).toEqual(["a"]);
			run.report({ type: "lost", instance: "a", attempt });
		}
		expect(run.facts("a").at(-1)).toMatchObject({ type: "instance.failed", error: { kind: "lost" } });
	});

	test("a critical job is never repeated after an unknown outcome", () => {
		const run = new ManualRun(planOf([job("a", { policies: { critical: true } })]));
		run.start();
		run.report({ type: "lost", instance: "a", attempt: 1 });
		expect(run.facts("a").at(-1)).toEqual({ type: "outcome.asked", instance: "a", attempt: 1 });
		expect(run.due()).toEqual([]);
	});
});

describe("timeout", () => {
	test("stops the attempt, whose end is then a failure that may be retried", () => {
		const run = new ManualRun(planOf([job("a", { policies: { timeout: 5000, retry: { max: 1 } } })]));
		run.start();
		expect(run.wakeAt()).toBe(run.now + 5000);
		run.advance(4999);
		expect(run.due()).toEqual([]);
		run.advance(1);
		expect(run.due()).toEqual([{ type: "stop", id: "r1/a/1", instance: "a", attempt: 1, reason: "timeout" }]);
		run.report({ type: "succeeded", instance: "a", attempt: 1, outputs: {} });
		expect(run.facts("a").at(-2)).toMatchObject({
			type: "attempt.failed",
			error: { kind: "timeout", message: "ran longer than its timeout of 5s" },
		});
		expect(run.start()).toEqual(["a"]);
	});

	test("of the workflow stops what runs, reaches nothing more and fails the run", () => {
		const run = new ManualRun(planOf([job("a"), job("b", { after: ["a"] })], { policies: { timeout: 5000 } }));
		run.start();
		run.advance(5000);
		expect(run.due()).toMatchObject([{ type: "stop", instance: "a", reason: "timeout" }]);
		expect(run.facts("b")).toEqual([{ type: "job.skipped", job: "b", cause: "not_reached" }]);
		run.report({ type: "cancelled", instance: "a", attempt: 1 });
		expect(finish(run)).toMatchObject({ result: "failed", error: { job: "sample", kind: "timeout" } });
	});
});

describe("options", () => {
	test("fail_fast starts nothing after the first failure, lets running jobs end, and reaches no more", () => {
		const run = new ManualRun(planOf([job("a"), job("b"), job("c", { after: ["b"] })]), { fail_fast: true });
		run.start();
		run.fail("a");
		expect(run.due()).toEqual([]);
		expect(run.facts("c")).toEqual([{ type: "job.skipped", job: "c", cause: "not_reached" }]);
		run.succeed("b");
		expect(finish(run)).toMatchObject({ result: "failed", error: { job: "a" } });
	});

	test("only runs the named jobs and what they need", () => {
		const run = new ManualRun(planOf([job("a"), job("b", { after: ["a"] }), job("c", { after: ["a"] })]), {
			only: ["b"],
		});
		run.finish();
		expect(run.facts("c")).toEqual([{ type: "job.skipped", job: "c", cause: "not_selected" }]);
		expect(run.types("b")).toContain("attempt.succeeded");
		expect(finish(run).result).toBe("succeeded");
	});
});

describe("cancel and pause", () => {
	test("cancel stops what runs and ends what has not started", () => {
		const run = new ManualRun(
			planOf([job("a"), job("b", { after: ["a"] }), job("s", { for: forOf({ i: [1, 2] }), policies: { limit: 1 } })]),
		);
		run.start();
		run.report({ type: "cancel", by: "mira", rollback: false });
		expect(run.due()).toMatchObject([
			{ type: "stop", instance: "a", reason: "cancel" },
			{ type: "stop", instance: "s[0]", reason: "cancel" },
		]);
		expect(run.types("b")).toEqual(["job.cancelled"]);
		expect(run.types("s[1]")).toEqual(["instance.cancelled"]);
		run.report({ type: "cancelled", instance: "a", attempt: 1 });
		run.report({ type: "cancelled", instance: "s[0]", attempt: 1 });
		expect(run.types("s").at(-1)).toBe("job.cancelled");
		expect(finish(run).result).toBe("cancelled");
	});

	test("a failure before the cancel makes the run failed", () => {
		const run = new ManualRun(planOf([job("a"), job("b")]));
		run.start();
		run.fail("a");
		run.report({ type: "cancel", by: "mira", rollback: false });
		run.report({ type: "cancelled", instance: "b", attempt: 1 });
		expect(finish(run).result).toBe("failed");
	});

	test("pause offers nothing new, records what ends, and resume goes on", () => {
		const run = new ManualRun(planOf([job("a"), job("b", { after: ["a"] })]));
		run.start();
		run.report({ type: "pause", by: "mira" });
		expect(run.state.status).toBe("pausing");
		run.succeed("a");
		expect(run.state.status).toBe("paused");
		expect(run.start()).toEqual([]);
		run.report({ type: "resume", by: "mira" });
		expect(run.start()).toEqual(["b"]);
	});
});
