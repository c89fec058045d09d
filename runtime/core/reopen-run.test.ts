import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import {
	broken,
	fanInOf,
	forOf,
	groupOf,
	job,
	letOf,
	outputOf,
	planOf,
	ref,
	value,
} from "../../test/support/plan-of.ts";
import { accept } from "./accept.ts";
import { apply, emptyState, fold } from "./apply.ts";
import type { JobPlan, Plan } from "./plan.ts";
import { stampFact } from "./stamp-fact.ts";

/** Ends all that is due, failing what is named; gives what started, with its attempt. */
function drive(run: ManualRun, failing: readonly string[] = []): readonly string[] {
	const started: string[] = [];
	for (let starts = run.startCommands(); starts.length > 0; starts = run.startCommands()) {
		for (const { instance, attempt } of starts) {
			started.push(`${instance}/${attempt}`);
			if (failing.includes(instance)) run.fail(instance, attempt);
			else run.succeed(instance, { n: attempt }, attempt);
		}
	}
	return started;
}

const resets = (run: ManualRun) =>
	run.events.flatMap((event) =>
		event.type === "job.reset" ? event.job : event.type === "instance.reset" ? event.instance : [],
	);

const retry = (path?: string) => ({ type: "retry", by: "test", ...(path !== undefined && { path }) }) as const;

function expectFolds(run: ManualRun): void {
	expect(fold(run.plan, run.events)).toEqual(run.state);
}

function chain(): Plan {
	return planOf(
		[
			job("a"),
			job("b", { after: ["a"] }),
			letOf("x", ref("b.n"), { data: ["b"] }),
			job("c", { data: ["x"] }),
			job("d"),
		],
		{
			outputs: [outputOf("x", "x"), outputOf("d", "d.n")],
		},
	);
}

describe("retry of a finished run", () => {
	test("runs what failed and what depends on it, keeps the rest, and counts its attempts on", () => {
		const run = new ManualRun(chain());
		expect(drive(run, ["b"])).toEqual(["a/1", "d/1", "b/1"]);
		expect(run.state.result).toBe("failed");
		expect(run.report(retry()).ok).toBe(true);
		expect(resets(run)).toEqual(["c", "x", "b"]);
		expect(run.state.status).toBe("running");
		expect(drive(run)).toEqual(["b/2", "c/1"]);
		expect(run.state).toMatchObject({ result: "succeeded", outputs: { x: 2, d: 1 } });
		expect(run.state.error).toBeUndefined();
		expectFolds(run);
	});

	test("of a job that succeeded runs it as a whole", () => {
		const run = new ManualRun(chain());
		drive(run);
		run.report(retry("b"));
		expect(drive(run)).toEqual(["b/2", "c/2"]);
		run.report(retry("b"));
		expect(drive(run)).toEqual(["b/3", "c/3"]);
		expect(run.state.outputs).toEqual({ x: 3, d: 1 });
		expectFolds(run);
	});

	test("keeps the instances of a for job that succeeded, and may name one", () => {
		const run = new ManualRun(
			planOf([job("s", { for: forOf({ i: [0, 1, 2] }), policies: { limit: 1 } }), fanInOf("all", "s", "collect_all")]),
		);
		drive(run, ["s[1]", "s[2]"]);
		run.report(retry());
		expect(drive(run, ["s[2]"])).toEqual(["s[1]/2", "s[2]/1"]);
		expect(run.state.result).toBe("failed");
		run.report(retry("s"));
		expect(drive(run)).toEqual(["s[2]/2"]);
		run.report(retry("s[0]"));
		expect(drive(run)).toEqual(["s[0]/2"]);
		expect(run.facts("all").at(-1)).toMatchObject({ value: [{ n: 2 }, { n: 2 }, { n: 2 }] });
		expect(run.state.result).toBe("succeeded");
		expectFolds(run);
	});

	test("of one instance runs also those that were given up for it, unless others failed that stay", () => {
		const sweep = job("s", { for: forOf({ i: [0, 1, 2, 3] }), policies: { limit: 1 } });
		const one = new ManualRun(planOf([sweep, job("next", { after: ["s"] })]));
		drive(one, ["s[1]"]);
		one.report(retry("s[1]"));
		expect(drive(one)).toEqual(["s[1]/2", "s[2]/1", "s[3]/1", "next/1"]);
		expect(one.state.result).toBe("succeeded");
		expectFolds(one);

		const two = new ManualRun(planOf([{ ...sweep, policies: { limit: 2 } }, job("next", { after: ["s"] })]));
		drive(two, ["s[0]", "s[1]"]);
		two.report(retry("s[1]"));
		expect(drive(two)).toEqual(["s[1]/2"]);
		expect(two.state).toMatchObject({ result: "failed", error: { kind: "instances" } });
		two.report(retry("s[0]"));
		expect(drive(two)).toEqual(["s[0]/2", "s[2]/1", "s[3]/1", "next/1"]);
		expect(two.state.result).toBe("succeeded");
		expectFolds(two);
	});

	test("in one instance of a group with for runs also the instances that were given up for it", () => {
		const body = [job("x"), job("y", { after: ["x"] })];
		const group = groupOf("g", body, { y: "y.n" }, { for: forOf({ i: [0, 1, 2] }), policies: { limit: 1 } });
		const run = new ManualRun(planOf([group, job("last", { after: ["g"] })]));
		drive(run, ["g[1].y"]);
		run.report(retry("g[1].y"));
		expect(drive(run)).toEqual(["g[1].y/2", "g[2].x/1", "g[2].y/1", "last/1"]);
		expect(run.state.result).toBe("succeeded");
		expectFolds(run);
	});

	test("goes into groups, and opens again what they are part of", () => {
		const run = new ManualRun(
			planOf([
				groupOf(
					"g",
					[job("x"), job("y", { after: ["x"] }), job("z", { after: ["y"] })],
					{ z: "z.n" },
					{ for: forOf({ i: [0, 1] }) },
				),
				job("last", { after: ["g"] }),
			]),
		);
		drive(run, ["g[1].y"]);
		run.report(retry());
		expect(resets(run)).toEqual(["last", "g[1].z", "g[1].y"]);
		expect(drive(run)).toEqual(["g[1].y/2", "g[1].z/1", "last/1"]);
		run.report(retry("g[0].z"));
		expect(drive(run)).toEqual(["g[0].z/2", "last/2"]);
		run.report(retry("g[0]"));
		expect(drive(run)).toEqual(["g[0].x/2", "g[0].y/2", "g[0].z/3", "last/3"]);
		expect(run.state.result).toBe("succeeded");
		expectFolds(run);
	});

	test("of one instance again and again never gives it a number that it had", () => {
		const run = new ManualRun(planOf([job("s", { for: forOf({ i: [0, 1] }) })]));
		drive(run);
		for (const attempt of [2, 3, 4]) {
			run.report(retry("s[0]"));
			expect(drive(run)).toEqual([`s[0]/${attempt}`]);
		}
		expectFolds(run);
	});

	test("of an instance that fails this time leaves nothing of it to be undone", () => {
		const run = new ManualRun(planOf([job("s", { for: forOf({ i: [0, 1] }), rollback: job("s") })]));
		drive(run);
		run.report(retry("s[0]"));
		expect(drive(run, ["s[0]"])).toEqual(["s[0]/2", "s[1].rollback/1"]);
		expect(run.state.result).toBe("failed");
		expectFolds(run);
	});

	test("lets what may fail stand as it failed, unless it is named", () => {
		const run = new ManualRun(planOf([job("quiet", { policies: { allow_failure: true } }), job("a")]));
		drive(run, ["quiet", "a"]);
		run.report(retry());
		expect(drive(run)).toEqual(["a/2"]);
		expect(run.state.result).toBe("succeeded_with_warnings");
		run.report(retry("quiet"));
		expect(drive(run)).toEqual(["quiet/2"]);
		expect(run.state.result).toBe("succeeded");
	});

	test("leaves out what --only had left out", () => {
		const run = new ManualRun(planOf([job("a"), job("b", { after: ["a"] })]), { only: ["a"] });
		drive(run);
		run.report(retry("a"));
		expect(drive(run)).toEqual(["a/2"]);
		expect(run.facts("b")).toEqual([{ type: "job.skipped", job: "b", cause: "not_selected" }]);
	});

	test("lets another failure stand that was not named", () => {
		const run = new ManualRun(planOf([job("a"), job("b"), job("c", { after: ["a"] })]));
		drive(run, ["a", "b"]);
		run.report(retry("a"));
		expect(drive(run)).toEqual(["a/2", "c/1"]);
		expect(run.state).toMatchObject({ result: "failed", error: { job: "b" } });
		expectFolds(run);
	});

	test("goes on with a cancelled run, and with one that was too slow, whose time begins anew", () => {
		const run = new ManualRun(planOf([job("a"), job("b", { after: ["a"] })], { policies: { timeout: 1000 } }));
		run.start();
		run.report({ type: "cancel", by: "test", rollback: false });
		run.report({ type: "cancelled", instance: "a", attempt: 1 });
		expect(run.state.result).toBe("cancelled");
		run.now += 5000;
		run.report(retry());
		expect(run.start()).toEqual(["a"]);
		run.advance(1000);
		run.report({ type: "cancelled", instance: "a", attempt: 2 });
		expect(run.state).toMatchObject({ result: "failed", error: { kind: "timeout" } });
		run.report(retry());
		expect(drive(run)).toEqual(["a/3", "b/1"]);
		expect(run.state.result).toBe("succeeded");
		expectFolds(run);
	});

	test("of a cancelled run that fails this time undoes what it did", () => {
		const run = new ManualRun(planOf([job("a", { rollback: job("a") }), job("b", { after: ["a"] })]));
		run.start();
		run.succeed("a");
		run.start();
		run.report({ type: "cancel", by: "test", rollback: false });
		run.report({ type: "cancelled", instance: "b", attempt: 1 });
		run.report(retry());
		expect(drive(run, ["b"])).toEqual(["b/2", "a.rollback/1"]);
		expectFolds(run);
	});

	test("forgets the warnings of an instance that runs again", () => {
		const run = new ManualRun(planOf([job("s", { for: forOf({ i: [0, 1] }) })]));
		run.start();
		run.report({ type: "succeeded", instance: "s[0]", attempt: 1, outputs: {}, warnings: ["odd"] });
		run.succeed("s[1]");
		expect(run.state.result).toBe("succeeded_with_warnings");
		run.report(retry("s[0]"));
		drive(run);
		expect(run.state.result).toBe("succeeded");
	});

	test("with --fail-fast is not ended by what failed before and stands", () => {
		const run = new ManualRun(planOf([job("a"), job("b"), job("c", { after: ["a"] })]), { fail_fast: true });
		run.start();
		run.fail("b");
		run.succeed("a");
		run.report(retry("a"));
		expect(drive(run)).toEqual(["a/2", "c/1"]);
		expect(run.state).toMatchObject({ result: "failed", error: { job: "b" } });
		expectFolds(run);
	});

	test("forgets the warnings of what runs again", () => {
		const run = new ManualRun(planOf([job("a")]));
		run.start();
		run.report({ type: "succeeded", instance: "a", attempt: 1, outputs: {}, warnings: ["odd"] });
		expect(run.state.result).toBe("succeeded_with_warnings");
		run.report(retry("a"));
		drive(run);
		expect(run.state.result).toBe("succeeded");
	});

	test("runs the hooks again, with attempts that go on, and arms anew what is to be undone", () => {
		const run = new ManualRun(
			planOf([job("a"), job("b", { after: ["a"] })], { hooks: { failure: { nodes: [job("alert")] } } }),
		);
		expect(drive(run, ["b"])).toEqual(["a/1", "b/1", "on_failure.alert/1"]);
		run.report(retry());
		expect(drive(run, ["b"])).toEqual(["b/2", "on_failure.alert/2"]);
		expectFolds(run);
	});

	test("after a death between any two of its facts is asked for again", () => {
		const whole = new ManualRun(chain());
		drive(whole, ["b"]);
		const before = whole.events.length;
		whole.report(retry());
		const reopened = whole.events.findIndex(({ type }) => type === "run.reopened") + 1;
		for (let cut = before + 1; cut < reopened; cut++) {
			const run = new ManualRun(whole.plan);
			run.events.splice(0, run.events.length, ...whole.events.slice(0, cut));
			run.state = fold(run.plan, run.events);
			expect(run.state.status).toBe("finished");
			run.report(retry());
			expect(drive(run)).toEqual(["b/2", "c/1"]);
			expect(run.state.result).toBe("succeeded");
		}
	});

	test("makes checkpoints again, under new names", () => {
		const run = new ManualRun(
			planOf([job("a"), job("b", { after: ["a"], policies: { critical: true } })], {
				policies: { checkpoint: { on: [{ kind: "job_completed" }, { kind: "level_completed" }] } },
			}),
		);
		drive(run);
		run.report(retry("b"));
		drive(run);
		expect(run.state.checkpoints.map(({ name }) => name)).toEqual([
			"after-a",
			"level-1",
			"before-b",
			"after-b",
			"level-2",
			"before-b-2",
			"after-b-2",
			"level-2-2",
		]);
	});
});

test("retry is refused while the run goes on, for what never ran or is not there, and where nothing failed", () => {
	const run = new ManualRun(
		planOf([job("a"), job("n", { after: ["a failed"] }), letOf("x", ref("a.n"), { data: ["a"] })]),
	);
	const answers = [run.report(retry())];
	drive(run);
	for (const path of [undefined, "n", "x", "q", "a[0]", "q[0]"]) answers.push(run.report(retry(path)));
	expect(answers.map((answer) => (answer.ok ? "reopened" : answer.problem.message))).toEqual([
		"The run has not finished: `dag resume` goes on with it, if no engine drives it.",
		"Nothing of it failed: name the job that is to run again.",
		"n never ran: it was skipped. What it waits for can run again, or a fork begin there.",
		"The run has no job x.",
		"The run has no job q.",
		"a has no instances, counted from 0.",
		"The run has no job q[0].",
	]);
});

test("a path that leaves out which instance or round is meant is told that there are several", () => {
	const each = groupOf("g", [job("y")], {}, { for: forOf({ i: [0, 1] }) });
	const run = new ManualRun(planOf([each, job("bad")]));
	drive(run, ["bad"]);
	const answers = ["g.y", "g.z", "bad.z"].map((path) => run.report(retry(path)));
	expect(answers.map((answer) => (answer.ok ? "reopened" : answer.problem.message))).toEqual([
		"g has 2 instances: name one, as g[0].y.",
		"g has 2 instances: name one, as g[0].z.",
		"The run has no job bad.z.",
	]);
});

test("retry is refused once the rollback has begun", () => {
	const run = new ManualRun(planOf([job("a", { rollback: job("a") }), job("bad", { after: ["a"] })]));
	expect(drive(run, ["bad"])).toEqual(["a/1", "bad/1", "a.rollback/1"]);
	expect(run.report(retry())).toMatchObject({ ok: false, problem: { code: "not_allowed" } });
	expect(run.report(retry("bad"))).toMatchObject({ ok: false, problem: { code: "not_allowed" } });
});

test("a reset that is not of a finished run changes nothing", () => {
	const plan = chain();
	const run = new ManualRun(plan);
	let state = emptyState(plan);
	for (const event of run.events) state = apply(plan, state, event);
	state = apply(plan, state, stampFact({ type: "job.reset", job: "a" }, run.events.length + 1, run.now));
	state = apply(plan, state, stampFact({ type: "run.reopened", by: "test" }, run.events.length + 2, run.now));
	expect(state.status).toBe("running");
});

describe("retry of what failed", () => {
	test("that an engine's death broke off leaves a group its whole time once it is asked for again", () => {
		const group = groupOf("g", [job("x"), job("y", { after: ["x done"] })], {}, { policies: { timeout: 1000 } });
		const run = new ManualRun(planOf([group]));
		drive(run, ["g.x"]);
		const asked = accept(run.plan, run.state, retry(), run.now);
		run.append(asked.ok ? asked.value.slice(0, 1) : []);
		run.advance(5000);
		const again = run.now;
		run.report(retry());
		expect(run.wakeAt()).toBe(again + 1000);
		drive(run);
		expect([run.state.result, run.wakeAt()]).toEqual(["succeeded", undefined]);
	});

	test("that an engine's death broke off finds the rest of what failed, also in what is open again", () => {
		const run = new ManualRun(
			planOf([groupOf("g", [job("x"), job("y", { after: ["x done"] })], {}, { for: forOf({ i: [0, 1] }) })]),
		);
		drive(run, ["g[0].x", "g[1].x"]);
		const asked = accept(run.plan, run.state, retry(), run.now);
		// Only y of the last instance is reset.
		run.append((asked.ok ? asked.value : []).slice(0, 1));
		expect(resets(run)).toEqual(["g[0].y"]);
		run.report(retry());
		expect(drive(run)).toEqual(["g[0].x/2", "g[1].x/2", "g[0].y/2", "g[1].y/2"]);
		expect(run.state.result).toBe("succeeded");
		expectFolds(run);
	});

	test("keeps the limit of a for job: where it is full the other instances begin anew", () => {
		const blocks = [job("w"), job("x", { after: ["w"] })];
		const run = new ManualRun(
			planOf([groupOf("g", blocks, {}, { for: forOf({ i: [0, 1] }), policies: { limit: 1, succeed: 0.5 } })]),
		);
		drive(run, ["g[0].x", "g[1].x"]);
		run.report(retry());
		expect(run.start()).toEqual(["g[0].x"]);
		run.succeed("g[0].x", {}, 2);
		expect(drive(run)).toEqual(["g[1].w/2", "g[1].x/2"]);
		expectFolds(run);
	});

	test("makes a checkpoint before an instance of a critical job runs again", () => {
		const run = new ManualRun(
			planOf([job("s", { for: forOf({ i: [0, 1] }), policies: { critical: true, succeed: 0.5 } })]),
		);
		drive(run, ["s[1]"]);
		run.report(retry("s[1]"));
		drive(run);
		expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["before-s", "before-s-2"]);
		expectFolds(run);
	});

	test("of an instance without a config lets its fallback stand in once more", () => {
		const run = new ManualRun(
			planOf([job("s", { for: forOf({ i: [0] }), config: { x: broken }, fallback: job("s") })]),
		);
		expect(drive(run, ["s[0]"])).toEqual(["s[0]/1"]);
		run.report(retry());
		expect(drive(run)).toEqual(["s[0]/2"]);
		expect(run.state.result).toBe("succeeded");
		expectFolds(run);
	});
});

describe("a reopened run", () => {
	test("that fails fast does not for what had failed before, not after a pause either, but for what fails now", () => {
		const run = new ManualRun(planOf([job("a"), job("b"), job("c", { after: ["b"] }), job("d", { after: ["c"] })]), {
			fail_fast: true,
		});
		drive(run, ["a"]);
		run.report(retry("b"));
		run.report({ type: "pause", by: "test" });
		run.report({ type: "resume", by: "test" });
		expect(run.start()).toEqual(["b"]);
		run.fail("b", 2);
		expect(run.state).toMatchObject({ status: "finished", result: "failed" });
		expect(run.types("d").at(-1)).toBe("job.skipped");
		expectFolds(run);
	});

	test("keeps the warnings of the rounds of a loop that stay as they are", () => {
		const { body: _body, results: _results, ...base } = groupOf("l", []);
		const quiet = job("q", { policies: { allow_failure: true } });
		const loop: JobPlan = { ...base, kind: "loop", carries: [], max: 2, body: { nodes: [quiet] }, next: [] };
		const run = new ManualRun(planOf([loop, job("b")]));
		drive(run, ["l[0].q"]);
		expect(run.state.result).toBe("succeeded_with_warnings");
		run.report(retry("b"));
		drive(run);
		expect(run.state.result).toBe("succeeded_with_warnings");
	});
});

test("what was cancelled in a group that may fail does not make the reopened run a cancelled one", () => {
	const group = groupOf("g", [job("x"), job("y")], {}, { policies: { allow_failure: true } });
	const run = new ManualRun(planOf([group, job("b")]));
	run.start();
	run.fail("g.x");
	run.report({ type: "cancel", by: "test", rollback: false });
	for (const instance of ["g.y", "b"]) run.report({ type: "cancelled", instance, attempt: 1 });
	expect(run.state.result).toBe("cancelled");
	run.report(retry("b"));
	expect(drive(run)).toEqual(["b/2"]);
	expect(run.state.result).toBe("succeeded_with_warnings");
	expectFolds(run);
});

test("a question that was to be asked anew when the run ended has another number once the run is reopened", () => {
	const policies = { timeout: 100, retry: { max: 1, backoff: { from: 100, to: 100 } } };
	const ask = job("ask", { type: "approval", config: { approvers: value(["ann"]) }, policies });
	const run = new ManualRun(planOf([ask, job("work", { for: forOf({ i: [0] }) })]), { fail_fast: true });
	run.start();
	run.now += 100;
	run.fail("work[0]");
	expect(run.types("ask").slice(-2)).toEqual(["retry.scheduled", "instance.skipped"]);
	run.report(retry());
	expect(run.events.findLast(({ type }) => type === "approval.requested")).toMatchObject({ attempt: 2 });
	expectFolds(run);
});
