import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EngineProject, shellJob } from "../../test/support/engine-project.ts";
import { job, planOf } from "../../test/support/plan-of.ts";

test("a run tells the scripts and the files of params that are not there, of the jobs that were chosen", async () => {
	using project = new EngineProject();
	writeFileSync(project.path("flows", "there.mjs"), "");
	writeFileSync(project.path("there.csv"), "");
	const script = (value: string) => ({ type: "node", config: { script: { op: "literal", value } } }) as const;
	const file = (name: string, path: string) =>
		({ name, type: { kind: "file" }, default: { op: "literal", value: { path } } }) as const;
	const plan = planOf(
		[
			job("fit", script("there.mjs")),
			job("ship", { after: ["fit"], ...script("shipp.mjs") }),
			job("other", script("gone.mjs")),
			shellJob("stop", "exit 1", { policies: { cache: {} } }),
		],
		{ params: [file("data", "there.csv"), file("more", "data/gone.csv")] },
	);
	const run = await project.start(plan, {}, { only: ["ship"] });
	const heard: string[] = [];
	run.subscribe({ notice: ({ code, message }) => heard.push(`${code}: ${message}`) });
	await run.ended;
	expect(heard).toEqual([
		"file_missing: the param more is data/gone.csv, and there is no such file",
		"file_missing: there is no script flows/shipp.mjs, which ship runs",
	]);
});

test("a run tells the jobs whose cache this version does not keep", async () => {
	using project = new EngineProject();
	const cached = (name: string) => shellJob(name, "true", { policies: { cache: {} } });
	const heard: string[] = [];
	for (const names of [["a"], ["a", "b", "c", "d"]]) {
		const run = await project.start(planOf(names.map(cached)));
		run.subscribe({ notice: ({ code, message }) => heard.push(`${code}: ${message}`) });
		await run.ended;
	}
	expect(heard).toEqual([
		"cache_unused: this version keeps no cache yet: a runs anew each time",
		"cache_unused: this version keeps no cache yet: a, b, c and 1 more run anew each time",
	]);
});
