import { readdirSync } from "node:fs";
import { pendingQuestions } from "@dagwright/core";
import { answerRun, readRun } from "@dagwright/engine";
import { type JournalDisk, localDisk } from "@dagwright/engine/journal";
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
