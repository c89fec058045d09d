import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import type { Channel } from "../terminal/terminal.ts";
import { LiveScreen } from "./live-screen.ts";

function recorder(size = { columns: 80, rows: 24 }) {
	const written: string[] = [];
	const listeners: (() => void)[] = [];
	const channel: Channel = {
		write: (text) => void written.push(text),
		style: createStyle(true),
		isTerminal: true,
		size: () => size,
		onResize: (changed) => {
			listeners.push(changed);
			return () => listeners.splice(0);
		},
	};
	const resize = (columns: number) => {
		size.columns = columns;
		for (const listener of listeners) listener();
	};
	return { channel, written, resize, listeners };
}

test("writes each update once, between the marks of a synchronised update", () => {
	const { channel, written } = recorder();
	const screen = new LiveScreen(channel, () => undefined);
	screen.draw(["done"], ["running"]);
	expect(written).toEqual(["\x1b[?2026h\x1b[?25l\rdone\x1b[K\nrunning\x1b[K\n\x1b[J\x1b[?2026l"]);
});

test("writes nothing when nothing changed", () => {
	const { channel, written } = recorder();
	const screen = new LiveScreen(channel, () => undefined);
	screen.draw([], ["running"]);
	screen.draw([], ["running"]);
	expect(written).toHaveLength(1);
});

test("goes back over lines that a narrower terminal has wrapped", () => {
	const { channel, written, resize } = recorder();
	const screen = new LiveScreen(channel, () => undefined);
	screen.draw([], ["x".repeat(70), "y"]);
	resize(40);
	screen.draw([], ["x"]);
	expect(written[1]?.startsWith("\x1b[?2026h\x1b[3A\r")).toBe(true);
});

test("takes the frame away and gives the cursor back", () => {
	const { channel, written, listeners } = recorder();
	const screen = new LiveScreen(channel, () => undefined);
	screen.draw([], ["a", "b"]);
	screen[Symbol.dispose]();
	expect([written[1], listeners]).toEqual(["\x1b[?2026h\x1b[2A\r\x1b[J\x1b[?25h\x1b[?2026l", []]);
});
