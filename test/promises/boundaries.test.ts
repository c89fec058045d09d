import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { listRuns, readRun } from "@dagwright/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planOfFile } from "../support/compile-dag.ts";
import { EngineChildren } from "../support/engine-children.ts";
import { EngineProject } from "../support/engine-project.ts";
import { atEveryBoundary, begun, type CalmEnd, completions, dieAt, finish } from "./boundary-walk.ts";

const rounds = Number(process.env.PROMISES_BOUNDARY_ROUNDS ?? 1);

const plan = planOfFile(fileURLToPath(new URL("boundaries.dag", import.meta.url)));
let engines: EngineChildren;

beforeAll(async () => {
	engines = await EngineChildren.make();
});

afterAll(() => engines[Symbol.dispose]());

let calm: CalmEnd = { result: "", outputs: {}, completions: [] };
let calmRecords = 0;
const calmEnd = { result: "succeeded_with_warnings", outputs: { last: 7, all: [2, 6] } };

test("an engine that nobody kills comes to the end that the others are compared with", async () => {
	using project = EngineProject.withPlan(plan);
	const life = await engines.live(["start", project.root, project.path("plan.json")]);
	expect(life).toMatchObject({ killed: false, exitCode: 0 });
	const { events, state } = readRun(project.root, "1");
	expect(events).toEqual(life.told);
	expect({ result: state.result, outputs: state.outputs }).toEqual(calmEnd);
	calm = { ...calmEnd, completions: completions(events) };
	calmRecords = events.filter(({ type }) => type !== "attempt.running").length;
	expect(new Set(calm.completions).size).toBe(calm.completions.length);
	expect(existsSync(project.path("ran", ".failed"))).toBe(true);
	expect(readFileSync(project.path("ran", "flaky"), "utf8")).toBe("1\n2\n");
});

describe.each(["written", "synced"] as const)("promise 1: an engine killed once a record was %s", (when) => {
	test(`at every boundary of a run, ${rounds} times: nothing is lost, repeated or changed`, async () => {
		const died = await atEveryBoundary(rounds, async (record) => {
			using project = EngineProject.withPlan(plan);
			const died = await dieAt(engines, project, { when, record });
			await finish(project, calm);
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
				expect(await dieAt(engines, project, { when: "written", record: first })).toBe(true);
				if (readRun(project.root, "1").state.status === "finished") return false;
				const died = await dieAt(engines, project, { when, record }, "resume");
				await finish(project, calm);
				return died;
			});
			if (first <= middle) expect(Math.min(...died)).toBeGreaterThan(4);
		}
	}
}, 3_600_000);

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
