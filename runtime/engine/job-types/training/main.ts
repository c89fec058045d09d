/** The process of a `training` job with `provider = local`: trains a classifier and writes it to `$DAG_ARTIFACTS`. */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { artifactPath, metric, Problem, pathOf, progress, runProgram, say } from "../program.ts";
import { openTable } from "../table/read-table.ts";
import { type Examples, readExamples } from "./examples.ts";
import { layersOf, type ModelFile, networkOf, readModel } from "./model-file.ts";
import { type Network, newNetwork } from "./network.ts";
import { splitRows } from "./split.ts";
import { scale, standardize } from "./standardize.ts";
import { type TrainingOptions, train } from "./train.ts";

type FileValue = string | { readonly path: string };

interface Config {
	readonly model: FileValue;
	readonly data: FileValue;
	readonly target?: string | null;
	readonly learning_rate?: number | null;
	readonly batch_size?: number | null;
	readonly epochs?: number | null;
	readonly validation_split?: number | null;
	readonly seed?: number | null;
	readonly hidden?: number | null;
	readonly lora?: unknown;
	readonly early_stopping?: {
		readonly metric: string;
		readonly patience: number;
		readonly min_delta?: number | null;
	} | null;
}

/** Epochs that the log shows at most, about. */
const LOGGED_EPOCHS = 50;
/** Epochs whose metrics are told at most. */
const TOLD_EPOCHS = 1000;

await runProgram<Config>(async (config) => {
	if (config.lora !== undefined && config.lora !== null) {
		throw new Problem("provider = local trains all weights of a small model; leave out `lora`");
	}
	const options = optionsOf(config);
	const path = pathOf(config.model);
	const base = readModel(path);
	const examples = await readExamples(await openTable(pathOf(config.data)), config.target, base);
	const { training, validation } = splitRows(examples.labels, config.validation_split ?? 0.2, options.seed);
	const features = base?.features ?? standardize(examples, training);
	const values = scale(examples.values, features);
	const start = base === undefined ? fresh(config, examples, options.seed) : networkOf(base);
	requireHidden(config, start);
	say(
		`${base === undefined ? `a fresh model, ${basename(path)}` : `goes on from ${path}`}: ${describe(examples, start)}`,
	);
	say(
		validation.length === 0
			? `${training.length} rows to learn from, and to measure on: none are held out`
			: `${training.length} rows to learn from, ${validation.length} held out`,
	);
	const batch = { values, labels: examples.labels, rows: training };
	const shown = Math.ceil(options.epochs / LOGGED_EPOCHS);
	const told = Math.ceil(options.epochs / TOLD_EPOCHS);
	const trained = train(start, batch, validation, options, ({ epoch, accuracy, loss }) => {
		if (epoch % told !== 0 && epoch !== options.epochs) return;
		metric("loss", loss, epoch);
		metric("accuracy", accuracy, epoch);
		progress(epoch / options.epochs);
		if (epoch % shown === 0 || epoch === options.epochs)
			say(`epoch ${epoch}: loss ${loss.toFixed(4)}, accuracy ${accuracy.toFixed(4)}`);
	});
	const { accuracy, loss, epoch } = trained.result;
	if (epoch !== trained.epochs) say(`keeps the weights of epoch ${epoch}, the best`);
	const model: ModelFile = {
		format: "dagwright-classifier/1",
		name: base?.name ?? basename(path),
		target: examples.target,
		classes: [...examples.classes],
		features: [...features],
		layers: layersOf(trained.network),
		training: {
			epochs: trained.epochs,
			epochs_in_all: (base?.training.epochs_in_all ?? 0) + trained.epochs,
			learning_rate: options.learningRate,
			batch_size: options.batchSize,
			seed: options.seed,
			rows: training.length,
			validation_rows: validation.length,
			accuracy,
			loss,
		},
	};
	writeFileSync(artifactPath("model.json"), `${JSON.stringify(model)}\n`);
	return {
		model: "model.json",
		metrics: { accuracy, loss },
		learning_rate: options.learningRate,
		batch_size: options.batchSize,
		epochs: trained.epochs,
	};
});

function optionsOf(config: Config): TrainingOptions {
	const watched = config.early_stopping ?? undefined;
	if (watched !== undefined && watched.metric !== "loss" && watched.metric !== "accuracy") {
		throw new Problem(`early_stopping can watch loss and accuracy, not ${watched.metric}`);
	}
	const learningRate = config.learning_rate ?? 1e-3;
	if (learningRate === 0)
		throw new Problem("learning_rate is 0, so nothing would be learnt; give it, for example, 0.1");
	return {
		learningRate,
		batchSize: config.batch_size ?? 32,
		epochs: config.epochs ?? 3,
		seed: config.seed ?? 0,
		...(watched === undefined
			? {}
			: {
					earlyStopping: {
						metric: watched.metric === "loss" ? "loss" : "accuracy",
						patience: watched.patience,
						minDelta: watched.min_delta ?? 0,
					},
				}),
	};
}

function fresh(config: Config, { features, classes }: Examples, seed: number): Network {
	return newNetwork(features.length, config.hidden ?? undefined, classes.length, seed);
}

function requireHidden({ hidden }: Config, start: Network): void {
	const [first] = start;
	const has = start.length === 1 ? undefined : first?.outputs;
	if (typeof hidden !== "number" || hidden === has) return;
	const what = has === undefined ? "no hidden layer" : `a hidden layer of ${has}`;
	throw new Problem(`the model to go on from has ${what}, but \`hidden\` is ${hidden}; leave it out`);
}

function describe({ features, target, classes }: Examples, network: Network): string {
	const shape = network.length === 1 ? "softmax regression" : `a network with ${network[0]?.outputs} hidden units`;
	const list = classes.length <= 8 ? ` (${classes.join(", ")})` : "";
	return `${shape} from ${features.length} columns to ${classes.length} classes of ${target}${list}`;
}
