import { pendingQuestions } from "@dagwright/core";
import { answerRun, readRun } from "@dagwright/engine";
import { expect, test } from "vitest";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { job, planOf, value } from "../support/plan-of.ts";

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
