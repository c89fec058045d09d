import { expect, onTestFinished, test, vi } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import type { Channel, Terminal } from "../terminal/terminal.ts";
import { created, eventsOf, planOf, task } from "../testing/plan-fixture.ts";
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
