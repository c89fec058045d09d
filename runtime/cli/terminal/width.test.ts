import { expect, test } from "vitest";
import { keepColors } from "./escape-sequence.ts";
import { formatBytes, formatDuration, formatNumber, parseDuration } from "./quantity.ts";
import { wantsColor } from "./style.ts";
import { displayWidth, oneLine, printable, truncate, truncatePath, wrap } from "./width.ts";

test("measures wide, combining and coloured text in columns", () => {
	expect(["abc", "日本", "e\u0301", "🎉", "\u001b[31mred\u001b[39m"].map(displayWidth)).toEqual([3, 4, 1, 2, 3]);
});

test("cuts text between characters, never wider than asked", () => {
	expect([truncate("abcdef", 4), truncate("日本語", 5), truncate("ab", 2), truncate("abc", 0)]).toEqual([
		"abc…",
		"日本…",
		"ab",
		"",
	]);
});

test("breaks lines at spaces, and words only where they must", () => {
	expect(wrap("one two three abcdefghijk", 8)).toEqual(["one two", "three", "abcdefgh", "ijk"]);
});

test("makes what processes print harmless", () => {
	expect(printable("a\u001b[2Jb\tc\u0007\u009b\u202e")).toBe("ab    c\u2407\ufffd\ufffd");
	expect(keepColors("\u001b[31mred\u001b[39m \u001b[2J\u001b]0;title\u0007done\u0008")).toBe(
		"\u001b[31mred\u001b[39m done",
	);
});

test("writes durations, bytes and numbers for people", () => {
	expect([0, 12, 400, 9940, 61_000, 7_500_000, 100_000_000].map(formatDuration)).toEqual([
		"0.0s",
		"12ms",
		"0.4s",
		"9.9s",
		"1m 01s",
		"2h 05m",
		"1d 3h",
	]);
	expect([512, 1200, 41_900_000].map(formatBytes)).toEqual(["512 B", "1.2 kB", "41.9 MB"]);
	expect([3, 12_345, 0.231_45, 1e-9].map(formatNumber)).toEqual(["3", "12,345", "0.2314", "1.00e-9"]);
	expect(["7d", "90s", "1.5h", "x"].map(parseDuration)).toEqual([604_800_000, 90_000, 5_400_000, undefined]);
});

test("colours by FORCE_COLOR, then NO_COLOR, then whether it is a terminal", () => {
	expect([
		wantsColor({}, true),
		wantsColor({}, false),
		wantsColor({ NO_COLOR: "1" }, true),
		wantsColor({ FORCE_COLOR: "1" }, false),
		wantsColor({ FORCE_COLOR: "0" }, true),
		wantsColor({ TERM: "dumb" }, true),
	]).toEqual([true, false, false, true, false, false]);
});

test("cuts a path in its middle and keeps its end longest", () => {
	expect([12, 8, 2, 1, 0].map((columns) => truncatePath("go/go/go/go/fetch", columns))).toEqual([
		"go/…go/fetch",
		"go…fetch",
		"g…",
		"…",
		"",
	]);
	expect(truncatePath("go/fetch", 8)).toBe("go/fetch");
});

test("makes one line of text that has several, for rows and logs that are read line by line", () => {
	expect(oneLine("two\n  of them\n")).toBe("two of them");
});
