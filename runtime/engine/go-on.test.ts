import { spawn } from "node:child_process";
import { createRun } from "@dagwright/core";
import { expect, test } from "vitest";
import { EngineProject, shellJob } from "../../test/support/engine-project.ts";
import { planOf } from "../../test/support/plan-of.ts";
import { LocalRunStore } from "./local/local-run-store.ts";
import { identify } from "./local/process/identity.ts";
import { systemClock } from "./local/system-clock.ts";

test("a run that is taken up ends the processes that its dead engine left, and starts the attempt again", async () => {
	using project = new EngineProject();
	const plan = planOf([shellJob("a", "true")]);
	const left = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
	const process = identify(left.pid ?? 0) ?? expect.fail("it has not begun");
	const stored = await new LocalRunStore({ root: project.root, clock: systemClock }).create(plan, {}, (run) => {
		const created = createRun(plan, { run, params: {}, options: { durability: "default" }, version: "0" });
		return created.ok ? created.value : expect.fail(created.problem.message);
	});
	stored.transact((transaction) =>
		transaction.append([
			{ type: "job.ready", job: "a" },
			{ type: "attempt.started", instance: "a", attempt: 1 },
			{ type: "attempt.running", instance: "a", attempt: 1, process },
		]),
	);
	await stored[Symbol.asyncDispose]();
	try {
		const run = await project.resume(stored.run);
		expect(await run.ended).toMatchObject({ status: "finished", result: "succeeded" });
		// It was gone before the attempt began anew.
		expect(left.signalCode).toMatch(/^SIG/);
	} finally {
		left.kill("SIGKILL");
	}
	expect(project.endsOf("a").map(({ type }) => type)).toEqual(["attempt.lost", "attempt.succeeded"]);
	expect(project.notices.map(({ code }) => code)).toContain("ended_processes");
});
