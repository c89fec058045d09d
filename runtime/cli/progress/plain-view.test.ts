import type { RunFact } from "@dagwright/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import type { Channel, Terminal } from "../terminal/terminal.ts";
import { created, eventsOf, loop, planOf, task } from "../testing/plan-fixture.ts";
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
