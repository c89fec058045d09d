import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EngineProject, shellJob } from "../../test/support/engine-project.ts";
import { groupOf, planOf } from "../../test/support/plan-of.ts";
import { retryRun } from "./go-on.ts";
import { readRun } from "./runs.ts";

const uses = (secret: string) => ({ uses: [{ secret, as: secret }] });

test("a retry is refused before it reopens the run where a secret is missing that what runs again uses", async () => {
	using project = new EngineProject();
	const plan = planOf([
		shellJob("first", "true", { policies: uses("early") }),
		groupOf("g", [
			shellJob("keep", "true", { policies: uses("kept") }),
			shellJob("bad", 'test -e "$HOME/no" || exit 1', { after: ["keep"] }),
			shellJob("ship", "true", { after: ["bad"], policies: uses("token") }),
		]),
	]);
	const all = { environment: { ...process.env, early: "1", kept: "1", token: "1" } };
	expect(await project.run(plan, all)).toMatchObject({ result: "failed" });
	const before = readRun(project.root, "1").events.length;
	const retry = (environment: NodeJS.ProcessEnv) =>
		retryRun({ root: project.root, run: "1", by: "test" }, project.options({ environment }));
	await expect(retry(process.env)).rejects.toMatchObject({
		code: "engine/secret-missing",
		where: "g.ship",
		message: "the secret token, which g.ship uses, is not set",
	});
	expect(readRun(project.root, "1").events.length).toBe(before);
	// Those that have ended for good are not asked for.
	const again = await retry({ ...process.env, token: "1" });
	expect(await again.ended).toMatchObject({ status: "finished", result: "failed" });
});

test("a run is not taken up again without a secret that what is left of it uses", async () => {
	using project = new EngineProject();
	const plan = planOf([
		shellJob("first", "sleep 60"),
		shellJob("ship", "true", { after: ["first"], policies: uses("t") }),
	]);
	const run = await project.start(plan, {
		environment: { ...process.env, t: "1" },
		subscriber: {
			event(event) {
				if (event.type === "attempt.running") queueMicrotask(() => run.kill());
			},
		},
	});
	await run.ended;
	await expect(project.resume("1")).rejects.toMatchObject({ code: "engine/secret-missing", where: "ship" });
	expect(readRun(project.root, "1").state.status).toBe("running");
});

test("a run is neither taken up nor tried again with another plan than the one that it began with", async () => {
	using project = new EngineProject();
	const plan = planOf([shellJob("a", "exit 1")]);
	await project.run(plan);
	writeFileSync(project.path(".dag/runs/1/plan.json"), JSON.stringify({ ...plan, hash: "sha256:other" }));
	const changed = { code: "engine/plan-changed" };
	await expect(retryRun({ root: project.root, run: "1", by: "test" }, project.options())).rejects.toMatchObject(
		changed,
	);
	await expect(project.resume("1")).rejects.toMatchObject(changed);
});
