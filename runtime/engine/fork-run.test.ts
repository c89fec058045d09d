import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Plan } from "@dagwright/core";
import { expect, test } from "vitest";
import { Dice } from "../../test/support/dice.ts";
import { EngineProject, shellJob } from "../../test/support/engine-project.ts";
import { outputOf, planOf } from "../../test/support/plan-of.ts";
import { SimulatedDisk } from "../../test/support/simulated-disk.ts";
import { forkRun } from "./fork-run.ts";
import { retryRun } from "./go-on.ts";
import { cleanRuns, readRun } from "./runs.ts";

const file = { kind: "record", fields: { text: { kind: "file" }, tree: { kind: "dir" } } } as const;

/** `make` seals a file and a folder, `read` fails as long as the project has no file `ok`. */
function plan() {
	return planOf(
		[
			shellJob(
				"make",
				`cd "$DAG_ARTIFACTS"; echo hello > text; mkdir -p tree/in; echo deep > tree/in/leaf; echo '{"text":"'"$DAG_ARTIFACTS"'/text","tree":"'"$DAG_ARTIFACTS"'/tree"}' > "$DAG_OUTPUT"`,
				{ outputs: file },
			),
			shellJob("read", 'test -e "$DAG_PROJECT/ok"', { after: ["make"] }),
		],
		{ outputs: [outputOf("text", "make.text"), outputOf("tree", "make.tree")] },
	);
}

async function failedRun(project: EngineProject) {
	return failedRunOf(project, plan());
}

async function failedRunOf(project: EngineProject, failing: Plan) {
	const run = await project.start(failing);
	await run.ended;
	return run;
}

test("a fork keeps the artifacts that it reuses when the run that made them is removed", async () => {
	using project = new EngineProject();
	await failedRun(project);
	writeFileSync(project.path("ok"), "");
	const fork = await forkRun({ root: project.root, run: "1", from: "read" }, project.options());
	cleanRuns(project.root, { runs: ["1"], unfinished: true });
	expect(await fork.ended).toMatchObject({ status: "finished", result: "succeeded" });
	const { outputs, forkedFrom } = readRun(project.root, "2").state;
	const { text, tree } = outputs as unknown as Record<"text" | "tree", { readonly path: string }>;
	expect(existsSync(project.path(".dag/runs/1"))).toBe(false);
	expect(text.path.startsWith(project.path(".dag/runs/2/artifacts"))).toBe(true);
	expect([readFileSync(text.path, "utf8"), readFileSync(`${tree.path}/in/leaf`, "utf8")]).toEqual([
		"hello\n",
		"deep\n",
	]);
	expect(forkedFrom?.run).toBe("1");
});

test("a fork of a checkpoint knows nothing of what happened after it", async () => {
	using project = new EngineProject();
	const policies = { checkpoint: { on: [{ kind: "job_completed" }] } } as const;
	const jobs = ["a", "b", "c"].map((name, at, all) =>
		shellJob(name, "true", { after: all.slice(Math.max(0, at - 1), at) }),
	);
	await project.run(planOf(jobs, { policies }));
	const fork = await forkRun({ root: project.root, run: "1", checkpoint: "after-a" }, project.options());
	await fork.ended;
	const types = readRun(project.root, "2").events.flatMap((event) =>
		event.type === "job.reused"
			? `${event.job} reused`
			: event.type === "attempt.started"
				? `${event.instance} ran`
				: [],
	);
	expect(types).toEqual(["a reused", "b ran", "c ran"]);
});

test("a fork is refused where an artifact that it needs is gone, or the plan is another", async () => {
	using project = new EngineProject();
	const run = await failedRun(project);
	const { text } = readRun(project.root, "1").state.outputs as unknown as Record<"text", { readonly path: string }>;
	rmSync(text.path, { force: true });
	await expect(forkRun({ root: project.root, run: "1", from: "read" }, project.options())).rejects.toMatchObject({
		code: "engine/artifact-gone",
	});
	writeFileSync(`${run.folder}/plan.json`, JSON.stringify({ ...plan(), hash: "sha256:other" }));
	await expect(forkRun({ root: project.root, run: "1", from: "read" }, project.options())).rejects.toMatchObject({
		code: "engine/plan-changed",
	});
	await expect(forkRun({ root: project.root, run: "9" }, project.options())).rejects.toMatchObject({
		code: "engine/unknown-run",
	});
});

test("a failed run goes on with what failed, once, and not while an engine holds it", async () => {
	const overlap = { mode: "skip" } as const;
	using project = new EngineProject();
	await failedRun(project);
	mkdirSync(project.path("ok"), { recursive: true });
	const again = await retryRun({ root: project.root, run: "1", by: "test" }, project.options({ overlap }));
	await expect(
		retryRun({ root: project.root, run: "1", by: "test" }, project.options({ overlap })),
	).rejects.toMatchObject({ code: "engine/run-locked" });
	await expect(project.resume("1", { overlap })).rejects.toMatchObject({
		code: "engine/run-locked",
	});
	expect(await again.ended).toMatchObject({ status: "finished", result: "succeeded" });
	const started = readRun(project.root, "1").events.flatMap((event) =>
		event.type === "attempt.started" ? `${event.instance}/${event.attempt}` : [],
	);
	expect(started).toEqual(["make/1", "read/1", "read/2"]);
	await expect(retryRun({ root: project.root, run: "1", by: "test" }, project.options())).rejects.toMatchObject({
		code: "engine/not-retried",
	});
});

test("a retry is refused while another run of the workflow is under way, with the words that try it again", async () => {
	using project = new EngineProject();
	const slow = planOf(
		[shellJob("fail", "exit 1"), shellJob("slow", 'while test ! -e "$DAG_PROJECT/ok"; do sleep 0.01; done')],
		{ policies: { overlap: "skip" } },
	);
	writeFileSync(project.path("ok"), "");
	await failedRunOf(project, slow);
	rmSync(project.path("ok"));
	const other = await project.start(slow);
	const again = (path: string) => retryRun({ root: project.root, run: "1", by: "test", path }, project.options());
	await expect(again("slow")).rejects.toMatchObject({
		code: "engine/overlap",
		remedy: "`dag status 2 --watch` follows it; once it has ended, `dag retry 1 slow` tries again.",
	});
	await expect(again("nothing")).rejects.toMatchObject({ code: "engine/not-retried" });
	writeFileSync(project.path("ok"), "");
	await other.ended;
});

test("a fork of whose first records a power cut left only a part has not begun, and with all of them it has", async () => {
	using project = new EngineProject();
	const names = ["a", "b", "c"];
	const outputs = { kind: "record", fields: { n: { kind: "int" } } } as const;
	await project.run(planOf(names.map((name) => shellJob(name, `echo '{"n":1}' > "$DAG_OUTPUT"`, { outputs }))));
	const request = { root: project.root, run: "1", set: { "b.n": 7 } };
	const made = await forkRun(request, project.options());
	await made.ended;
	const journal = `${made.folder}/journal`;
	const records = readFileSync(journal, "utf8").split("\n");
	const first = Buffer.from(`${records.slice(0, 1 + names.length).join("\n")}\n`);
	const ends = new Map<string, number>();
	for (let seed = 0; seed < 60; seed++) {
		const disk = new SimulatedDisk();
		const file = disk.open(journal, true);
		await disk.syncFolder();
		file.write(first, 0);
		const left = disk.afterPowerCut(new Dice(seed)) ?? Buffer.alloc(0);
		// A later sector alone is damage, which is refused anyway.
		const kept = left.equals(first.subarray(0, left.length)) ? left : first.subarray(0, seed * 7);
		writeFileSync(journal, kept);
		expect(readRun(project.root, "2").neverBegan?.code).toBe(kept.equals(first) ? undefined : "engine/run-not-begun");
		const end = await project.resume("2").then(
			async (run) => (await run.ended).status,
			(error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
		);
		expect(end, `${kept.length} of ${first.length} bytes`).toBe(
			kept.equals(first) ? "finished" : "engine/run-not-begun",
		);
		ends.set(end, (ends.get(end) ?? 0) + 1);
		if (end !== "finished")
			await expect(forkRun({ root: project.root, run: "2" }, project.options())).rejects.toMatchObject({
				code: "engine/run-not-begun",
			});
	}
	expect([...ends.keys()].sort()).toEqual(["engine/run-not-begun", "finished"]);
	writeFileSync(journal, `${records[0]}\n`);
	expect(cleanRuns(project.root, {}).runs).toEqual(["1", "2"]);
});
