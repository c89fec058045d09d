import { expect, test } from "vitest";
import { ownLog } from "./own-log.ts";

test("the message of a failure is not told again as the end of its log", () => {
	const own = (log_tail: string) => ownLog({ message: "no answer", log_tail });
	expect(["302 to /b\nno answer\n", "no answer\n", "it had no answer\n", "one\ntwo\n", ""].map(own)).toEqual([
		"302 to /b",
		"",
		"it had no answer",
		"one\ntwo",
		"",
	]);
	expect(ownLog({ message: "exit code 1" })).toBe("");
});
