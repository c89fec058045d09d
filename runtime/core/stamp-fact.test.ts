import { expect, test } from "vitest";
import type { RunFact } from "./event.ts";
import { stampFact } from "./stamp-fact.ts";

const process = { pid: 7, started: "1", host: "here" };

const facts: readonly RunFact[] = [
	{ type: "job.ready", job: "a" },
	{ type: "job.ready", job: "s", instances: [{ i: 1 }] },
	{ type: "job.skipped", job: "b", cause: "upstream" },
	{ type: "attempt.started", instance: "a", attempt: 1 },
	{ type: "attempt.running", instance: "a", attempt: 1, process },
	{ type: "attempt.succeeded", instance: "a", attempt: 1, outputs: { n: 1 } },
	{ type: "attempt.succeeded", instance: "a", attempt: 1, outputs: {}, usage: { cpu_user: 5 } },
	{ type: "attempt.succeeded", instance: "a", attempt: 1, outputs: {}, usage: {}, warnings: ["extra key x"] },
	{ type: "attempt.lost", instance: "a", attempt: 1 },
];

test("an event is its fact after its number and its time, to the byte", () => {
	for (const fact of facts) {
		expect(JSON.stringify(stampFact(fact, 3, 12))).toBe(JSON.stringify({ seq: 3, at: 12, ...fact }));
	}
});
