import { fileURLToPath } from "node:url";
import { readRun } from "@dagwright/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planOfFile } from "../support/compile-dag.ts";
import { EngineChildren } from "../support/engine-children.ts";
import { EngineProject } from "../support/engine-project.ts";
import { atEveryBoundary, type CalmEnd, completions, dieAt, finish } from "./boundary-walk.ts";

const rounds = Number(process.env.PROMISES_BOUNDARY_ROUNDS ?? 1);
const plan = planOfFile(fileURLToPath(new URL("recovery-boundaries.dag", import.meta.url)));
let engines: EngineChildren;

beforeAll(async () => {
	engines = await EngineChildren.make();
});

afterAll(() => engines[Symbol.dispose]());

const calmEnd = { result: "failed", outputs: { n: 1 } };
let calm: CalmEnd = { ...calmEnd, completions: [] };
let calmRecords = 0;

test("a run that fails in peace undoes what it did, and runs its hooks", async () => {
	using project = EngineProject.withPlan(plan);
	const life = await engines.live(["start", project.root, project.path("plan.json")]);
	expect(life).toMatchObject({ killed: false });
	const { events, state } = readRun(project.root, "1");
	expect({ result: state.result, outputs: state.outputs }).toEqual(calmEnd);
	expect(state).toMatchObject({ error: { job: "bad", exit_code: 7 }, rollbackFailures: [{ job: "each[1]" }] });
	calm = { ...calmEnd, completions: completions(events) };
	calmRecords = events.filter(({ type }) => type !== "attempt.running").length;
	expect(calm.completions).toEqual([
		"attempt.succeeded first",
		"attempt.succeeded each[0]",
		"attempt.succeeded each[1]",
		"job.succeeded each",
		"instance.failed bad",
		"instance.failed each[1].rollback",
		"attempt.succeeded each[0].rollback",
		"attempt.succeeded first.rollback",
		"attempt.succeeded on_failure.alert",
		"attempt.succeeded on_done.clean",
		"run.finished ",
	]);
});

test(`promise 1: an engine killed at every record of a fallback, a rollback and hooks, ${rounds} times: nothing is undone twice or left as it is`, async () => {
	const died = await atEveryBoundary(rounds, async (record) => {
		using project = EngineProject.withPlan(plan);
		const died = await dieAt(engines, project, { when: "written", record });
		await finish(project, calm);
		expect(readRun(project.root, "1").state.rollbackFailures).toMatchObject([{ job: "each[1]", kind: "exit" }]);
		return died;
	});
	// Who a short process is may go unrecorded; everything else of a calm run is a boundary each time.
	expect(Math.min(...died)).toBeGreaterThanOrEqual(calmRecords);
}, 3_600_000);
