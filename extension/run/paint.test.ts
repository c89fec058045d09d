import { expect, test } from "vitest";
import { paint } from "./paint.ts";

test("a mark has its colour, the time recedes", () => {
	expect(paint("00:00.4  ✗ a, 0.40 s: exit code 3")).toBe(
		"\x1b[90m00:00.4  \x1b[0m\x1b[31m✗\x1b[0m a, 0.40 s: exit code 3",
	);
});

test("what a job printed cannot drive the terminal", () => {
	expect(paint("           │ \x1b]0;title\x07\x1b[2J")).toBe("           │ �]0;title��[2J");
});
