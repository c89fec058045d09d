import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { forOf, groupOf, job, planOf } from "../../test/support/plan-of.ts";
import { accept } from "./accept.ts";

describe("an attempt that never began", () => {
	const unbegun = (run: ManualRun, instance: string, attempt: number) =>
		run.report({ type: "lost", instance, attempt, unbegun: true });

	test("counts for nothing, however often: its job is begun anew, with the next number", () => {
		const run = new ManualRun(planOf([job("a", { policies: { retry: { max: 1 } } })]));
		for (let attempt = 1; attempt <= 6; attempt++) {
			expect(run.startCommands()).toMatchObject([{ instance: "a", attempt }]);
			run.start();
			unbegun(run, "a", attempt);
		}
		run.start();
		run.fail("a", 7);
		run.start();
		run.succeed("a", {}, 8);
		expect(run.state.result).toBe("succeeded");
	});

	test("leaves the budget of lost attempts as it was", () => {
		const run = new ManualRun(planOf([job("a")]));
		for (const attempt of [1, 2, 3]) {
			run.start();
			run.report({ type: "lost", instance: "a", attempt });
		}
		run.start();
		unbegun(run, "a", 4);
		run.start();
		run.report({ type: "lost", instance: "a", attempt: 5 });
		expect(run.facts("a").at(-1)).toMatchObject({ type: "instance.failed", error: { kind: "lost" } });
	});

	test("of a critical job, or of one in a critical group, is nothing to ask people about", () => {
		const critical = { policies: { critical: true } } as const;
		const run = new ManualRun(planOf([job("a", critical), groupOf("g", [job("b")], {}, critical)]));
		run.start();
		unbegun(run, "a", 1);
		unbegun(run, "g.b", 1);
		expect(run.startCommands()).toMatchObject([
			{ instance: "a", attempt: 2 },
			{ instance: "g.b", attempt: 2 },
		]);
		run.start();
		run.report({ type: "lost", instance: "a", attempt: 2 });
		expect(run.facts("a").at(-1)).toEqual({ type: "outcome.asked", instance: "a", attempt: 2 });
	});

	test("is over: whoever claims to be it is not believed", () => {
		const run = new ManualRun(planOf([job("s", { for: forOf({ i: [1, 2] }), policies: { critical: true } })]));
		run.start();
		unbegun(run, "s[0]", 1);
		const zombie = { type: "succeeded", instance: "s[0]", attempt: 1, outputs: {} } as const;
		expect(accept(run.plan, run.state, zombie, run.now)).toMatchObject({ ok: false });
		run.start();
		expect(accept(run.plan, run.state, zombie, run.now)).toMatchObject({ problem: { code: "stale" } });
	});

	test("did begin all the same if its process was told of", () => {
		const run = new ManualRun(planOf([job("a", { policies: { critical: true } })]));
		run.start();
		run.report({ type: "running", instance: "a", attempt: 1, process: { pid: 7, started: "1", host: "here" } });
		unbegun(run, "a", 1);
		expect(run.facts("a").at(-1)).toEqual({ type: "outcome.asked", instance: "a", attempt: 1 });
	});

	test("begins no more where the run is being cancelled, or nothing starts any more", () => {
		const cancelled = new ManualRun(planOf([job("a")]));
		cancelled.start();
		cancelled.report({ type: "cancel", by: "test", rollback: false });
		unbegun(cancelled, "a", 1);
		expect(cancelled.facts("a").at(-1)).toEqual({ type: "instance.cancelled", instance: "a" });
		const failing = new ManualRun(planOf([job("a"), job("b")]), { fail_fast: true });
		failing.start();
		failing.fail("b", 1);
		unbegun(failing, "a", 1);
		expect(failing.facts("a").at(-1)).toMatchObject({ type: "instance.failed", error: { kind: "lost" } });
	});
});
