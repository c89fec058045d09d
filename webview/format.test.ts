import { expect, test } from "vitest";
import { formatBindings, formatCountdown, formatDuration, formatNumber, formatSize, formatValue } from "./format.ts";

test("says spans of time as people do", () => {
	const spans = [0, 7, 400, 9_949, 42_000, 59_600, 171_000, 5_760_000, 183_600_000];
	expect(spans.map(formatDuration)).toEqual([
		"0ms",
		"7ms",
		"0.4s",
		"9.9s",
		"42s",
		"1m 00s",
		"2m 51s",
		"1h 36m",
		"2d 3h",
	]);
});

test("counts down in minutes and seconds, and stops at zero", () => {
	expect([41_200, 725_000, -5].map(formatCountdown)).toEqual(["0:42", "12:05", "0:00"]);
});

test("keeps numbers short", () => {
	expect([0.93421, 1e-4, 84112, 0.001, 1.5e9, -0.25].map(formatNumber)).toEqual([
		"0.9342",
		"1e-4",
		"84112",
		"1e-3",
		"1.50e+9",
		"-0.25",
	]);
});

test("says sizes in decimal units", () => {
	expect([12, 84_000, 41_600_000].map(formatSize)).toEqual(["12 B", "84.0 KB", "41.6 MB"]);
});

test("puts any value on one line, cut where it is told", () => {
	expect(formatValue({ lr: 1e-4, bs: 16 })).toBe("lr 1e-4 · bs 16");
	expect(formatValue({ path: "data/model.bin", sha256: "00", bytes: 5 })).toBe("model.bin");
	expect(formatValue(["a\nb", null, true])).toBe("[a b, null, true]");
	expect(formatValue("x".repeat(50), 10)).toBe("xxxxxxxxx…");
	expect(formatBindings({ lr: 0.001, bs: 32 })).toBe("lr 1e-3, bs 32");
});
