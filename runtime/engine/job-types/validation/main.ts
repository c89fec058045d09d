/** The process of a `validation` job: measures a model on data. */
import { writeFileSync } from "node:fs";
import { BaselineProblem, type Metrics, readBaseline } from "../../baselines/baseline-store.ts";
import { artifactPath, metric, Problem, pathOf, progress, runProgram, say, variable, warn } from "../program.ts";
import { randomNumbers, shuffle } from "../random.ts";
import { openTable } from "../table/read-table.ts";
import { type Examples, readExamples } from "../training/examples.ts";
import { type ModelFile, networkOf, readModel } from "../training/model-file.ts";
import { newNetwork, predict } from "../training/network.ts";
import { scale, standardize } from "../training/standardize.ts";
import { train } from "../training/train.ts";
import { measureClasses, type Prediction, type ValidationMetric } from "./measure-classes.ts";
import { reportOf } from "./report.ts";

type FileValue = string | { readonly path: string };

interface Config {
	readonly model: FileValue;
	readonly data: FileValue;
	readonly target?: string | null;
	readonly metrics?: readonly ValidationMetric[] | null;
	readonly folds?: number | null;
	readonly baseline?: string | null;
}

await runProgram<Config>(async (config) => {
	const path = pathOf(config.model);
	const model = readModel(path);
	if (model === undefined)
		throw new Problem(`there is no model file ${path}: give the model of a training job, or its path`);
	const examples = await readExamples(await openTable(pathOf(config.data)), config.target, model);
	const folds = config.folds ?? undefined;
	const predictions = folds === undefined ? predictAll(model, examples) : crossValidate(model, examples, folds);
	const { classes, labels } = examples;
	const outcomes = { predictions, labels, classes: classes.length };
	const metrics = measureClasses(outcomes, config.metrics ?? ["accuracy"]);
	for (const [name, value] of Object.entries(metrics)) {
		metric(name, value, 1);
		say(`${name} ${value.toFixed(4)}`);
	}
	const baseline = typeof config.baseline === "string" ? baselineOf(config.baseline) : undefined;
	writeFileSync(
		artifactPath("report.md"),
		reportOf({
			metrics,
			classes,
			outcomes,
			...(folds !== undefined && { folds }),
			...(baseline !== undefined && { baseline }),
		}),
	);
	return { metrics, report: "report.md" };
});

function predictAll(model: ModelFile, { values }: Examples): readonly Prediction[] {
	const network = networkOf(model);
	const scaled = scale(values, model.features);
	const width = model.features.length;
	return Array.from({ length: scaled.length / width }, (_, row) =>
		predict(network, scaled.subarray(row * width, (row + 1) * width)),
	);
}

/** Trains the kind of model anew for each fold, with the settings it was trained with, and lets it judge the rows left out. */
function crossValidate(model: ModelFile, examples: Examples, folds: number): readonly Prediction[] {
	const { labels, values, classes } = examples;
	if (folds > labels.length) throw new Problem(`${folds} folds need as many rows; the data has ${labels.length}`);
	const { learning_rate, batch_size, epochs_in_all, seed } = model.training;
	const hidden = model.layers.length === 1 ? undefined : model.layers[0]?.outputs;
	const width = model.features.length;
	const order = shuffle(Int32Array.from(labels.keys()), randomNumbers(seed));
	const predictions = new Array<Prediction>(labels.length);
	for (let fold = 0; fold < folds; fold++) {
		const held = order.filter((_, index) => index % folds === fold);
		const rows = order.filter((_, index) => index % folds !== fold);
		const scaled = scale(values, standardize(examples, rows));
		const { network } = train(
			newNetwork(width, hidden, classes.length, seed),
			{ values: scaled, labels, rows },
			held,
			{ learningRate: learning_rate, batchSize: batch_size, epochs: epochs_in_all, seed },
			() => undefined,
		);
		for (const row of held) predictions[row] = predict(network, scaled.subarray(row * width, (row + 1) * width));
		progress((fold + 1) / folds);
	}
	return predictions;
}

function baselineOf(name: string): { readonly name: string; readonly metrics: Metrics } | undefined {
	try {
		const baseline = readBaseline(variable("DAG_PROJECT"), name);
		if (baseline === undefined) warn(`there is no baseline ${name} in this project, so nothing is compared`);
		return baseline;
	} catch (error) {
		throw error instanceof BaselineProblem ? new Problem(error.message) : error;
	}
}
