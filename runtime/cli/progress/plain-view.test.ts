import type { RunFact } from "@dagwright/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import type { Channel, Terminal } from "../terminal/terminal.ts";
import { call, created, eventsOf, loop, planOf, task } from "../testing/plan-fixture.ts";
import { PlainView } from "./plain-view.ts";

function fakeTerminal() {
	const written: string[] = [];
	const channel: Channel = {
		write: (text) => void written.push(text.replaceAll(/^\d\d:\d\d:\d\d/gm, "CLOCK")),
		style: createStyle(false),
		isTerminal: false,
		size: () => ({ columns: 60, rows: 20 }),
		onResize: () => () => undefined,
	};
	const terminal: Terminal = {
		out: channel,
		err: channel,
		environment: {},
		cwd: "/",
		symbols: symbolsFor({ LANG: "C.UTF-8" }),
	};
	return { terminal, written };
}

test("writes the lines of one moment at once, and what is left when it ends", () => {
	vi.useFakeTimers();
	onTestFinished(() => void vi.useRealTimers());
	const { terminal, written } = fakeTerminal();
	{
		using view = new PlainView(terminal, planOf([task("clean"), task("train")]));
		const events = eventsOf([
			created,
			{ type: "attempt.started", instance: "clean", attempt: 1 },
			{ type: "attempt.succeeded", instance: "clean", attempt: 1, outputs: {} },
			{ type: "attempt.started", instance: "train", attempt: 1 },
		]);
		for (const event of events.slice(0, 3)) view.event(event);
		expect(written).toEqual([]);
		vi.advanceTimersByTime(50);
		expect(written).toHaveLength(1);
		for (const event of events.slice(3)) view.event(event);
	}
	expect(written.join("").split("\n")).toEqual([
		expect.stringContaining("clean started"),
		expect.stringContaining("clean succeeded in"),
		expect.stringContaining("train started"),
		"",
	]);
});

test("says of a lost attempt whether it starts again by itself: not before the next engine takes the run up", () => {
	const { terminal, written } = fakeTerminal();
	const attached: RunFact = { type: "run.attached", engine: { pid: 1, started: "1", host: "h" } };
	{
		using view = new PlainView(terminal, planOf([task("fit"), task("score")]));
		for (const event of eventsOf([
			created,
			attached,
			{ type: "attempt.started", instance: "fit", attempt: 1 },
			{ type: "attempt.lost", instance: "fit", attempt: 1 },
			{ type: "attempt.started", instance: "score", attempt: 1 },
			attached,
			{ type: "attempt.lost", instance: "score", attempt: 1 },
		]))
			view.event(event);
	}
	expect(written.join("").match(/!.*/g)).toEqual([
		"! fit was ended with its engine; dag resume starts it again",
		"! score was lost with its engine and starts again",
	]);
});

test("an attempt lost for the fourth time is not said to start again", () => {
	const { terminal, written } = fakeTerminal();
	{
		using view = new PlainView(terminal, planOf([task("fit")]));
		const facts = [1, 2, 3, 4].flatMap((attempt): RunFact[] => [
			{ type: "attempt.started", instance: "fit", attempt },
			{ type: "run.attached", engine: { pid: attempt, started: "1", host: "h" } },
			{ type: "attempt.lost", instance: "fit", attempt },
		]);
		for (const event of eventsOf([created, ...facts])) view.event(event);
	}
	const again = "! fit was lost with its engine and starts again";
	expect(written.join("").match(/!.*/g)).toEqual([again, again, again, "! fit was lost with its engine"]);
});

test("counts the instances of jobs and calls with for, also of those in many calls, and the rounds of loops", () => {
	const { terminal, written } = fakeTerminal();
	const { for: each } = task("any", { each: "n" });
	const tune = { ...loop("tune", [task("fit")]), until: { op: "name", name: "good" } as const };
	const plan = planOf([{ ...call("ship"), ...(each && { for: each }) }, tune], [task("push", { each: "n" })]);
	const sized = (job: string, many: number): RunFact => ({
		type: "job.ready",
		job,
		instances: Array.from({ length: many }, (_, n) => ({ n })),
	});
	const pushed = (instance: string): RunFact => ({ type: "attempt.succeeded", instance, attempt: 1, outputs: {} });
	{
		using view = new PlainView(terminal, plan);
		const facts: readonly RunFact[] = [
			created,
			sized("ship", 2),
			sized("ship[0]/push", 1),
			pushed("ship[0]/push[0]"),
			{ type: "job.succeeded", job: "ship[0]/push" },
			sized("ship[1]/push", 2),
			pushed("ship[1]/push[0]"),
			{ type: "instance.failed", instance: "ship[1]/push[1]", error: { kind: "exit", message: "no" } },
			{ type: "job.succeeded", job: "ship[1]/push" },
			{ type: "hooks.started", frame: "ship[1]/", event: "done" },
			{ type: "instance.succeeded", instance: "ship[0]", value: {} },
			{ type: "instance.succeeded", instance: "ship[1]", value: {} },
			{ type: "job.succeeded", job: "ship" },
			{ type: "round.started", instance: "tune", round: 2, carries: {} },
			{ type: "job.succeeded", job: "tune", value: { rounds: 9, converged: false } },
			{ type: "job.succeeded", job: "tune", value: { rounds: 3, converged: true } },
		];
		for (const event of eventsOf(facts)) view.event(event);
	}
	const told = written
		.join("")
		.split("\n")
		.map((line) => line.replace("CLOCK  ", ""));
	expect(told.filter((line) => !line.includes(" succeeded in "))).toEqual([
		"✓ ship[0]/push succeeded: 1 instance",
		"✓ ship[1]/push succeeded: 1/2",
		"→ on done of ship[1]",
		"✓ ship succeeded: 2 instances",
		"→ tune round 3 of 9",
		"✓ tune succeeded: did not converge in 9 rounds: `good` was never true",
		"✓ tune succeeded: 3 rounds",
		"",
	]);
});

test("counts the instances of each round for itself", () => {
	const { terminal, written } = fakeTerminal();
	{
		using view = new PlainView(terminal, planOf([loop("tune", [task("fit", { each: "i" })])]));
		const round = (at: number): readonly RunFact[] => {
			const job = `tune[${at}].fit`;
			return [
				{ type: "round.started", instance: "tune", round: at, carries: {} },
				{ type: "job.ready", job, instances: [{ i: 0 }, { i: 1 }] },
				{ type: "attempt.started", instance: `${job}[0]`, attempt: 1 },
				{ type: "attempt.succeeded", instance: `${job}[0]`, attempt: 1, outputs: {} },
				{ type: "attempt.started", instance: `${job}[1]`, attempt: 1 },
				...(at === 0
					? ([{ type: "attempt.succeeded", instance: `${job}[1]`, attempt: 1, outputs: {} }] as const)
					: ([
							{ type: "attempt.failed", instance: `${job}[1]`, attempt: 1, error: { kind: "exit", message: "no" } },
							{ type: "instance.failed", instance: `${job}[1]`, error: { kind: "exit", message: "no" } },
						] as const)),
				{ type: "job.succeeded", job },
			];
		};
		for (const event of eventsOf([created, ...round(0), ...round(1)])) view.event(event);
	}
	expect(
		written
			.join("")
			.split("\n")
			.filter((line) => line.includes("fit succeeded")),
	).toEqual([
		expect.stringContaining("tune[0].fit succeeded: 2 instances"),
		expect.stringContaining("tune[1].fit succeeded: 1/2"),
	]);
});
