/** A small classifier: one hidden layer with tanh, softmax at the end, trained by mini-batch gradient descent. */
import { randomNumbers, shuffle } from "./job.mjs";

const HIDDEN = 12;

/** Weights by layer: `[output][input]`, the last input being the bias. */
export function newNetwork(inputs, classes, seed) {
	const random = randomNumbers(seed);
	const layer = (outputs, size) =>
		Array.from({ length: outputs }, () =>
			Array.from({ length: size + 1 }, () => ((random() * 2 - 1) * Math.sqrt(6)) / Math.sqrt(size + outputs)),
		);
	return { hidden: layer(HIDDEN, inputs), output: layer(classes, HIDDEN) };
}

/** The probability of each class. */
export function predict(network, features) {
	return forward(network, features).probabilities;
}

/** The share of rows whose likeliest class is right, and the mean cross-entropy in nats. */
export function measure(network, rows) {
	let right = 0;
	let loss = 0;
	for (const row of rows) {
		const probabilities = predict(network, row.features);
		if (probabilities.indexOf(Math.max(...probabilities)) === row.label) right++;
		loss -= Math.log(Math.max(probabilities[row.label], 1e-12));
	}
	return { accuracy: right / rows.length, loss: loss / rows.length };
}

/** Trains in place and calls `each(epoch)` after every pass. */
export function train(network, rows, { learning_rate, batch_size, epochs, seed }, each = () => {}) {
	const random = randomNumbers(seed + 1);
	for (let epoch = 1; epoch <= epochs; epoch++) {
		const shuffled = shuffle(rows, random);
		for (let start = 0; start < shuffled.length; start += batch_size) {
			step(network, shuffled.slice(start, start + batch_size), learning_rate);
		}
		each(epoch);
	}
}

function forward(network, features) {
	const activations = network.hidden.map((weights) => Math.tanh(dot(weights, features)));
	const scores = network.output.map((weights) => dot(weights, activations));
	const highest = Math.max(...scores);
	const powers = scores.map((score) => Math.exp(score - highest));
	const sum = powers.reduce((total, power) => total + power, 0);
	return { activations, probabilities: powers.map((power) => power / sum) };
}

function step(network, batch, learningRate) {
	const outputGradient = network.output.map((weights) => weights.map(() => 0));
	const hiddenGradient = network.hidden.map((weights) => weights.map(() => 0));
	for (const { features, label } of batch) {
		const { activations, probabilities } = forward(network, features);
		const outputError = probabilities.map((probability, index) => probability - (index === label ? 1 : 0));
		for (const [index, error] of outputError.entries()) addScaled(outputGradient[index], activations, error);
		activations.forEach((activation, index) => {
			let error = 0;
			for (let output = 0; output < outputError.length; output++)
				error += outputError[output] * network.output[output][index];
			addScaled(hiddenGradient[index], features, error * (1 - activation * activation));
		});
	}
	descend(network.output, outputGradient, learningRate / batch.length);
	descend(network.hidden, hiddenGradient, learningRate / batch.length);
}

function dot(weights, values) {
	let sum = weights[values.length];
	for (let index = 0; index < values.length; index++) sum += weights[index] * values[index];
	return sum;
}

function addScaled(gradient, values, factor) {
	for (let index = 0; index < values.length; index++) gradient[index] += factor * values[index];
	gradient[values.length] += factor;
}

function descend(layer, gradient, rate) {
	for (const [row, weights] of layer.entries()) {
		for (const column of weights.keys()) weights[column] -= rate * gradient[row][column];
	}
}
