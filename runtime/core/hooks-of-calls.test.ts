import { expect, test } from "vitest";
import { planOfText } from "../../test/support/compile-dag.ts";
import { ManualRun } from "../../test/support/manual-run.ts";
import { fold } from "./apply.ts";

const plan = planOfText(`workflow main {
  job ship: canary { }
  on done { job close: shell { run "x" } }
}
workflow canary {
  job a: shell { run "x" rollback { run "y" } }
  job b: shell after a { run "x" }
  on failure { job tell: shell { run "x" } }
  on success { job cheer: shell { run "x" } }
  on done { job clean: shell { run "x" } }
}`);
const done = { exit_code: 0 };

test("hooks that a cancel kept back follow the rollback, before those of the run; another cancel stops them alone", () => {
	const run = new ManualRun(plan);
	run.start();
	run.succeed("ship/a", done);
	run.start();
	run.report({ type: "cancel", by: "test", rollback: true });
	run.report({ type: "cancelled", instance: "ship/b", attempt: 1 });
	expect([run.state.phase, run.start()]).toEqual(["rollback", ["ship/a.rollback"]]);
	run.succeed("ship/a.rollback", done);
	expect([run.state.phase, run.start()]).toEqual(["done", ["ship/on_done.clean"]]);
	expect(run.report({ type: "cancel", by: "test", rollback: true })).toMatchObject({
		ok: false,
		problem: { code: "not_allowed" },
	});
	run.report({ type: "cancel", by: "test", rollback: false });
	run.report({ type: "cancelled", instance: "ship/on_done.clean", attempt: 1 });
	expect(run.start()).toEqual(["on_done.close"]);
	run.succeed("on_done.close", done);
	expect(run.state.result).toBe("cancelled");
	expect(fold(plan, run.events)).toEqual(run.state);
});

test("a call that was complete when the run was cancelled has succeeded, for its hooks too", () => {
	const run = new ManualRun(plan);
	run.start();
	run.succeed("ship/a", done);
	run.start();
	run.report({ type: "cancel", by: "test", rollback: false });
	run.succeed("ship/b", done);
	for (const hook of ["ship/on_success.cheer", "ship/on_done.clean", "on_done.close"]) {
		expect(run.start()).toEqual([hook]);
		run.succeed(hook, done);
	}
	expect(fold(plan, run.events)).toEqual(run.state);
});

test("of a hook that a cancel ended the next one of the call still follows, once", () => {
	const run = new ManualRun(plan);
	run.start();
	run.fail("ship/a");
	expect(run.start()).toEqual(["ship/on_failure.tell"]);
	run.report({ type: "cancel", by: "test", rollback: false });
	run.report({ type: "cancelled", instance: "ship/on_failure.tell", attempt: 1 });
	for (const hook of ["ship/on_done.clean", "on_done.close"]) {
		expect(run.start()).toEqual([hook]);
		run.succeed(hook, done);
	}
	expect(run.state.result).toBe("failed");
	expect(fold(plan, run.events)).toEqual(run.state);
});

test("a call that a fallback stands in for has had its hooks, when the run is cancelled", () => {
	const run = new ManualRun(
		planOfText(`workflow main {
  job ship: canary { timeout 1s fallback shell { run "z" } }
  on done { job close: shell { run "x" } }
}
workflow canary {
  job a: shell { run "x" }
  on success { job cheer: shell { run "x" } }
  on done { job clean: shell { run "x" } }
}`),
	);
	run.start();
	run.advance(1000);
	run.report({ type: "cancelled", instance: "ship/a", attempt: 1 });
	expect(run.start()).toEqual(["ship/on_done.clean"]);
	run.succeed("ship/on_done.clean", done);
	expect(run.startCommands()).toMatchObject([{ instance: "ship", attempt: 2 }]);
	run.report({ type: "cancel", by: "test", rollback: false });
	run.report({ type: "cancelled", instance: "ship", attempt: 2 });
	expect(run.start()).toEqual(["on_done.close"]);
});
