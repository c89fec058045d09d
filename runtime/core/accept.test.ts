import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { forOf, groupOf, job, planOf } from "../../test/support/plan-of.ts";
import type { Report } from "./report.ts";

const process = { pid: 7, started: "1", host: "here" };

function codeOf(run: ManualRun, report: Report): string {
	const answer = run.report(report);
	return answer.ok ? "accepted" : answer.problem.code;
}

describe("a report is refused", () => {
	test("about an instance that the plan does not have", () => {
		const run = new ManualRun(planOf([job("a"), job("s", { for: forOf({ i: [1] }) })]));
		for (const instance of ["nobody", "a[0]", "s", "s[1]", "s[00]", "a.b", "", "[0]"]) {
			expect(run.report({ type: "starting", instance, attempt: 1 })).toMatchObject({ ok: false });
		}
	});

	test("as a duplicate, when the attempt started or ended already", () => {
		const run = new ManualRun(planOf([job("a"), job("b")]));
		run.start();
		expect(codeOf(run, { type: "starting", instance: "a", attempt: 1 })).toBe("duplicate");
		run.succeed("a");
		expect(codeOf(run, { type: "succeeded", instance: "a", attempt: 1, outputs: {} })).toBe("duplicate");
		expect(codeOf(run, { type: "lost", instance: "a", attempt: 1 })).toBe("duplicate");
	});

	test("when it would start in a block whose time is over", () => {
		const group = groupOf(
			"g",
			[job("a"), job("b", { policies: { retry: { max: 1 } } })],
			{},
			{ policies: { timeout: 1000 } },
		);
		const run = new ManualRun(planOf([group]));
		run.report({ type: "starting", instance: "g.a", attempt: 1 });
		run.append([{ type: "instance.timed_out", instance: "g" }]);
		expect(codeOf(run, { type: "starting", instance: "g.b", attempt: 1 })).toBe("not_allowed");
	});

	test("as stale, when a later attempt runs", () => {
		const run = new ManualRun(planOf([job("a")]));
		run.start();
		run.report({ type: "lost", instance: "a", attempt: 1 });
		run.start();
		expect(codeOf(run, { type: "succeeded", instance: "a", attempt: 1, outputs: {} })).toBe("stale");
	});

	test("when the job waits, the run is paused, its limit is reached, or the run is over", () => {
		const run = new ManualRun(
			planOf([job("a"), job("b", { after: ["a"] }), job("s", { for: forOf({ i: [1, 2] }), policies: { limit: 1 } })]),
		);
		expect(codeOf(run, { type: "starting", instance: "b", attempt: 1 })).toBe("not_running");
		expect(codeOf(run, { type: "starting", instance: "s[1]", attempt: 1 })).toBe("not_running");
		run.report({ type: "pause", by: "mira" });
		expect(codeOf(run, { type: "starting", instance: "a", attempt: 1 })).toBe("not_allowed");
		expect(codeOf(run, { type: "pause", by: "mira" })).toBe("duplicate");
		run.report({ type: "resume", by: "mira" });
		run.finish();
		expect(codeOf(run, { type: "cancel", by: "mira", rollback: false })).toBe("run_finished");
	});

	test("when a retry would start before its time", () => {
		const run = new ManualRun(planOf([job("a", { policies: { retry: { max: 1, backoff: { from: 1e6, to: 1e6 } } } })]));
		run.start();
		run.fail("a");
		const due = run.wakeAt() ?? 0;
		run.now = due - 1;
		expect(codeOf(run, { type: "starting", instance: "a", attempt: 2 })).toBe("not_allowed");
		run.now = due;
		expect(codeOf(run, { type: "starting", instance: "a", attempt: 2 })).toBe("accepted");
	});

	test("when a retry would start while others have taken all the room that its job's limit leaves", () => {
		const policies = { limit: 1, retry: { max: 1, backoff: { from: 1e6, to: 1e6 } } };
		const run = new ManualRun(planOf([job("s", { for: forOf({ i: [1, 2] }), policies })]));
		expect(run.start()).toEqual(["s[0]"]);
		run.fail("s[0]");
		expect(run.start()).toEqual(["s[1]"]);
		run.now = run.wakeAt() ?? 0;
		expect(codeOf(run, { type: "starting", instance: "s[0]", attempt: 2 })).toBe("not_allowed");
		run.succeed("s[1]");
		expect(codeOf(run, { type: "starting", instance: "s[0]", attempt: 2 })).toBe("accepted");
	});
});

test("declared outputs of the wrong type fail the attempt, and name the field", () => {
	const outputs = { kind: "record", fields: { rows: { kind: "int" } } } as const;
	const run = new ManualRun(planOf([job("a", { outputs, policies: { retry: { max: 3 } } })]));
	run.start();
	run.succeed("a", { rows: "many" });
	expect(run.facts("a").at(-1)).toMatchObject({ type: "instance.failed", error: { kind: "output" } });
	expect(JSON.stringify(run.facts("a").at(-1))).toContain("rows");
});

test("the process of an attempt is recorded once, with what it used at its end", () => {
	const run = new ManualRun(planOf([job("a")]));
	run.start();
	expect(codeOf(run, { type: "running", instance: "a", attempt: 1, process })).toBe("accepted");
	expect(codeOf(run, { type: "running", instance: "a", attempt: 1, process })).toBe("duplicate");
	run.report({
		type: "succeeded",
		instance: "a",
		attempt: 1,
		outputs: {},
		usage: { cpu_user: 5 },
		warnings: ["extra key x"],
	});
	expect(run.facts("a").at(-1)).toEqual({
		type: "attempt.succeeded",
		instance: "a",
		attempt: 1,
		outputs: {},
		usage: { cpu_user: 5 },
		warnings: ["extra key x"],
	});
	expect(run.state.result).toBe("succeeded_with_warnings");
});
