import { expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { job, planOf } from "../../test/support/plan-of.ts";
import type { RunFact } from "./event.ts";

/** How a run stands after these facts, whether or not they fit. */
function statusAfter(...facts: readonly RunFact[]): string {
	const run = new ManualRun(planOf([job("a")]));
	run.start();
	run.append(facts);
	return run.state.status;
}

const cancel: RunFact = { type: "run.cancel_requested", by: "ann", rollback: false };
const pause: RunFact = { type: "run.paused", by: "ann" };
const resume: RunFact = { type: "run.resumed", by: "ann" };

test("an event about the run that does not fit changes nothing: a resume takes back no cancel, and a pause neither", () => {
	expect(statusAfter(pause, resume)).toBe("running");
	expect(statusAfter(pause, cancel, resume)).toBe("cancelling");
	expect(statusAfter(cancel, pause)).toBe("cancelling");
	expect(statusAfter(cancel, pause, resume)).toBe("cancelling");
});

test("an event about a job that the plan does not have, or an attempt that is not under way, changes nothing", () => {
	const run = new ManualRun(planOf([job("a")]));
	run.start();
	run.succeed("a");
	const { result, outputs } = run.state;
	run.append([
		{ type: "job.skipped", job: "b", cause: "condition" },
		{ type: "attempt.timed_out", instance: "a", attempt: 1 },
		{ type: "retry.scheduled", instance: "a", attempt: 2, due: 0 },
		{ type: "attempt.running", instance: "a[3]", attempt: 1, process: { pid: 1, started: "1", host: "h" } },
	]);
	expect([run.state.status, run.state.result, run.state.outputs]).toEqual(["finished", result, outputs]);
	expect(run.due()).toEqual([]);
});
