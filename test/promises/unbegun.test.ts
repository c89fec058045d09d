import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RunEvent } from "@dagwright/core";
import { type JobTypeImplementation, readRun } from "@dagwright/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineChildren } from "../support/engine-children.ts";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { planOf } from "../support/plan-of.ts";
import { begun } from "./boundary-walk.ts";

let engines: EngineChildren;

beforeAll(async () => {
	engines = await EngineChildren.make();
});

afterAll(() => engines[Symbol.dispose]());

/** Fails if it began without being noted. */
const script = `
echo "$DAG_ATTEMPT" >> "$DAG_PROJECT/ran/$DAG_INSTANCE"
grep -qx "$DAG_ATTEMPT $DAG_INSTANCE" "$DAG_PROJECT/.dag/runs/1/begun"`;
const plan = planOf([shellJob("ship", script, { policies: { critical: true } })]);
/** More than an attempt may be lost. */
const often = 5;

function eventsOf(project: EngineProject): readonly RunEvent[] {
	return readRun(project.root, "1").events;
}

/** Lets an engine die by SIGKILL with `attempt.started` in the journal, before it makes a process. */
async function dieBeforeSpawn(project: EngineProject): Promise<void> {
	const known = eventsOf(project).length;
	const isThere = () => eventsOf(project).slice(known).at(-1)?.type === "attempt.started";
	for (let record = 1; !isThere(); record++) {
		const life = await engines.live(["resume", project.root, "1", "written", `${record}`]);
		expect(life.killed).toBe(true);
	}
}

/** A run whose engine died with its first attempt recorded and not begun. */
async function unbegun(): Promise<EngineProject> {
	const project = EngineProject.withPlan(plan);
	const life = await engines.live(["start", project.root, project.path("plan.json"), "written", "6"]);
	expect(life.killed).toBe(true);
	expect(eventsOf(project).at(-1)).toMatchObject({ type: "attempt.started", attempt: 1 });
	return project;
}

describe("promise 2: an attempt that was recorded and never began", () => {
	test("is begun anew without asking, however often its engine is killed before", async () => {
		using project = await unbegun();
		for (let death = 1; death < often; death++) await dieBeforeSpawn(project);
		expect(await (await project.resume("1")).ended).toMatchObject({ result: "succeeded" });
		expect([...begun(project)]).toEqual([["ship", [often + 1]]]);
		const lost = eventsOf(project).filter(({ type }) => type === "attempt.lost");
		expect(lost).toEqual(Array.from({ length: often }, () => expect.objectContaining({ unbegun: true })));
	}, 60_000);

	test.each<[string, JobTypeImplementation]>([
		[
			"at once",
			() => {
				throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
			},
		],
		["later", () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" }))],
	])("is begun anew without asking, however often the disk is still full, which shows %s", async (_when, shell) => {
		using project = EngineProject.withPlan(plan);
		const full = { implementations: new Map([["shell", shell]]) };
		await expect((await project.start(plan, full)).ended).rejects.toMatchObject({ code: "engine/disk-full" });
		for (let time = 1; time < often; time++)
			await expect((await project.resume("1", full)).ended).rejects.toMatchObject({ code: "engine/disk-full" });
		expect(await (await project.resume("1")).ended).toMatchObject({ result: "succeeded" });
		expect([...begun(project)]).toEqual([["ship", [often + 1]]]);
	});

	test("is known by the engine itself where that is killed while it gets ready", async () => {
		using project = EngineProject.withPlan(plan);
		const never = new Promise<never>(() => undefined);
		let tell = (): void => undefined;
		const ready = new Promise<void>((resolve) => {
			tell = resolve;
		});
		const shell: JobTypeImplementation = () => {
			tell();
			return never;
		};
		const run = await project.start(plan, { implementations: new Map([["shell", shell]]) });
		await ready;
		run.kill();
		expect(await run.ended).toEqual({ status: "paused" });
		expect(eventsOf(project).at(-1)).toMatchObject({ type: "attempt.lost", unbegun: true });
	});

	test.each([
		[
			"after another boot",
			(path: string) => writeFileSync(path, readFileSync(path, "utf8").replace(/^.*/, "another boot")),
		],
		["without the file that would tell", (path: string) => rmSync(path)],
	])("counts as lost %s, for then nothing proves it", async (_when, change) => {
		using project = await unbegun();
		change(project.path(".dag/runs/1/begun"));
		expect(await (await project.resume("1", { leavesPeople: true })).ended).toEqual({ status: "waiting" });
		expect(eventsOf(project).at(-1)).toMatchObject({ type: "outcome.asked", attempt: 1 });
	});

	test("is told from one that did begin, whose engine was killed with it", async () => {
		using project = EngineProject.withPlan(
			planOf([shellJob("ship", `${script}\nexec sleep 30`, { policies: { critical: true } })]),
		);
		const life = await engines.live(["start", project.root, project.path("plan.json")], {
			isEnough: (told) => told >= 6,
		});
		expect(life.told.at(-1)).toMatchObject({ type: "attempt.running" });
		// Twice: the engine that found it lost may die before that is recorded.
		await engines.live(["resume", project.root, "1", "written", "0"]);
		expect(await (await project.resume("1", { leavesPeople: true })).ended).toEqual({ status: "waiting" });
		expect(eventsOf(project).at(-1)).toMatchObject({ type: "outcome.asked", attempt: 1 });
	});
});
