import { randomNumbers } from "../random.ts";

/** One layer: `outputs` rows of `inputs` weights, and a bias for each output. */
export interface Layer {
	readonly inputs: number;
	readonly outputs: number;
	readonly weights: Float64Array;
	readonly biases: Float64Array;
}

/**
 * A classifier. One layer is softmax regression; two have tanh between them. The last layer's outputs are scores, of
 * which softmax makes probabilities.
 */
export type Network = readonly Layer[];

/** A new network. A linear one begins at 0, where its loss is convex; else weights by Glorot and Bengio 2010. */
export function newNetwork(inputs: number, hidden: number | undefined, classes: number, seed: number): Network {
	const sizes = hidden === undefined ? [inputs, classes] : [inputs, hidden, classes];
	const random = randomNumbers(seed);
	return sizes.slice(1).map((outputs, index) => {
		const width = sizes[index] ?? 0;
		const bound = hidden === undefined ? 0 : Math.sqrt(6 / (width + outputs));
		return {
			inputs: width,
			outputs,
			weights: Float64Array.from({ length: width * outputs }, () => (random() * 2 - 1) * bound),
			biases: new Float64Array(outputs),
		};
	});
}

/** The same weights in memory of its own. */
export function copyNetwork(network: Network): Network {
	return network.map((layer) => ({
		...layer,
		weights: Float64Array.from(layer.weights),
		biases: Float64Array.from(layer.biases),
	}));
}

/** Rows of numbers with the class of each. */
export interface Batch {
	/** Row after row. */
	readonly values: Float64Array;
	readonly labels: Int32Array;
	/** Which rows, in this order. */
	readonly rows: Int32Array;
}

/** The share of rows whose likeliest class is theirs, and the mean cross-entropy in nats. */
export function measure(network: Network, { values, labels, rows }: Batch): { accuracy: number; loss: number } {
	const width = network[0]?.inputs ?? 0;
	const work = workOf(network);
	let right = 0;
	let loss = 0;
	for (const row of rows) {
		forward(network, values.subarray(row * width, (row + 1) * width), work);
		const scores = work.at(-1)?.activations ?? new Float64Array(0);
		const label = labels[row] ?? 0;
		loss += toProbabilities(scores, label);
		if (indexOfLargest(scores) === label) right++;
	}
	return { accuracy: right / rows.length, loss: loss / rows.length };
}

/** The probability of each class for one row. */
export function predict(network: Network, row: Float64Array): Float64Array {
	const work = workOf(network);
	forward(network, row, work);
	const scores = work.at(-1)?.activations ?? new Float64Array(0);
	toProbabilities(scores, 0);
	return scores;
}

/**
 * A function that takes one step of gradient descent on the mean cross-entropy of some rows, in place. Its memory is
 * kept from step to step.
 */
export function stepper(network: Network): (batch: Batch, from: number, to: number, learningRate: number) => void {
	const width = network[0]?.inputs ?? 0;
	const work = workOf(network);
	const gradients = network.map(({ weights, biases }) => ({
		weights: new Float64Array(weights.length),
		biases: new Float64Array(biases.length),
	}));
	return ({ values, labels, rows }, from, to, learningRate) => {
		for (const { weights, biases } of gradients) {
			weights.fill(0);
			biases.fill(0);
		}
		for (let at = from; at < to; at++) {
			const row = rows[at] ?? 0;
			const inputs = values.subarray(row * width, (row + 1) * width);
			forward(network, inputs, work);
			const errors = work.at(-1)?.activations ?? new Float64Array(0);
			const label = labels[row] ?? 0;
			toProbabilities(errors, label);
			// The gradient of the cross-entropy with respect to the scores.
			errors[label] = (errors[label] ?? 0) - 1;
			backward(network, inputs, errors, work, gradients);
		}
		const rate = learningRate / (to - from);
		for (const [index, layer] of network.entries()) {
			const gradient = gradients[index];
			if (gradient === undefined) continue;
			descend(layer.weights, gradient.weights, rate);
			descend(layer.biases, gradient.biases, rate);
		}
	};
}

interface LayerWork {
	/** What the layer gives: tanh of its sums, and of the last layer the sums. */
	readonly activations: Float64Array;
	readonly errors: Float64Array;
}

function workOf(network: Network): readonly LayerWork[] {
	return network.map(({ outputs }) => ({
		activations: new Float64Array(outputs),
		errors: new Float64Array(outputs),
	}));
}

function forward(network: Network, row: Float64Array, work: readonly LayerWork[]): void {
	let inputs = row;
	for (const [index, { weights, biases, outputs, inputs: width }] of network.entries()) {
		const activations = work[index]?.activations ?? new Float64Array(0);
		for (let output = 0; output < outputs; output++) {
			let sum = biases[output] ?? 0;
			const start = output * width;
			for (let input = 0; input < width; input++) sum += (weights[start + input] ?? 0) * (inputs[input] ?? 0);
			activations[output] = index === network.length - 1 ? sum : Math.tanh(sum);
		}
		inputs = activations;
	}
}

/** Errors at the scores go back through the layers; each adds to its gradient. */
function backward(
	network: Network,
	row: Float64Array,
	scoreErrors: Float64Array,
	work: readonly LayerWork[],
	gradients: readonly Pick<Layer, "weights" | "biases">[],
): void {
	let errors = scoreErrors;
	for (let index = network.length - 1; index >= 0; index--) {
		const layer = network[index];
		const gradient = gradients[index];
		if (layer === undefined || gradient === undefined) continue;
		const before = work[index - 1];
		const inputs = before?.activations ?? row;
		before?.errors.fill(0);
		for (let output = 0; output < layer.outputs; output++) {
			const error = errors[output] ?? 0;
			const start = output * layer.inputs;
			gradient.biases[output] = (gradient.biases[output] ?? 0) + error;
			for (let input = 0; input < layer.inputs; input++) {
				gradient.weights[start + input] = (gradient.weights[start + input] ?? 0) + error * (inputs[input] ?? 0);
				if (before !== undefined) {
					before.errors[input] = (before.errors[input] ?? 0) + error * (layer.weights[start + input] ?? 0);
				}
			}
		}
		if (before === undefined) return;
		for (let input = 0; input < layer.inputs; input++) {
			const activation = before.activations[input] ?? 0;
			before.errors[input] = (before.errors[input] ?? 0) * (1 - activation * activation);
		}
		errors = before.errors;
	}
}

/** Scores become probabilities, in place; returns the cross-entropy of the label, by log-sum-exp so that it stays finite. */
function toProbabilities(scores: Float64Array, label: number): number {
	let highest = Number.NEGATIVE_INFINITY;
	for (const score of scores) highest = Math.max(highest, score);
	let sum = 0;
	for (const score of scores) sum += Math.exp(score - highest);
	const loss = Math.log(sum) + highest - (scores[label] ?? 0);
	for (let index = 0; index < scores.length; index++) scores[index] = Math.exp((scores[index] ?? 0) - highest) / sum;
	return loss;
}

function indexOfLargest(values: Float64Array): number {
	let largest = 0;
	for (let index = 1; index < values.length; index++)
		if ((values[index] ?? 0) > (values[largest] ?? 0)) largest = index;
	return largest;
}

function descend(values: Float64Array, gradient: Float64Array, rate: number): void {
	for (let index = 0; index < values.length; index++)
		values[index] = (values[index] ?? 0) - rate * (gradient[index] ?? 0);
}
