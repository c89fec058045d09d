import type { Plan, RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import { created, eventsOf, group, planOf, task } from "../testing/plan-fixture.ts";
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

test("counts the attempts of what is opened anew from those spent before, and forgets its fallback", () => {
	const plan = planOf([{ ...task("a", { policies: { retry: { max: 1 } } }), fallback: task("a") }]);
	const again = (attempt: number): readonly RunFact[] => [
		{ type: "attempt.failed", instance: "a", attempt, error },
		{ type: "retry.scheduled", instance: "a", attempt: attempt + 1, due: 0 },
		started("a", attempt + 1),
	];
	const first: readonly RunFact[] = [
		{ type: "job.ready", job: "a" },
		started("a"),
		...again(1),
		{ type: "attempt.failed", instance: "a", attempt: 2, error },
		{ type: "fallback.started", instance: "a", attempt: 3, error },
		started("a", 3),
		...failed("a", 3),
		{ type: "run.finished", result: "failed", outputs: {} },
		{ type: "job.reset", job: "a" },
		{ type: "run.reopened", by: "ada" },
		{ type: "job.ready", job: "a" },
	];
	const lines = shown(plan, [...first, started("a", 4), ...again(4)]);
	expect(lines.filter((line) => line.includes("attempt"))).toEqual([
		expect.stringMatching(/^↻ a, attempt 1 of 2, failed/),
		expect.stringMatching(/^↻ a, attempt 4 of 5, failed/),
		expect.stringMatching(/^⠋ a +attempt 5 of 5 +/),
	]);
});

test("counts the tries of a group anew where something in it is reset", () => {
	const plan = planOf([{ ...group("g", [task("b")]), policies: { retry: { max: 1 } } }]);
	const model = new ProgressModel(plan);
	const facts: readonly RunFact[] = [
		created,
		{ type: "retry.scheduled", instance: "g", attempt: 2, due: 0 },
		{ type: "instance.opened", instance: "g", attempt: 2 },
		{ type: "job.reset", job: "g.b" },
		{ type: "retry.scheduled", instance: "g", attempt: 3, due: 0 },
	];
	const texts = eventsOf(facts).map((event, at) => {
		model.apply(event);
		return model.facts.attemptText("g", at < 3 ? 2 : 3);
	});
	expect([texts[2], texts[4]]).toEqual(["attempt 2 of 2", "attempt 3 of 3"]);
});
