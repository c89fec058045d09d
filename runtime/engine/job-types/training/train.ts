import { Problem } from "../program.ts";
import { randomNumbers, shuffle } from "../random.ts";
import { type Batch, copyNetwork, measure, type Network, stepper } from "./network.ts";

/** How a network is trained. */
export interface TrainingOptions {
	readonly learningRate: number;
	readonly batchSize: number;
	readonly epochs: number;
	readonly seed: number;
	readonly earlyStopping?: { readonly metric: WatchedMetric; readonly patience: number; readonly minDelta: number };
}

/** What early stopping can watch. */
export type WatchedMetric = "loss" | "accuracy";

/** How well a network does after an epoch, on the rows that it is measured on. */
export interface EpochResult {
	readonly epoch: number;
	readonly accuracy: number;
	/** Mean cross-entropy in nats. */
	readonly loss: number;
}

/** What training came to: with early stopping the best epoch's weights, else the last one's. */
export interface Trained {
	readonly network: Network;
	readonly result: EpochResult;
	/** Epochs that were run. */
	readonly epochs: number;
}

/**
 * Trains by mini-batch gradient descent, the rows in a new order each epoch; the same seed gives the same weights.
 * @param each is told after every epoch
 * @throws Problem if the loss is no finite number any more
 */
export function train(
	start: Network,
	{ values, labels, rows }: Batch,
	validation: Int32Array,
	options: TrainingOptions,
	each: (result: EpochResult) => void,
): Trained {
	const network = copyNetwork(start);
	const step = stepper(network);
	const random = randomNumbers(options.seed + 1);
	const order = Int32Array.from(rows);
	const measured = { values, labels, rows: validation.length === 0 ? Int32Array.from(rows) : validation };
	const watch = options.earlyStopping === undefined ? undefined : new Watch(options.earlyStopping);
	let best: Trained | undefined;
	let result: EpochResult = { epoch: 0, accuracy: 0, loss: Number.NaN };
	for (let epoch = 1; epoch <= options.epochs; epoch++) {
		shuffle(order, random);
		const batch = { values, labels, rows: order };
		for (let from = 0; from < order.length; from += options.batchSize) {
			step(batch, from, Math.min(from + options.batchSize, order.length), options.learningRate);
		}
		result = { epoch, ...measure(network, measured) };
		if (!Number.isFinite(result.loss)) {
			throw new Problem(
				`the loss is no number any more after epoch ${epoch}: the steps are too large; lower learning_rate (it is ${options.learningRate})`,
			);
		}
		each(result);
		if (watch === undefined) continue;
		if (watch.isBetter(result)) best = { network: copyNetwork(network), result, epochs: epoch };
		if (watch.isOver) break;
	}
	return { network: best?.network ?? network, result: best?.result ?? result, epochs: result.epoch };
}

/** Counts the epochs without a better value. */
class Watch {
	readonly #options: NonNullable<TrainingOptions["earlyStopping"]>;
	#best: number | undefined;
	#waited = 0;

	constructor(options: NonNullable<TrainingOptions["earlyStopping"]>) {
		this.#options = options;
	}

	isBetter(result: EpochResult): boolean {
		const { metric, minDelta } = this.#options;
		const value = metric === "loss" ? -result.loss : result.accuracy;
		const better = this.#best === undefined || value > this.#best + minDelta;
		if (better) this.#best = value;
		this.#waited = better ? 0 : this.#waited + 1;
		return better;
	}

	get isOver(): boolean {
		return this.#waited >= this.#options.patience;
	}
}
