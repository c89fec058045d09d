import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "@dagwright/core";
import { listRuns, readRun } from "@dagwright/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planOfFile } from "../support/compile-dag.ts";
import type { Death } from "../support/dying-disk.ts";
import { EngineChildren } from "../support/engine-children.ts";
import { EngineProject } from "../support/engine-project.ts";

const rounds = Number(process.env.PROMISES_BOUNDARY_ROUNDS ?? 1);
/** Engines that live side by side: most of their time they wait. */
const sideBySide = 4;

const plan = planOfFile(fileURLToPath(new URL("boundaries.dag", import.meta.url)));
let engines: EngineChildren;

beforeAll(async () => {
	engines = await EngineChildren.make();
});

afterAll(() => engines[Symbol.dispose]());

/** The attempts that began of each instance, as their own files count them. */
function begun(project: EngineProject): ReadonlyMap<string, readonly number[]> {
	const instances = readdirSync(project.path("ran")).filter((name) => !name.startsWith("."));
	// A process that has opened its file may not have written to it yet.
	const lines = (name: string) => project.text("ran", name).split("\n").filter(Boolean);
	return new Map(instances.map((name) => [name, lines(name).map(Number)]));
}

type End = Extract<RunEvent, { type: "attempt.succeeded" | "job.succeeded" | "job.failed" | "job.skipped" }>;

const endTypes: ReadonlySet<string> = new Set([
	"attempt.succeeded",
	"instance.failed",
	"job.succeeded",
	"job.failed",
	"job.skipped",
	"run.finished",
]);

/** The completions in a log, as text: what ended, and how. */
function completions(events: readonly RunEvent[]): readonly string[] {
	return events
		.filter((event): event is End => endTypes.has(event.type))
		.map((event) => `${event.type} ${"instance" in event ? event.instance : "job" in event ? event.job : ""}`);
}

/**
 * Lets an engine die at a boundary, takes its run up again, and checks all that is promised. Says whether there was
 * such a boundary: false if the engine came to the run's end before.
 */
async function dieAt(project: EngineProject, death: Death, mode: "start" | "resume" = "start"): Promise<boolean> {
	const what = mode === "start" ? project.path("plan.json") : "1";
	const life = await engines.live([mode, project.root, what, death.when, `${death.record}`]);
	const { events, state } = readRun(project.root, "1");
	// Whoever heard of it finds it in the log: nothing is told that may be lost.
	expect(events.slice(0, life.told.length)).toEqual(life.told);
	// And no process began that the log does not know.
	const started = new Set(
		events.flatMap((event) => (event.type === "attempt.started" ? [`${event.instance} ${event.attempt}`] : [])),
	);
	for (const [instance, attempts] of begun(project))
		for (const attempt of attempts) expect(started).toContain(`${instance} ${attempt}`);
	if (!life.killed) expect(state.status).toBe("finished");
	return life.killed;
}

/** Takes the run up to its end, in this process, and compares it with what a calm one gives. */
async function finish(project: EngineProject): Promise<void> {
	const before = readRun(project.root, "1");
	const succeeded = new Set(
		before.events.flatMap((event) => (event.type === "attempt.succeeded" ? [event.instance] : [])),
	);
	const begunBefore = begun(project);
	if (before.state.status !== "finished") await (await project.resume("1")).ended;
	const { events, state } = readRun(project.root, "1");
	expect(events.slice(0, before.events.length)).toEqual(before.events);
	expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
	const ends = completions(events);
	expect([...ends].sort()).toEqual(calmCompletions);
	for (const instance of succeeded)
		expect([instance, begun(project).get(instance)]).toEqual([instance, begunBefore.get(instance)]);
	expect({ result: state.result, outputs: state.outputs }).toEqual(calmEnd);
}

let calmCompletions: readonly string[] = [];
let calmRecords = 0;
const calmEnd = { result: "succeeded_with_warnings", outputs: { last: 7, all: [2, 6] } };

test("an engine that nobody kills comes to the end that the others are compared with", async () => {
	using project = EngineProject.withPlan(plan);
	const life = await engines.live(["start", project.root, project.path("plan.json")]);
	expect(life).toMatchObject({ killed: false, exitCode: 0 });
	const { events, state } = readRun(project.root, "1");
	expect(events).toEqual(life.told);
	expect({ result: state.result, outputs: state.outputs }).toEqual(calmEnd);
	calmCompletions = [...completions(events)].sort();
	calmRecords = events.filter(({ type }) => type !== "attempt.running").length;
	expect(new Set(calmCompletions).size).toBe(calmCompletions.length);
	expect(existsSync(project.path("ran", ".failed"))).toBe(true);
	expect(readFileSync(project.path("ran", "flaky"), "utf8")).toBe("1\n2\n");
});

describe.each(["written", "synced"] as const)("promise 1: an engine killed once a record was %s", (when) => {
	test(`at every boundary of a run, ${rounds} times: nothing is lost, repeated or changed`, async () => {
		const died = await atEveryBoundary(rounds, async (record) => {
			using project = EngineProject.withPlan(plan);
			const died = await dieAt(project, { when, record });
			await finish(project);
			return died;
		});
		// Who a short process is may go unrecorded; everything else of a calm run is a boundary each time.
		expect(Math.min(...died)).toBeGreaterThanOrEqual(calmRecords);
	}, 3_600_000);
});

test(`promise 1: an engine that took up a dead one's run may be killed at every boundary, too, ${rounds} times`, async () => {
	const middle = Math.floor(calmRecords / 2);
	const firsts =
		rounds === 1 ? [middle] : Array.from({ length: Math.floor(calmRecords / 4) }, (_, index) => 1 + 4 * index);
	for (const first of firsts) {
		for (const when of rounds === 1 ? (["written"] as const) : (["written", "synced"] as const)) {
			const died = await atEveryBoundary(rounds, async (record) => {
				using project = EngineProject.withPlan(plan);
				// Written, not synced: until a sync is over an engine may come far beyond the record.
				expect(await dieAt(project, { when: "written", record: first })).toBe(true);
				if (readRun(project.root, "1").state.status === "finished") return false;
				const died = await dieAt(project, { when, record }, "resume");
				await finish(project);
				return died;
			});
			if (first <= middle) expect(Math.min(...died)).toBeGreaterThan(4);
		}
	}
}, 3_600_000);

/** Walks the boundaries 1, 2, … until one does not exist, several side by side; gives for each round how many there were. */
async function atEveryBoundary(times: number, visit: (record: number) => Promise<boolean>): Promise<readonly number[]> {
	const counts: number[] = [];
	for (let round = 0; round < times; round++) {
		let next = 1;
		let last = Number.POSITIVE_INFINITY;
		const walk = async () => {
			while (next < last) {
				const record = next++;
				if (!(await visit(record))) last = Math.min(last, record);
			}
		};
		await Promise.all(Array.from({ length: sideBySide }, walk));
		counts.push(last - 1);
	}
	return counts;
}

test("a run whose engine died before its first record is refused by name, and hides no other", async () => {
	using project = EngineProject.withPlan(plan);
	const life = await engines.live(["start", project.root, project.path("plan.json"), "written", "0"]);
	expect(life).toMatchObject({ told: [], killed: true });
	expect(begun(project)).toEqual(new Map());
	await expect(project.resume("1")).rejects.toMatchObject({ code: "engine/run-not-begun" });
	const next = await project.start(plan);
	expect(next.run).toBe("2");
	expect(await next.ended).toMatchObject({ result: calmEnd.result });
	expect(listRuns(project.root)).toMatchObject([{ run: "1" }, { run: "2", state: { status: "finished" } }]);
});
