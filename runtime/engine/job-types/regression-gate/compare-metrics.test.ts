import { expect, test } from "vitest";
import { betterByName, type Comparison, compareMetrics, hasPassed } from "./compare-metrics.ts";

function compare(candidate: Comparison["candidate"], more: Partial<Comparison> = {}) {
	const metrics = compareMetrics({
		candidate,
		baseline: { accuracy: 0.9, loss: 0.5 },
		threshold: 0.1,
		required: [],
		better: {},
		...more,
	});
	return {
		verdicts: Object.fromEntries(metrics.map(({ name, verdict }) => [name, verdict])),
		passed: hasPassed(metrics),
	};
}

test("a metric may be worse by the threshold, and no more, in its own direction", () => {
	expect(compare({ accuracy: 0.81, loss: 0.55 })).toEqual({
		verdicts: { accuracy: "within", loss: "within" },
		passed: true,
	});
	expect(compare({ accuracy: 0.8, loss: 0.5 })).toEqual({
		verdicts: { accuracy: "worse", loss: "same" },
		passed: false,
	});
	expect(compare({ accuracy: 0.99, loss: 0.56 })).toEqual({
		verdicts: { accuracy: "better", loss: "worse" },
		passed: false,
	});
});

test("a metric of the baseline that the candidate lacks fails, unless others are required", () => {
	expect(compare({ accuracy: 0.9 })).toEqual({ verdicts: { accuracy: "same", loss: "missing" }, passed: false });
	expect(compare({ accuracy: 0.9, f1: 1 }, { required: ["accuracy"] })).toEqual({
		verdicts: { accuracy: "same", f1: "new", loss: "same" },
		passed: true,
	});
	expect(compare({ accuracy: 0.9, loss: 0.5 }, { required: ["f1"] }).verdicts.f1).toBe("missing");
});

test("with no baseline all is new, and passes", () => {
	expect(compare({ accuracy: 0.1 }, { baseline: undefined })).toEqual({ verdicts: { accuracy: "new" }, passed: true });
});

test("the direction is told by the name, or else by `better`", () => {
	const lower = [
		"loss",
		"val_loss",
		"error",
		"mean_squared_error",
		"RMSE",
		"latency_ms",
		"p95_latency",
		"time",
		"model_size",
	];
	const higher = ["accuracy", "f1", "roc_auc", "precision", "lossless_share", "timely", "closeness"];
	expect([...lower, ...higher].map(betterByName)).toEqual([...lower.map(() => "lower"), ...higher.map(() => "higher")]);
	const drift = { baseline: { drift: 1 }, better: { drift: "lower" } } as const;
	expect(compare({ drift: 2 }, drift).passed).toBe(false);
	expect(compare({ drift: 0.2 }, drift).passed).toBe(true);
});

test("a baseline of 0 or below is compared by its size", () => {
	expect(compare({ loss: 0.001 }, { baseline: { loss: 0 } }).passed).toBe(false);
	expect(compare({ loss: 0 }, { baseline: { loss: 0 } }).passed).toBe(true);
	expect(compare({ score: -10.9 }, { baseline: { score: -10 } }).passed).toBe(true);
	expect(compare({ score: -11.1 }, { baseline: { score: -10 } }).passed).toBe(false);
});
