import type { NodePlan, RunEvent } from "@dagwright/core";
import { describe, expect, test } from "vitest";
import { ManualRun } from "../../support/manual-run.ts";
import { groupOf, job, letOf, planOf, ref } from "../../support/plan-of.ts";
import { checkHistory } from "../check-history.ts";

/** A run of a group with 100 ms, at the end of which `y` just succeeds and `x` fails; `path` was tried again. */
function triedAgain(nodes: readonly NodePlan[], path: string) {
	const run = new ManualRun(planOf([groupOf("g", [...nodes], {}, { policies: { timeout: 100 } })]));
	run.start();
	run.now += 100;
	run.report({ type: "succeeded", instance: "g.y", attempt: 1, outputs: {} });
	run.report({ type: "cancelled", instance: "g.x", attempt: 1 });
	expect(run.events.at(-1)).toMatchObject({ result: "failed", error: { job: "g" } });
	run.advance(1000);
	const asked = [{ seq: run.events.length, path, believed: true }];
	run.report({ type: "retry", by: "ann", path });
	run.start();
	const check = (events: readonly RunEvent[]) => checkHistory(run.plan, events, { slots: 100 }, asked);
	return { run, check };
}

describe("of a block whose time was over and that goes on since, the oracle believes", () => {
	test("that it fails of what its deadline had stopped, if that stands", () => {
		const { run, check } = triedAgain([job("x"), job("y")], "g.y");
		run.fail("g.y", 2);
		expect(run.events.at(-1)).toMatchObject({ result: "failed", error: { job: "g.x" } });
		check(run.events);
	});

	test("that it is cancelled for what its deadline had kept from being reached, if that stands", () => {
		const { run, check } = triedAgain([job("x"), job("y"), job("z", { after: ["y"] })], "g.x");
		run.succeed("g.x", {}, 2);
		expect(run.events.at(-1)).toMatchObject({ result: "cancelled" });
		check(run.events);
	});

	test("nothing else", () => {
		const { run, check } = triedAgain([job("x"), job("y")], "g.x");
		run.succeed("g.x", {}, 2);
		expect(run.events.at(-1)).toMatchObject({ result: "succeeded" });
		check(run.events);
		const events = run.events.map((event) =>
			event.type === "job.succeeded" && event.job === "g"
				? { seq: event.seq, at: event.at, type: "job.cancelled" as const, job: "g" }
				: event,
		);
		expect(() => check(events)).toThrow("g was cancelled though nobody asked for it");
	});
});

test("the oracle expects no second checkpoint of a level of which only a let is evaluated again", () => {
	const nodes = [job("a"), letOf("b", ref("a"), { data: ["a"] }), job("c", { data: ["b"] })];
	const policies = { timeout: 100, checkpoint: { on: [{ kind: "level_completed" }] } } as const;
	const run = new ManualRun(planOf(nodes, { policies }));
	run.start();
	run.now += 100;
	run.report({ type: "succeeded", instance: "a", attempt: 1, outputs: {} });
	run.report({ type: "retry", by: "ann" });
	expect(run.types("b")).toEqual(["job.skipped", "job.reset", "job.succeeded"]);
	run.finish();
	const names = run.events.flatMap((event) => (event.type === "checkpoint.created" ? event.name : []));
	expect(names).toEqual(["level-1", "level-2", "level-2-2"]);
	checkHistory(run.plan, run.events, { slots: 100 });
});
