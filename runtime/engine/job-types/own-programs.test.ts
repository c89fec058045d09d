import { readFileSync, writeFileSync } from "node:fs";
import type { Json, RunEvent, TaskPlan, Type } from "@dagwright/core";
import { expect, test } from "vitest";
import { builtInCatalog, EngineProject, shellJob } from "../../../test/support/engine-project.ts";
import { job, planOf } from "../../../test/support/plan-of.ts";
import { baselineHistory, storeBaseline } from "../baselines/baseline-store.ts";

/** A job of a built-in type, with the outputs that the catalog says it has. */
function typed(type: string, config: Readonly<Record<string, Json>>): TaskPlan {
	const expressions = Object.fromEntries(
		Object.entries(config).map(([key, value]) => [key, { op: "literal", value } as const]),
	);
	const fields: Record<string, Type> = {};
	for (const [name, output] of Object.entries(builtInCatalog.types[type]?.outputs ?? {})) fields[name] = output.type;
	return { ...job("it", { type, config: expressions, outputs: { kind: "record", fields } }), declared: false };
}

async function end(project: EngineProject, task: TaskPlan): Promise<RunEvent | undefined> {
	project.events.length = 0;
	await project.run(planOf([task]));
	return project.endsOf("it")[0];
}

async function outputsOf(project: EngineProject, task: TaskPlan): Promise<Readonly<Record<string, Json>>> {
	const event = await end(project, task);
	if (event?.type !== "attempt.succeeded") throw new Error(`no success: ${JSON.stringify(event)}`);
	return event.outputs as Readonly<Record<string, Json>>;
}

const points = Array.from(
	{ length: 80 },
	(_, index) => `${index % 2 === 0 ? index : index + 200},${index},${index % 2 === 0 ? "low" : "high"}\n`,
);

test("a preprocessing job gives its data as an artifact, and rows and columns", async () => {
	using project = new EngineProject();
	writeFileSync(project.path("points.csv"), `x,y,label\n${points.join("")}${points[0]}`);
	const outputs = await outputsOf(
		project,
		typed("preprocessing", { input: { path: "points.csv" }, ops: ["dedupe", "normalize"] }),
	);
	expect(outputs).toMatchObject({ rows: 80, columns: ["x", "y", "label"], data: { path: expect.any(String) } });
	const { path } = outputs.data as { readonly path: string };
	expect(readFileSync(path, "utf8").split("\n")[1]).toBe("0,0,low");
});

test("a preprocessing job says what is wrong with the data as its error", async () => {
	using project = new EngineProject();
	writeFileSync(project.path("points.csv"), "x,y\n1,2\n3\n");
	expect(await end(project, typed("preprocessing", { input: { path: "points.csv" }, ops: ["dedupe"] }))).toMatchObject({
		type: "attempt.failed",
		error: {
			kind: "refused",
			message: expect.stringMatching(/points\.csv line 3 has 1 cell, the header has 2$/),
			exit_code: 1,
		},
	});
});

test("a training job reports each epoch, and its model is what the next one goes on from", async () => {
	using project = new EngineProject();
	writeFileSync(project.path("points.csv"), `x,y,label\n${points.join("")}`);
	const config = { provider: "local", data: { path: "points.csv" }, learning_rate: 0.5, epochs: 4 };
	const first = await outputsOf(project, typed("training", { ...config, model: { path: "base" } }));
	expect(first).toMatchObject({ learning_rate: 0.5, batch_size: 32, epochs: 4, metrics: { accuracy: 1 } });
	expect(project.samples.flatMap(({ metric }) => (metric?.name === "loss" ? [metric.step] : []))).toEqual([1, 2, 3, 4]);
	const model = first.model as { readonly path: string; readonly sha256: string };
	const second = await outputsOf(project, typed("training", { ...config, model }));
	expect((second.metrics as { loss: number }).loss).toBeLessThan((first.metrics as { loss: number }).loss);
	const file = JSON.parse(readFileSync((second.model as { readonly path: string }).path, "utf8"));
	expect(file).toMatchObject({ name: "base", classes: ["high", "low"], training: { epochs: 4, epochs_in_all: 8 } });
	const again = await outputsOf(project, typed("training", { ...config, model: { path: "base" } }));
	expect((again.model as { readonly sha256: string }).sha256).toBe(model.sha256);
});

test("a training job at a service says that this version can't run it", async () => {
	using project = new EngineProject();
	const config = { provider: "huggingface", model: { path: "bert" }, data: { path: "points.csv" } };
	expect(await end(project, typed("training", config))).toMatchObject({
		type: "attempt.failed",
		error: {
			kind: "unsupported",
			message:
				"this version cannot train with provider = huggingface; provider = local trains a small model on this machine",
		},
	});
});

test("a regression gate without a baseline passes with a word on it, and stores nothing by itself", async () => {
	using project = new EngineProject();
	const outputs = await outputsOf(
		project,
		typed("regression_gate", { candidate: { accuracy: 0.9 }, baseline: "prod" }),
	);
	expect(outputs).toMatchObject({ passed: true, deltas: {}, metrics: { accuracy: 0.9 }, version: null });
	expect(readFileSync((outputs.report as { readonly path: string }).path, "utf8")).toContain("no baseline `prod` yet");
	expect(baselineHistory(project.root, "prod")).toEqual([]);
	expect(
		await end(project, typed("regression_gate", { candidate: { a: 1 }, baseline: "prod", missing: "fail" })),
	).toMatchObject({
		error: { message: expect.stringMatching(/^there is no baseline prod in this project; .*dag baseline set prod/) },
	});
});

test("a regression gate fails what got worse, says by how much, and lets it through where it may not block", async () => {
	using project = new EngineProject();
	storeBaseline(project.root, "prod", { metrics: { accuracy: 0.9, loss: 0.2 }, by: "mira" }, 0);
	const config = { candidate: { accuracy: 0.72, loss: 0.2 }, baseline: "prod" };
	expect(await end(project, typed("regression_gate", config))).toMatchObject({
		type: "attempt.failed",
		error: { message: "worse than the baseline prod by more than 5%: accuracy 0.72 (baseline 0.9, -20%)" },
	});
	const outputs = await outputsOf(project, typed("regression_gate", { ...config, block: false, update: true }));
	expect(outputs).toMatchObject({ passed: false, version: 1, deltas: { loss: 0 } });
	expect(readFileSync((outputs.report as { readonly path: string }).path, "utf8")).toContain(
		"| accuracy | higher | 0.72 | 0.9 | -20% | **worse** |",
	);
	expect(baselineHistory(project.root, "prod").length).toBe(1);
});

test("a verdict, and what a job of one's own calls final, is not tried again in general", async () => {
	using project = new EngineProject();
	storeBaseline(project.root, "prod", { metrics: { accuracy: 0.9 }, by: "" }, 0);
	const gate = typed("regression_gate", { candidate: { accuracy: 0.72 }, baseline: "prod" });
	const told = (more: string) => `echo '{"error": "no licence"${more}}' >> "$DAG_EVENTS"; exit 3`;
	const policies = { retry: { max: 2 } };
	await project.run(
		planOf([
			{ ...gate, name: "gate", policies },
			shellJob("final", told(', "retry": false'), { policies }),
			shellJob("open", told(""), { policies }),
		]),
	);
	const errors = ["gate", "final", "open"].map((name) =>
		project.endsOf(name).flatMap((end) => (end.type === "attempt.failed" ? [end.error.kind] : [])),
	);
	expect(errors).toEqual([["refused"], ["refused"], ["exit", "exit", "exit"]]);
	expect(project.endsOf("final")[0]).toMatchObject({ error: { message: "no licence", exit_code: 3 } });
});

test("a regression gate that is told to stores what it let through", async () => {
	using project = new EngineProject();
	const config = { candidate: { accuracy: 0.9 }, baseline: "prod", update: true };
	await outputsOf(project, typed("regression_gate", config));
	await outputsOf(project, typed("regression_gate", { ...config, candidate: { accuracy: 0.95 } }));
	expect(baselineHistory(project.root, "prod").map(({ metrics, run, job: by }) => [metrics, run, by])).toEqual([
		[{ accuracy: 0.9 }, "1", "it"],
		[{ accuracy: 0.95 }, "2", "it"],
	]);
});

test("a validation job measures a model, and by folds models of its kind", async () => {
	using project = new EngineProject();
	writeFileSync(project.path("points.csv"), `x,y,label\n${points.join("")}`);
	storeBaseline(project.root, "prod", { metrics: { f1: 0.5 }, by: "" }, 0);
	const data = { path: "points.csv" };
	const config = { provider: "local", data, learning_rate: 0.5, epochs: 4, model: { path: "base" } };
	const { model = null } = await outputsOf(project, typed("training", config));
	const measured = await outputsOf(
		project,
		typed("validation", { model, data, metrics: ["accuracy", "f1", "roc_auc"], baseline: "prod" }),
	);
	expect(measured.metrics).toEqual({ accuracy: 1, f1: 1, roc_auc: 1 });
	const report = readFileSync((measured.report as { readonly path: string }).path, "utf8");
	expect(report).toContain("| f1 | 1 | 0.5 |");
	expect(report).toContain("| high | 40 | 0 |");
	expect((await outputsOf(project, typed("validation", { model, data, folds: 4 }))).metrics).toEqual({ accuracy: 1 });
	expect(await end(project, typed("validation", { model: { path: "none" }, data }))).toMatchObject({
		error: { message: expect.stringMatching(/^there is no model file .*none: give the model of a training job/) },
	});
});
