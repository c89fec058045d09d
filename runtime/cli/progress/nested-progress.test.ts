import type { LoopPlan, NodePlan, Plan, RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import { call, created, eventsOf, loop, planOf, task } from "../testing/plan-fixture.ts";
import { renderFrame } from "./frame.ts";
import { noticeLines } from "./notice-lines.ts";
import { ProgressModel } from "./progress-model.ts";

const options = { columns: 80, style: createStyle(false), symbols: symbolsFor({}), now: 30_000 };

const started = (instance: string): RunFact => ({ type: "attempt.started", instance, attempt: 1 });
const succeeded = (instance: string): RunFact => ({ type: "attempt.succeeded", instance, attempt: 1, outputs: {} });
const ran = (instance: string): readonly RunFact[] => [started(instance), succeeded(instance)];
const round = (instance: string, number: number): RunFact => ({
	type: "round.started",
	instance,
	round: number,
	carries: {},
});
const sized = (job: string, count: number): RunFact => ({
	type: "job.ready",
	job,
	instances: Array.from({ length: count }, (_, n) => ({ n })),
});

function each<Node extends NodePlan>(node: Node): Node {
	const { for: fan } = task("any", { each: "n" });
	return { ...node, ...(fan && { for: fan }) };
}

const until = (plan: LoopPlan): LoopPlan => ({ ...plan, max: 2, until: { op: "name", name: "good" } });

/** The lines that stay on the screen, and the frame below them. */
function shown(
	plan: Plan,
	facts: readonly RunFact[],
): { readonly above: readonly string[]; readonly frame: readonly string[] } {
	const model = new ProgressModel(plan);
	const notices = eventsOf([created, ...facts]).flatMap((event) => model.apply(event));
	return {
		above: notices.flatMap((notice) => noticeLines(notice, { ...options, nameWidth: 10 })),
		frame: renderFrame(model, { ...options, rows: 24 }).map((line) => line.replace(/ {3,}/g, "  ")),
	};
}

test("a job of a loop that waits for the next round says which one it has done, and not that it runs", () => {
	const plan = planOf([loop("tune", [task("fit"), task("score", { after: ["fit"] })])]);
	const facts = [
		round("tune", 0),
		...ran("tune[0].fit"),
		...ran("tune[0].score"),
		round("tune", 1),
		started("tune[1].fit"),
	];
	expect(shown(plan, facts).frame).toEqual([
		"⠋ tune.fit  round 2 of 9  23s",
		"· tune.score  round 1 of 9 done",
		"────────────  0/2 jobs  1 running  30s  Ctrl-C pauses",
	]);
});

test("loops in loops are told apart by their names", () => {
	const plan = planOf([loop("tune", [loop("refine", [task("fit")])])]);
	const facts = [
		round("tune", 0),
		round("tune[0].refine", 0),
		round("tune[0].refine", 1),
		started("tune[0].refine[1].fit"),
	];
	expect(shown(plan, facts).frame[0]).toBe("⠋ tune.refine.fit  tune 1 of 9, refine 2 of 9  26s");
});

test("of a for loop the bar counts loops that are over, since nobody knows how many rounds there will be", () => {
	const plan = planOf([each(loop("grid", [task("step")]))]);
	const facts = [
		sized("grid", 2),
		...[0, 1, 2].flatMap((number) => [round("grid[0]", number), ...ran(`grid[0][${number}].step`)]),
		{ type: "instance.succeeded", instance: "grid[0]", value: { rounds: 3, converged: true } },
		round("grid[1]", 0),
		started("grid[1][0].step"),
	] as const;
	expect(shown(plan, facts).frame[0]).toBe("⠋ grid.step  ━━━━━━──────  1/2  round 1 of 9  1 running  27s");
	const over: readonly RunFact[] = [...facts, succeeded("grid[1][0].step"), { type: "job.succeeded", job: "grid" }];
	expect(shown(plan, over).above).toEqual(["✓ grid.step      4.0s  4 rounds"]);
});

test("a for job of a called workflow, which is called for each of a list, ends with the last call", () => {
	const plan = planOf([each(call("ship"))], [task("push", { each: "n" })]);
	const half: readonly RunFact[] = [
		sized("ship", 2),
		sized("ship[0]/push", 1),
		...ran("ship[0]/push[0]"),
		{ type: "job.succeeded", job: "ship[0]/push" },
	];
	expect(shown(plan, half)).toEqual({
		above: [],
		frame: ["· ship/push  ━━━━━━━━━━━━  1/1  0 running  27s", "────────────  0/1 job  30s  Ctrl-C pauses"],
	});
	const failure = { kind: "exit", message: "exited with code 1" } as const;
	const whole: readonly RunFact[] = [
		...half,
		sized("ship[1]/push", 2),
		...ran("ship[1]/push[0]"),
		started("ship[1]/push[1]"),
		{ type: "instance.failed", instance: "ship[1]/push[1]", error: failure },
		{ type: "job.failed", job: "ship[1]/push", error: { kind: "instances", message: "1 of 2 failed" } },
		{ type: "job.failed", job: "ship", error: { kind: "instances", message: "1 of 2 failed" } },
	];
	expect(shown(plan, whole)).toEqual({
		above: ["✗ ship[1]/push[1] (n = 1) failed", "    exited with code 1", "✗ ship/push      9.0s  2/3  1 failed"],
		frame: ["━━━━━━━━━━━━  1/1 job  1 failed  30s  Ctrl-C pauses"],
	});
});

test("the hooks and rollbacks of a called workflow are told by its name, and are not those of the run", () => {
	const plan = planOf([call("ship"), task("other")], [{ ...task("stage"), rollback: task("stage") }]);
	const facts: readonly RunFact[] = [
		...ran("ship/stage"),
		{ type: "rollback.started", frame: "ship/", instances: ["ship/stage"] },
		...ran("ship/stage.rollback"),
		{ type: "hooks.started", frame: "ship/", event: "failure" },
	];
	const { above, frame } = shown(plan, facts);
	expect(above.filter((line) => line.startsWith("→"))).toEqual([
		"→ rolling back 1 instance of ship",
		"→ on failure of ship",
	]);
	expect(frame).toEqual(["━━━━━━──────  1/2 jobs  30s  Ctrl-C pauses"]);
});

test("a loop that used up its rounds says so, and one that has no until does not", () => {
	const value = { rounds: 2, converged: false };
	const facts: readonly RunFact[] = [
		{ type: "instance.succeeded", instance: "grid[1]", value },
		{ type: "job.succeeded", job: "tune", value },
		{ type: "job.succeeded", job: "plain", value },
	];
	const plan = planOf([each(until(loop("grid", [task("a")]))), until(loop("tune", [task("b")])), loop("plain", [])]);
	expect(shown(plan, facts).above).toEqual([
		"! grid[1] did not converge in 2 rounds: `good` was never true",
		"! tune did not converge in 2 rounds: `good` was never true",
		expect.stringContaining("tune.b"),
	]);
});
