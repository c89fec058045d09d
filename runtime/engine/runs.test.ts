import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtInCatalog, EngineProject, shellJob } from "../../test/support/engine-project.ts";
import { planOf } from "../../test/support/plan-of.ts";
import { type JournalDisk, localDisk } from "./local/journal/journal-disk.ts";
import { requestCancel, requestPause } from "./requests.ts";
import { cleanRuns, followRun, lastLinesStart, listRuns, readLog, readLogTimes, readRun } from "./runs.ts";

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
	let text = "";
	for await (const chunk of chunks) text += chunk.toString();
	return text;
}

test("runs are numbered, listed with their state, and cleaned without using a number again", async () => {
	using project = new EngineProject();
	for (const script of ["true", "exit 1", "true"]) await project.run(planOf([shellJob("a", script)]));
	expect(listRuns(project.root).map((listing) => [listing.run, "state" in listing && listing.state.result])).toEqual([
		["1", "succeeded"],
		["2", "failed"],
		["3", "succeeded"],
	]);
	expect(cleanRuns(project.root, { keep: 1, dryRun: true }).runs).toEqual(["1", "2"]);
	expect(cleanRuns(project.root, {}).runs).toEqual(["1", "2", "3"]);
	const next = await project.start(planOf([shellJob("a", "true")]));
	await next.ended;
	expect(next.run).toBe("4");
	expect(project.text(".dag", ".gitignore")).toBe("*\n");
});

test("a log is read in the order in which it was written, with its times, also while it grows", async () => {
	using project = new EngineProject();
	const run = await project.start(planOf([shellJob("a", "echo out; sleep 0.05; echo err >&2; sleep 0.1; echo more")]));
	const followed = textOf(readLog(project.root, run.run, { instance: "a", attempt: 1, follow: true }));
	await run.ended;
	expect(await followed).toBe("out\nerr\nmore\n");
	expect(await textOf(readLog(project.root, run.run, { instance: "a", attempt: 1 }))).toBe("out\nerr\nmore\n");
	const from = lastLinesStart(project.root, run.run, { instance: "a", attempt: 1 }, 2);
	expect(await textOf(readLog(project.root, run.run, { instance: "a", attempt: 1, from }))).toBe("err\nmore\n");
	expect(readLogTimes(project.root, run.run, "a", 1).map(({ offset, stream }) => [offset, stream])).toEqual([
		[0, "stdout"],
		[4, "stderr"],
		[8, "stdout"],
	]);
	expect(readdirSync(run.folder).sort()).toEqual([
		"artifacts",
		"begun",
		"inbox",
		"journal",
		"lock",
		"logs",
		"origins.json",
		"plan.json",
		"work",
	]);
});

test("another process cancels and pauses through the inbox", async () => {
	using project = new EngineProject();
	const run = await project.start(planOf([shellJob("a", "sleep 0.3"), shellJob("b", "sleep 30", { after: ["a"] })]));
	expect(requestPause(project.root, run.run, "test").driven).toBe(true);
	expect(await run.ended).toEqual({ status: "paused" });
	// Of a run that nobody drives: it is not to meet the engine that goes on with it.
	expect(requestPause(project.root, run.run, "test").driven).toBe(false);
	expect(requestCancel(project.root, run.run, "test").driven).toBe(false);
	const again = await project.resume(run.run);
	expect(await again.ended).toMatchObject({ status: "finished", result: "cancelled" });
	const events = [];
	for await (const event of followRun(project.root, run.run)) events.push(event);
	expect(events).toEqual(readRun(project.root, run.run).events);
	await expect(project.resume(run.run)).rejects.toMatchObject({ code: "engine/run-finished" });
});

test("a request that is taken back meets no engine", async () => {
	using project = new EngineProject();
	const run = await project.start(planOf([shellJob("a", "sleep 0.3"), shellJob("b", "true", { after: ["a"] })]));
	requestPause(project.root, run.run, "test").withdraw();
	expect(await run.ended).toMatchObject({ status: "finished", result: "succeeded" });
	expect(readdirSync(project.path(".dag", "runs", run.run, "inbox"))).toEqual([]);
});

test("what can't be read is a coded error, and a damaged run does not hide the others", async () => {
	using project = new EngineProject();
	await project.run(planOf([shellJob("a", "true")]));
	await project.run(planOf([shellJob("a", "true")]));
	expect(() => readRun(project.root, "9")).toThrow(expect.objectContaining({ code: "engine/unknown-run" }));
	expect(() => readRun(project.root, "../1")).toThrow(expect.objectContaining({ code: "engine/unknown-run" }));
	const journal = project.text(".dag", "runs", "1", "journal");
	writeFileSync(project.path(".dag", "runs", "1", "journal"), journal.replace("run.created", "run.CREATED"));
	expect(listRuns(project.root)).toMatchObject([
		{ run: "1", problem: { code: "engine/journal-damaged" } },
		{ run: "2" },
	]);
	expect(cleanRuns(project.root, {}).runs).toEqual(["2"]);
	expect(existsSync(project.path(".dag", "runs", "1"))).toBe(true);
});

test("a project that can't be written to is a coded error with what to do", async () => {
	using project = new EngineProject();
	writeFileSync(project.path(".dag"), "in the way");
	await expect(project.start(planOf([shellJob("a", "true")]))).rejects.toMatchObject({
		code: expect.stringMatching(/^engine\/(not-a-folder|input-output)$/),
		where: project.path(".dag", "runs"),
		remedy: expect.any(String),
	});
});

test("a journal that can't be written to is a coded error, and the run is not held any more", async () => {
	using project = new EngineProject();
	const run = await project.start(planOf([shellJob("a", "sleep 5")]));
	run.kill();
	await run.ended;
	const closed: JournalDisk = {
		...localDisk,
		open() {
			throw Object.assign(new Error("EACCES"), { code: "EACCES" });
		},
	};
	await expect(project.resume("1", { disk: closed })).rejects.toMatchObject({ code: "engine/no-permission" });
	expect(readRun(project.root, "1").engine).toBeUndefined();
});

test("a folder that the job needs and is not there is told", async () => {
	using project = new EngineProject();
	mkdirSync(project.path("other"));
	const plan = planOf([shellJob("a", "true")]);
	const [key = "", workflow] = Object.entries(plan.workflows)[0] ?? [];
	if (workflow === undefined) throw new Error("no workflow");
	await project.run({ ...plan, workflows: { [key]: { ...workflow, file: "gone/x.dag" } } });
	expect(project.endsOf("a")).toMatchObject([
		{ type: "attempt.failed", error: { kind: "spawn", message: `there is no folder ${project.path("gone")}` } },
	]);
});

test("a job that needs more than there is runs where needs are ignored, also after a resume", async () => {
	using project = new EngineProject();
	const heavy = { policies: { needs: { cpu: 4096, gpu: 9, labels: ["nowhere"] } } };
	const plan = planOf([shellJob("first", "sleep 0.2"), shellJob("a", "true", { after: ["first"], ...heavy })]);
	await expect(project.start(plan)).rejects.toMatchObject({ code: "engine/never-fits" });
	const run = await project.start(plan, {}, { ignore_needs: true });
	run.pause("test");
	expect(await run.ended).toEqual({ status: "paused" });
	const again = await project.resume(run.run);
	expect(await again.ended).toMatchObject({ status: "finished", result: "succeeded" });
});

test("a job type without an implementation is refused before anything starts", async () => {
	using project = new EngineProject();
	const plan = planOf([shellJob("a", "true"), { ...shellJob("b", "true", { after: ["a"] }), type: "training" }]);
	const { training, ...others } = builtInCatalog.types;
	if (training === undefined) throw new Error("the catalog has no training");
	const catalog = { ...builtInCatalog, types: { ...others, training: { ...training, implemented: false } } } as const;
	await expect(project.start(plan, { catalog })).rejects.toMatchObject({ code: "engine/unsupported" });
	expect(project.events).toEqual([]);
});

test("a file output that is not there is named", async () => {
	using project = new EngineProject();
	const outputs = { kind: "record", fields: { table: { kind: "file" } } } as const;
	await project.run(planOf([shellJob("a", `echo '{"table": "no.csv"}' > "$DAG_OUTPUT"`, { outputs, declared: true })]));
	expect(project.endsOf("a")).toMatchObject([
		{ type: "attempt.failed", error: { kind: "output", message: expect.stringContaining("the output `table`") } },
	]);
});
