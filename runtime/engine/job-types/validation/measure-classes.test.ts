import { expect, test } from "vitest";
import { confusionOf, measureClasses } from "./measure-classes.ts";

const all = ["accuracy", "precision", "recall", "f1", "loss", "roc_auc"] as const;

test("the metrics of two classes are those worked out by hand", () => {
	const outcomes = {
		predictions: [
			[0.9, 0.1],
			[0.8, 0.2],
			[0.4, 0.6],
			[0.3, 0.7],
			[0.6, 0.4],
		],
		labels: Int32Array.of(0, 0, 0, 1, 1),
		classes: 2,
	};
	expect(confusionOf(outcomes)).toEqual([
		[2, 1],
		[1, 1],
	]);
	const metrics = measureClasses(outcomes, all);
	expect(metrics.accuracy).toBeCloseTo(3 / 5, 12);
	expect(metrics.precision).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
	expect(metrics.recall).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
	expect(metrics.f1).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
	expect(metrics.loss).toBeCloseTo(
		-(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.7) + Math.log(0.4)) / 5,
		12,
	);
	// Of the 6 pairs of a row of class 0 and one of class 1, 5 are in order.
	expect(metrics.roc_auc).toBeCloseTo(5 / 6, 12);
});

test("equal scores count half, and a class that the data lacks does not count", () => {
	const outcomes = {
		predictions: [
			[0.5, 0.5, 0],
			[0.5, 0.5, 0],
		],
		labels: Int32Array.of(0, 1),
		classes: 3,
	};
	expect(measureClasses(outcomes, ["roc_auc", "precision", "recall"])).toEqual({
		roc_auc: 0.5,
		precision: 0.25,
		recall: 0.5,
	});
});
