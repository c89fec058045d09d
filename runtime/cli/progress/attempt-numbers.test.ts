import type { RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { eventsOf } from "../testing/plan-fixture.ts";
import { AttemptNumbers } from "./attempt-numbers.ts";

const started = (instance: string, attempt: number): RunFact => ({ type: "attempt.started", instance, attempt });
const ready = (job: string, instances?: number): RunFact => ({
	type: "job.ready",
	job,
	...(instances !== undefined && { instances: Array.from({ length: instances }, (_, i) => ({ i })) }),
});

function firstOf(path: string, facts: readonly RunFact[]): number {
	const numbers = new AttemptNumbers();
	for (const event of eventsOf(facts)) numbers.apply(event);
	return numbers.firstOf(path);
}

test("goes on counting over a lost attempt, and begins anew with a second rollback", () => {
	const first = [ready("a.rollback"), started("a.rollback", 1), started("a.rollback", 2)];
	expect(firstOf("a.rollback", first)).toBe(1);
	expect(firstOf("a.rollback", [...first, ready("a.rollback"), started("a.rollback", 3)])).toBe(3);
});

test("a lost attempt is one more that there may be, until the job begins anew", () => {
	const numbers = new AttemptNumbers();
	const lost: RunFact = { type: "attempt.lost", instance: "a", attempt: 1 };
	const seen = eventsOf([ready("a"), started("a", 1), lost, started("a", 2), ready("a")]).map((event) => {
		numbers.apply(event);
		return numbers.lostOf("a").all;
	});
	expect(seen).toEqual([0, 0, 1, 1, 0]);
});

test("begins anew with one instance that is reset, and leaves the others as they were", () => {
	const facts = [
		ready("s", 2),
		started("s[0]", 1),
		started("s[1]", 1),
		{ type: "instance.reset", instance: "s[1]" } as const,
		started("s[0]", 2),
		started("s[1]", 2),
	];
	expect([firstOf("s[0]", facts), firstOf("s[1]", facts)]).toEqual([1, 2]);
});

test("begins anew with the blocks around what is reset, by the paths of their instances", () => {
	const again = (attempt: number): RunFact => ({ type: "retry.scheduled", instance: "g[0]", attempt, due: 0 });
	const facts: readonly RunFact[] = [again(2), { type: "job.reset", job: "g[0].call/b" }, again(3)];
	expect(firstOf("g[0]", facts)).toBe(2);
});
