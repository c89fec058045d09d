import { fold, graphView, type RunFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { created, eventsOf, group, loop, planOf, task } from "../testing/plan-fixture.ts";
import { findInRun, whyNoLog } from "./why-no-log.ts";

const plan = planOf([loop("tune", [task("fit")]), task("sweep", { each: "n" }), group("prep", [task("load")])]);
const ran = (instance: string): readonly RunFact[] => [
	{ type: "job.ready", job: instance },
	{ type: "attempt.started", instance, attempt: 1 },
	{ type: "attempt.succeeded", instance, attempt: 1, outputs: {} },
];
const rounds = [0, 1].flatMap((round): readonly RunFact[] => [
	{ type: "round.started", instance: "tune", round, carries: {} },
	...ran(`tune[${round}].fit`),
]);
const begun: readonly RunFact[] = [{ type: "job.ready", job: "tune" }, ...rounds];
const ended: readonly RunFact[] = [
	...begun,
	{ type: "job.succeeded", job: "tune", value: { rounds: 2, converged: true } },
];

/** What is said of a path, the sentence of a refusal with its code. */
function said(facts: readonly RunFact[], path: string, over = false): string {
	const events = eventsOf([created, ...facts]);
	const source = { run: "7", plan, events, view: graphView(plan, fold(plan, events)), over };
	try {
		findInRun(source, path);
	} catch (error) {
		return error instanceof Error && "code" in error ? `${String(error.code)}: ${error.message}` : String(error);
	}
	return whyNoLog(source, path);
}

test("a round that may still come has not started, and one that never was is none", () => {
	expect(said(begun, "tune[4].fit")).toBe("tune[4].fit has not started in run 7: the newest round of tune is tune[1].");
	expect(said(ended, "tune[4].fit")).toBe("unknown-instance: tune ended after 2 rounds in run 7, counted from 0");
	expect(said(begun, "tune[4].fit", true)).toBe("unknown-instance: tune ended after 2 rounds in run 7, counted from 0");
});

test("an instance is none beyond those that there are, and none is known before they are counted", () => {
	expect(said([], "sweep[4]")).toBe("sweep[4] has not started in run 7.");
	const three: RunFact = { type: "job.ready", job: "sweep", instances: [{ n: 1 }, { n: 2 }, { n: 3 }] };
	expect(said([three], "sweep[2]")).toBe("sweep[2] has not started in run 7.");
	expect(said([three], "sweep[3]")).toBe("unknown-instance: sweep has 3 instances in run 7, counted from 0");
	expect(said([], "prep[0].load")).toBe("unknown-instance: prep has no instances: it has no `for`");
});

test("what is in a skipped job did not run for its reason", () => {
	const skipped: RunFact = { type: "job.skipped", job: "prep", cause: "condition" };
	expect(said([skipped], "prep")).toBe("prep was skipped in run 7: its condition is false.");
	expect(said([skipped], "prep.load")).toBe(
		"prep.load did not run: prep was skipped in run 7: its condition is false.",
	);
});

test("a job that there is none of is answered with those that there are", () => {
	expect(said([], "fit")).toBe("unknown-job: run 7 has no job fit");
	expect(said([], "tune[")).toBe("unknown-job: run 7 has no job 'tune['");
	expect(said([], "prep.load", true)).toBe("prep.load had not started when run 7 ended.");
});
