import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import type { Channel, Terminal } from "../terminal/terminal.ts";
import { created, eventsOf, planOf, task } from "../testing/plan-fixture.ts";
import { LiveView } from "./live-view.ts";

function fakeTerminal() {
	const written: string[] = [];
	const channel: Channel = {
		write: (text) => void written.push(text),
		style: createStyle(false),
		isTerminal: true,
		size: () => ({ columns: 60, rows: 20 }),
		onResize: () => () => undefined,
	};
	const terminal: Terminal = { out: channel, err: channel, environment: {}, cwd: "/", symbols: symbolsFor({}) };
	return { terminal, written };
}

test("leaves what ended on the screen and takes the moving lines away", () => {
	const { terminal, written } = fakeTerminal();
	{
		using view = new LiveView(terminal, planOf([task("clean"), task("train")]));
		const [first, ...rest] = eventsOf([
			created,
			{ type: "attempt.started", instance: "clean", attempt: 1 },
			{ type: "attempt.succeeded", instance: "clean", attempt: 1, outputs: {} },
			{ type: "attempt.started", instance: "train", attempt: 1 },
		]);
		if (first !== undefined) view.past(first);
		for (const event of rest) view.event(event);
		view.sample({ instance: "train", attempt: 1, progress: 0.25 });
		view.notice({ code: "left_processes", message: "2 processes were left" });
		view.interrupted("pausing");
	}
	const [drawn = "", , cleared = ""] = [...written, ""].slice(-3);
	expect(written.join("")).toContain("✓ clean        1.0s");
	expect(written.join("")).toContain("! 2 processes were left");
	expect(written.join("")).toMatch(/train.* 25%/);
	expect(written.join("")).toContain("pausing");
	expect([drawn === "", cleared]).toEqual([false, ""]);
	expect(written.at(-1)).toContain("\x1b[?25h");
});
