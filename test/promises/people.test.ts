import { readdirSync, writeFileSync } from "node:fs";
import { type JobPolicies, type Json, pendingQuestions } from "@dagwright/core";
import { answerRun, readRun, retryRun } from "@dagwright/engine";
import { type JournalDisk, localDisk } from "@dagwright/engine/journal";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EngineChildren } from "../support/engine-children.ts";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { job, planOf, value } from "../support/plan-of.ts";
import { atEveryBoundary, begun } from "./boundary-walk.ts";

let engines: EngineChildren;

beforeAll(async () => {
	engines = await EngineChildren.make();
});

afterAll(() => engines[Symbol.dispose]());

/** Notes its attempt in a file of its own. */
const note = 'echo "$DAG_ATTEMPT" >> "$DAG_PROJECT/ran/$DAG_INSTANCE"';

function asking(config: Readonly<Record<string, Json>>, policies: JobPolicies = {}) {
	const given = Object.fromEntries(Object.entries(config).map(([key, item]) => [key, value(item)]));
	return planOf([
		job("ask", { type: "approval", config: given, policies }),
		shellJob("ship", note, { after: ["ask"] }),
	]);
}

/** What a person is told who may not answer. */
async function refusal(project: EngineProject, by: string): Promise<unknown> {
	const answer = { instance: "ask", by, decision: "approved" } as const;
	return await answerRun(project.root, "1", answer).then(
		() => "heard",
		(error: unknown) => (error as { readonly code?: string }).code,
	);
}

test("what people are asked and what they answered outlives its engine, and no channel is told twice", async () => {
	using project = new EngineProject();
	const config = {
		approvers: value(["ann", "ben"]),
		policy: value("all"),
		channels: value(["here"]),
	};
	const plan = planOf([job("ask", { type: "approval", config }), shellJob("ship", "true", { after: ["ask"] })]);
	const engine = { channels: { here: { type: "console" } }, leavesPeople: true } as const;
	const told = () => project.notices.filter(({ code }) => code === "channel").map(({ message }) => message);
	const run = await project.start(plan, engine);
	expect(await run.ended).toEqual({ status: "waiting" });
	await answerRun(project.root, "1", { instance: "ask", by: "ann", decision: "approved" });
	expect(await (await project.resume("1", engine)).ended).toEqual({ status: "waiting" });
	expect(pendingQuestions(readRun(project.root, "1").state).map(({ approval }) => approval.given.length)).toEqual([1]);
	await expect(
		answerRun(project.root, "1", { instance: "ask", by: "ann", decision: "approved" }),
	).rejects.toMatchObject({
		code: "engine/answer-duplicate",
	});
	await answerRun(project.root, "1", { instance: "ask", by: "ben", decision: "approved" });
	expect(await (await project.resume("1", engine)).ended).toMatchObject({ status: "finished", result: "succeeded" });
	expect(told()).toEqual([
		"sample (run 1): ask asks all of ann, ben for approval",
		"sample (run 1): ann approved ask (1 of 2)",
		"sample (run 1): ben approved ask (2 of 2)",
	]);
});

test("an answer that could not be recorded waits for the next engine, and is gone once it is", async () => {
	using project = new EngineProject();
	let full = false;
	const disk: JournalDisk = {
		...localDisk,
		open(path, create) {
			const file = localDisk.open(path, create);
			return {
				...file,
				write(bytes, position) {
					if (full) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
					return file.write(bytes, position);
				},
			};
		},
	};
	let tell = (): void => undefined;
	const asked = new Promise<void>((resolve) => {
		tell = resolve;
	});
	const subscriber = { event: ({ type }: { readonly type: string }) => type === "approval.requested" && tell() };
	const plan = planOf([job("ask", { type: "approval", config: { approvers: value(["ann"]) } })]);
	const run = await project.start(plan, { disk, subscriber });
	await asked;
	full = true;
	await answerRun(project.root, "1", { instance: "ask", by: "ann", decision: "approved" });
	await expect(run.ended).rejects.toMatchObject({ code: "engine/disk-full" });
	full = false;
	expect(await (await project.resume("1")).ended).toMatchObject({ result: "succeeded" });
	expect(readdirSync(project.path(".dag/runs/1/inbox"))).toEqual([]);
});

test("promise 1: an engine killed at every record of an approval loses no answer and takes none twice", async () => {
	const plan = asking({ approvers: ["ann", "ben"], policy: "all" }, { timeout: 3_600_000 });
	const asked: boolean[] = [];
	const died = await atEveryBoundary(1, async (record) => {
		using project = EngineProject.withPlan(plan);
		const said = (by: string) => answerRun(project.root, "1", { instance: "ask", by, decision: "approved" });
		// One that meets no death waits for people until it is killed.
		const life = await engines.live(["start", project.root, project.path("plan.json"), "written", `${record}`], {
			isEnough: () => readRun(project.root, "1").events.some(({ type }) => type === "approval.requested"),
		});
		const isAsked = () => pendingQuestions(readRun(project.root, "1").state).length > 0;
		asked.push(isAsked());
		if (!isAsked()) {
			if (readRun(project.root, "1").events.length === 0) return true;
			expect(await (await project.resume("1", { leavesPeople: true })).ended).toEqual({ status: "waiting" });
		}
		expect(await said("ann")).toEqual({ recorded: true });
		expect(await refusal(project, "ann")).toBe("engine/answer-duplicate");
		expect(await refusal(project, "eve")).toBe("engine/answer-not-allowed");
		expect(await said("ben")).toEqual({ recorded: true });
		expect(await refusal(project, "ben")).toBe("engine/answer-not-asked");
		expect(await (await project.resume("1")).ended).toMatchObject({ result: "succeeded" });
		expect([...begun(project)]).toEqual([["ship", [1]]]);
		const answers = readRun(project.root, "1").events.filter(({ type }) => type === "approval.answered");
		expect(answers).toMatchObject([{ by: "ann" }, { by: "ben" }]);
		return life.told.length === 0 || !life.told.some(({ type }) => type === "approval.requested");
	});
	expect(died[0]).toBeGreaterThan(3);
	expect(asked).toContain(true);
}, 120_000);

test.each([
	["it fails", {}, { result: "failed", error: { kind: "timeout" } }],
	["on_timeout = reject rejects", { on_timeout: "reject" }, { result: "failed", error: { kind: "rejected" } }],
	["on_timeout = approve approves", { on_timeout: "approve" }, { result: "succeeded" }],
])("a deadline that passes while no engine lives is over for everybody: %s", async (_what, meaning, end) => {
	using project = EngineProject.withPlan(asking({ approvers: ["ann"], ...meaning }, { timeout: 1 }));
	const life = await engines.live(["start", project.root, project.path("plan.json"), "written", "5"]);
	expect(life).toMatchObject({ killed: true });
	expect(readRun(project.root, "1").events.at(-1)).toMatchObject({ type: "approval.requested" });
	expect(await refusal(project, "ann")).toBe("engine/answer-not-asked");
	expect(await (await project.resume("1")).ended).toMatchObject(end);
	const { events } = readRun(project.root, "1");
	expect(events.filter(({ type }) => type.startsWith("approval."))).toMatchObject([
		{ type: "approval.requested" },
		{ type: "approval.expired" },
	]);
});

test("promise 1: an engine killed at every record of a retry leaves a run that can be tried again, or goes on", async () => {
	const plan = planOf([
		shellJob("kept", note),
		shellJob("late", `${note}; test -e "$DAG_PROJECT/there"`),
		shellJob("after", note, { after: ["late"] }),
	]);
	const between: boolean[] = [];
	await atEveryBoundary(1, async (record) => {
		using project = EngineProject.withPlan(plan);
		expect(await project.run(plan)).toMatchObject({ result: "failed" });
		const before = readRun(project.root, "1").events.length;
		writeFileSync(project.path("there"), "");
		const life = await engines.live(["retry", project.root, "1", "written", `${record}`]);
		const { events, state } = readRun(project.root, "1");
		between.push(events.length > before && state.status === "finished" && life.killed);
		if (state.status !== "finished") await (await project.resume("1")).ended;
		else if (state.result === "failed")
			await (await retryRun({ root: project.root, run: "1", by: "test" }, project.options())).ended;
		const end = readRun(project.root, "1");
		expect(end.state).toMatchObject({ status: "finished", result: "succeeded" });
		expect(begun(project).get("kept")).toEqual([1]);
		const succeeded = end.events.flatMap((event) => (event.type === "attempt.succeeded" ? [event.instance] : []));
		expect(succeeded).toEqual(["kept", "late", "after"]);
		return life.killed;
	});
	// Between the resets and the reopening, too.
	expect(between).toContain(true);
}, 120_000);
