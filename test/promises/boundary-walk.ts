import { readdirSync } from "node:fs";
import type { RunEvent } from "@dagwright/core";
import { readRun } from "@dagwright/engine";
import { expect } from "vitest";
import type { Death } from "../support/dying-disk.ts";
import type { EngineChildren } from "../support/engine-children.ts";
import type { EngineProject } from "../support/engine-project.ts";

/** Engines that live side by side: most of their time they wait. */
const sideBySide = 4;

/** The attempts that began of each instance, as their own files count them. */
export function begun(project: EngineProject): ReadonlyMap<string, readonly number[]> {
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
export function completions(events: readonly RunEvent[]): readonly string[] {
	return events
		.filter((event): event is End => endTypes.has(event.type))
		.map((event) => `${event.type} ${"instance" in event ? event.instance : "job" in event ? event.job : ""}`);
}

/**
 * Lets an engine die at a boundary, takes its run up again, and checks all that is promised. Says whether there was
 * such a boundary: false if the engine came to the run's end before.
 */
export async function dieAt(
	engines: EngineChildren,
	project: EngineProject,
	death: Death,
	mode: "start" | "resume" = "start",
): Promise<boolean> {
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

/** How a run ends that nobody disturbs. */
export interface CalmEnd {
	readonly result: string;
	readonly outputs: Readonly<Record<string, unknown>>;
	/** `completions` of its log. */
	readonly completions: readonly string[];
}

/** Takes the run up to its end, in this process, and compares it with what a calm one gives. */
export async function finish(project: EngineProject, calm: CalmEnd): Promise<void> {
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
	expect([...ends].sort()).toEqual([...calm.completions].sort());
	// What is undone is undone in one order, whatever happens.
	expect(ends.filter(isOfRollback)).toEqual(calm.completions.filter(isOfRollback));
	for (const instance of succeeded)
		expect([instance, begun(project).get(instance)]).toEqual([instance, begunBefore.get(instance)]);
	expect({ result: state.result, outputs: state.outputs }).toEqual({
		result: calm.result,
		outputs: calm.outputs,
	});
}

function isOfRollback(completion: string): boolean {
	return completion.endsWith(".rollback");
}

/** Walks the boundaries 1, 2, … until one does not exist, several side by side; gives for each round how many there were. */
export async function atEveryBoundary(
	times: number,
	visit: (record: number) => Promise<boolean>,
): Promise<readonly number[]> {
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
