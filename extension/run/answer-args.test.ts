import { expect, test } from "vitest";
import { answerArgs } from "./answer-args.ts";

test("what was typed into a form or a comment cannot become an option", () => {
	const form = { share: "0.2", reason: "--reject" };
	expect(answerArgs("7", { instance: "ship[1]/release", decision: "approved", comment: "-x; rm", form })).toEqual([
		"approve",
		"7",
		"ship[1]/release",
		"--comment=-x; rm",
		"--set=share=0.2",
		"--set=reason=--reject",
	]);
	expect(answerArgs("7", { instance: "release", decision: "rejected", form: {} })).toEqual([
		"approve",
		"7",
		"release",
		"--reject",
	]);
});

test("what is said of an unknown outcome is to run again, that it failed, or that it succeeded with its outputs", () => {
	const answered = (decision: "repeat" | "failed" | "succeeded", form = {}) =>
		answerArgs("7", { instance: "tune[1].ship", decision, form }).slice(3);
	expect(answered("repeat")).toEqual([]);
	expect(answered("failed")).toEqual(["--reject"]);
	expect(answered("succeeded", { url: "http://x" })).toEqual(["--succeeded", "--set=url=http://x"]);
});
