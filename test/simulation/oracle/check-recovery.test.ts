import type { JobPlan, Plan, RunEvent } from "@dagwright/core";
import { expect, test } from "vitest";
import { ManualRun } from "../../support/manual-run.ts";
import { groupOf, job, planOf } from "../../support/plan-of.ts";
import { checkHistory } from "../check-history.ts";

/** `c` calls a workflow whose loop runs out of time, which is allowed, so that the workflow succeeds. */
function plan(): Plan {
	const { body: _body, results: _results, ...base } = groupOf("l", []);
	const loop: JobPlan = {
		...base,
		kind: "loop",
		policies: { timeout: 100, allow_failure: true },
		carries: [],
		max: 2,
		body: { nodes: [job("x"), job("y", { after: ["x"] })] },
		next: [],
	};
	const main = planOf([{ ...base, name: "c", kind: "call", workflow: "flows/lib.dag#lib", params: {} }]);
	const [sample] = Object.values(main.workflows);
	if (sample === undefined) throw new Error("there is no workflow");
	const hooks = { success: { nodes: [job("h")] } };
	const called = { ...sample, name: "lib", file: "flows/lib.dag", body: { nodes: [loop] }, hooks };
	return { ...main, workflows: { ...main.workflows, "flows/lib.dag#lib": called } };
}

function history(): { readonly plan: Plan; readonly events: readonly RunEvent[] } {
	const run = new ManualRun(plan());
	run.start();
	run.advance(100);
	run.report({ type: "cancelled", instance: "c/l[0].x", attempt: 1 });
	run.finish();
	return run;
}

test("the oracle holds a called workflow for successful whose loop may run out of time", () => {
	const run = history();
	expect(run.events.at(-1)).toMatchObject({ type: "run.finished", result: "succeeded_with_warnings" });
	checkHistory(run.plan, run.events, { slots: 100 });
});

test("the oracle refuses a hook of another end", () => {
	const run = history();
	const events = run.events.map((event) =>
		event.type === "hooks.started" ? { ...event, event: "failure" as const } : event,
	);
	expect(() => checkHistory(run.plan, events, { slots: 100 })).toThrow('"c/": on failure, not on success');
});
