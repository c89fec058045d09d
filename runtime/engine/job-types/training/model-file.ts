import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import * as z from "zod/mini";
import { Problem } from "../program.ts";
import type { Network } from "./network.ts";

const layer = z.object({
	inputs: z.int().check(z.positive()),
	outputs: z.int().check(z.positive()),
	weights: z.array(z.number()),
	biases: z.array(z.number()),
});

const modelFile = z.object({
	format: z.literal("dagwright-classifier/1"),
	/** What it was called, or the name of the model that it began from. */
	name: z.string(),
	target: z.string(),
	classes: z.array(z.string()).check(z.minLength(2)),
	/** A value is taken as (value - mean) / deviation; a deviation of 0 stands for a constant, which is taken as 0. */
	features: z.array(z.object({ name: z.string(), mean: z.number(), deviation: z.number() })).check(z.minLength(1)),
	layers: z.array(layer).check(z.minLength(1), z.maxLength(2)),
	/** How it came about; of the last training, and the epochs of all. */
	training: z.object({
		epochs: z.int(),
		epochs_in_all: z.int(),
		learning_rate: z.number(),
		batch_size: z.int(),
		seed: z.int(),
		rows: z.int(),
		validation_rows: z.int(),
		accuracy: z.number(),
		loss: z.number(),
	}),
});

/** A trained classifier as its JSON file has it. */
export type ModelFile = z.infer<typeof modelFile>;

/**
 * The model that a job starts from, or undefined for a fresh one: a path to nothing that looks like a name (`ecg-base`)
 * is the name of a fresh model.
 * @throws Problem for a file that is no model, or a path of a file that is not there
 */
export function readModel(path: string): ModelFile | undefined {
	if (!existsSync(path)) {
		if (!basename(path).includes(".")) return undefined;
		throw new Problem(`there is no model file ${path}; a name without an ending, such as "base", begins a fresh model`);
	}
	if (!statSync(path).isFile()) throw new Problem(`${path} is a folder; a model is a JSON file`);
	const parsed = modelFile.safeParse(parse(path));
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
		throw new Problem(
			`${path} is not a model that provider = local trained${place}; begin a fresh one with a name, such as model = "base"`,
		);
	}
	requireWeights(parsed.data, path);
	return parsed.data;
}

function parse(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function requireWeights({ layers, features, classes }: ModelFile, path: string): void {
	let width = features.length;
	const fits = layers.every(({ inputs, outputs, weights, biases }) => {
		const right = inputs === width && weights.length === inputs * outputs && biases.length === outputs;
		width = outputs;
		return right;
	});
	if (!fits || width !== classes.length) {
		throw new Problem(
			`${path} is damaged: its weights do not fit its ${features.length} features and ${classes.length} classes`,
		);
	}
}

/** The network of a model, in memory of its own. */
export function networkOf({ layers }: ModelFile): Network {
	return layers.map(({ inputs, outputs, weights, biases }) => ({
		inputs,
		outputs,
		weights: Float64Array.from(weights),
		biases: Float64Array.from(biases),
	}));
}

/** The layers of a network as a model file has them. */
export function layersOf(network: Network): ModelFile["layers"] {
	return network.map(({ inputs, outputs, weights, biases }) => ({
		inputs,
		outputs,
		weights: [...weights],
		biases: [...biases],
	}));
}
