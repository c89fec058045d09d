import type { ApprovalView } from "@dagwright/core";
import { expect, test } from "vitest";
import { approvalCount, isFor, timeLeft, whoIsAsked } from "./approval-words.ts";

const approval = (more: Partial<ApprovalView> = {}): ApprovalView => ({
	about: "approval",
	approvers: ["role:ml-lead"],
	people: ["ada", "mira"],
	policy: "any",
	needed: 1,
	given: [],
	show: {},
	form: [],
	...more,
});

test("an approval waits for you, for those who may answer, or for those who have not answered yet", () => {
	const some = approval({ policy: "all", needed: 2, given: [{ by: "ada", at: 5 }] });
	expect([
		whoIsAsked(approval(), "mira"),
		whoIsAsked(approval(), "eve"),
		whoIsAsked(approval({ approvers: ["ada", "mira", "role:ops"] }), undefined),
		whoIsAsked(some, "ada"),
		whoIsAsked(some, "mira"),
	]).toEqual(["you", "role:ml-lead", "ada or 2 more", "mira", "you"]);
	expect([approvalCount(approval()), approvalCount(some)]).toEqual([undefined, "1 of 2"]);
});

test("the outcome of a critical job may be told by anybody", () => {
	expect(isFor(approval({ about: "outcome", people: [] }), undefined)).toBe(true);
});

test("the time left counts down to the deadline and not beyond it", () => {
	const at = (now: number) => timeLeft(approval({ deadline: 3_600_000 }), now);
	expect([at(60_000), at(-80_000_000), at(3_600_001), timeLeft(approval(), 0)]).toEqual([
		"59m 00s left",
		"23h left",
		"time is over",
		undefined,
	]);
});
