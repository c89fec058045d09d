import type { Plan, RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import { created, eventsOf, planOf, task } from "../testing/plan-fixture.ts";
import { renderFrame } from "./frame.ts";
import { noticeLines } from "./notice-lines.ts";
import { ProgressModel } from "./progress-model.ts";

const options = { columns: 80, style: createStyle(false), symbols: symbolsFor({}), now: 20_000 };
const error = { kind: "exit", message: "exited with code 1", exit_code: 1 } as const;
const started = (instance: string, attempt = 1): RunFact => ({ type: "attempt.started", instance, attempt });
const failed = (instance: string, attempt = 1): readonly RunFact[] => [
	{ type: "attempt.failed", instance, attempt, error },
	{ type: "instance.failed", instance, error },
];
const succeeded = (instance: string, attempt = 1): RunFact => ({
	type: "attempt.succeeded",
	instance,
	attempt,
	outputs: {},
});

/** The lines that stay on the screen, and the frame below them. */
function shown(plan: Plan, facts: readonly RunFact[]): readonly string[] {
	const model = new ProgressModel(plan);
	const notices = eventsOf([created, ...facts]).flatMap((event) => model.apply(event));
	return [
		...notices.flatMap((notice) => noticeLines(notice, { ...options, nameWidth: 10 })),
		...renderFrame(model, { ...options, rows: 24 }).map((line) => line.trimEnd()),
	];
}

test("a fallback is told as what follows the failure, and as what made the job succeed", () => {
	const plan = planOf([{ ...task("a"), fallback: task("a") }]);
	const fallen: readonly RunFact[] = [
		started("a"),
		{ type: "attempt.failed", instance: "a", attempt: 1, error },
		{ type: "fallback.started", instance: "a", attempt: 2, error },
	];
	expect(shown(plan, [...fallen, started("a", 2)])).toEqual([
		"↻ a failed; its fallback runs",
		"    exited with code 1",
		expect.stringMatching(/^⠋ a +fallback +16s$/),
		"────────────  0/1 job  1 running  20s  Ctrl-C pauses",
	]);
	expect(shown(plan, [...fallen, started("a", 2), succeeded("a", 2)])).toContain(
		"✓ a              4.0s  by its fallback",
	);
	expect(shown(plan, [...fallen, started("a", 2), ...failed("a", 2)])).toContain(
		"✗ a and its fallback failed after 5.0s",
	);
});

test("a rollback and hooks are told, and do not count as jobs", () => {
	const base = planOf([
		{ ...task("a"), rollback: task("a") },
		{ ...task("b", { each: "i" }), rollback: task("b") },
		task("bad"),
	]);
	const [key = ""] = Object.keys(base.workflows);
	const workflow = base.workflows[key];
	if (workflow === undefined) throw new Error("no workflow");
	const hooks = { failure: { nodes: [task("alert")] } };
	const plan: Plan = { ...base, workflows: { [key]: { ...workflow, hooks } } };
	const jobs: readonly RunFact[] = [
		started("a"),
		succeeded("a"),
		{ type: "job.ready", job: "b", instances: [{ i: 1 }, { i: 2 }] },
		started("b[0]"),
		succeeded("b[0]"),
		started("b[1]"),
		succeeded("b[1]"),
		{ type: "job.succeeded", job: "b" },
		started("bad"),
		...failed("bad"),
		{ type: "rollback.started", frame: "", instances: ["b[1]", "b[0]", "a"] },
		started("b[1].rollback"),
		succeeded("b[1].rollback"),
		started("b[0].rollback"),
	];
	expect(shown(plan, jobs).slice(-3)).toEqual([
		"→ rolling back 3 instances",
		expect.stringMatching(/^⠋ b.rollback +━━━━━━────── +1\/2 +1 running +/),
		"━━━━━━━━━━━━  3/3 jobs  rolling back 2 of 3  1 failed  1 running  20s",
	]);
	const undone: readonly RunFact[] = [
		...jobs,
		...failed("b[0].rollback"),
		{ type: "job.failed", job: "a.rollback", error },
		{ type: "hooks.started", frame: "", event: "failure" },
		started("on_failure.alert"),
	];
	expect(shown(plan, undone).slice(-8)).toEqual([
		"✗ b[0].rollback (i = 1) failed",
		"    exited with code 1",
		"✗ b.rollback     4.0s  1/2  1 failed",
		"✗ a.rollback failed",
		"    exited with code 1",
		"→ on failure",
		expect.stringMatching(/^⠋ on_failure.alert +shell/),
		"━━━━━━━━━━━━  3/3 jobs  on failure  1 failed  1 running  20s  Ctrl-C pauses",
	]);
});
