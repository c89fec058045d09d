/** What a model says of one row: the probability of each class. */
export type Prediction = ArrayLike<number>;

/** Metrics that `validation` knows. */
export type ValidationMetric = "accuracy" | "precision" | "recall" | "f1" | "loss" | "roc_auc";

/** Predictions beside what is true. */
export interface Outcomes {
	readonly predictions: readonly Prediction[];
	/** The class of each row, as its place in the predictions. */
	readonly labels: Int32Array;
	/** How many classes there are. */
	readonly classes: number;
}

/** How often class `row` was taken for class `column`. */
export function confusionOf({ predictions, labels, classes }: Outcomes): readonly (readonly number[])[] {
	const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
	for (const [row, prediction] of predictions.entries()) {
		const counts = confusion[labels[row] ?? 0];
		const taken = likeliest(prediction);
		if (counts !== undefined) counts[taken] = (counts[taken] ?? 0) + 1;
	}
	return confusion;
}

/**
 * The metrics by name. Precision, recall, F1 and the area under the ROC curve are macro averages: of each class against
 * the rest, all classes that the data has counting the same; a class that is never predicted has precision 0.
 */
export function measureClasses(
	outcomes: Outcomes,
	wanted: readonly ValidationMetric[],
): Readonly<Record<string, number>> {
	const confusion = confusionOf(outcomes);
	const present = confusion.flatMap((counts, label) => (sum(counts) > 0 ? [label] : []));
	const perClass = (of: (label: number) => number) => sum(present.map(of)) / present.length;
	const right = (label: number) => confusion[label]?.[label] ?? 0;
	const predicted = (label: number) => sum(confusion.map((counts) => counts[label] ?? 0));
	const precision = (label: number) => ratio(right(label), predicted(label));
	const recall = (label: number) => ratio(right(label), sum(confusion[label] ?? []));
	const measures: Readonly<Record<ValidationMetric, () => number>> = {
		accuracy: () => ratio(sum(confusion.map((_, label) => right(label))), outcomes.labels.length),
		precision: () => perClass(precision),
		recall: () => perClass(recall),
		f1: () => perClass((label) => ratio(2 * precision(label) * recall(label), precision(label) + recall(label))),
		loss: () => lossOf(outcomes),
		roc_auc: () => perClass((label) => areaUnderCurve(outcomes, label)),
	};
	return Object.fromEntries(wanted.map((name) => [name, measures[name]()]));
}

/** Mean cross-entropy in nats; a probability of 0 counts as the smallest number. */
function lossOf({ predictions, labels }: Outcomes): number {
	let loss = 0;
	for (const [row, prediction] of predictions.entries()) {
		loss -= Math.log(Math.max(prediction[labels[row] ?? 0] ?? 0, Number.MIN_VALUE));
	}
	return loss / predictions.length;
}

/**
 * The chance that a row of the class is given a higher probability of it than another row (Mann and Whitney, 1947; equal
 * ones count half). 1/2 where there are no other rows.
 */
function areaUnderCurve({ predictions, labels }: Outcomes, label: number): number {
	const scored = predictions.map((prediction, row) => ({ score: prediction[label] ?? 0, is: labels[row] === label }));
	scored.sort((a, b) => a.score - b.score);
	let ranks = 0;
	let positives = 0;
	for (let from = 0; from < scored.length; ) {
		let to = from;
		while (to < scored.length && scored[to]?.score === scored[from]?.score) to++;
		const rank = (from + 1 + to) / 2;
		for (let at = from; at < to; at++) {
			if (scored[at]?.is !== true) continue;
			ranks += rank;
			positives++;
		}
		from = to;
	}
	const negatives = scored.length - positives;
	if (positives === 0 || negatives === 0) return 0.5;
	return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function likeliest(prediction: Prediction): number {
	let largest = 0;
	for (let index = 1; index < prediction.length; index++) {
		if ((prediction[index] ?? 0) > (prediction[largest] ?? 0)) largest = index;
	}
	return largest;
}

function ratio(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
