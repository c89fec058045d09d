import type { Metrics } from "../../baselines/baseline-store.ts";

/** Which of two values of a metric is better. */
export type Better = "higher" | "lower";

/** How a candidate is compared. */
export interface Comparison {
	readonly candidate: Metrics;
	/** Undefined where there is nothing to compare with yet. */
	readonly baseline: Metrics | undefined;
	/** How much worse a metric may be, as a part of the baseline's value. */
	readonly threshold: number;
	/** Metrics that have to be there; empty means all of the baseline. */
	readonly required: readonly string[];
	/** Which direction is better, where the name does not say so. */
	readonly better: Readonly<Record<string, Better>>;
}

/** One metric, compared. */
export interface ComparedMetric {
	readonly name: string;
	readonly better: Better;
	readonly candidate?: number;
	readonly baseline?: number;
	/** Candidate minus baseline. */
	readonly delta?: number;
	readonly verdict: "better" | "same" | "within" | "worse" | "missing" | "new";
}

/** What rounding may do to a sum, as a part of the value: no reason to refuse a model. */
const ROUNDING = 1e-12;

/** Words in a metric's name that make a lower value better. */
const lowerIsBetter =
	/(?:^|[^a-z])(?:loss|error|errors|err|mse|rmse|mae|mape|wer|cer|fpr|fnr|perplexity|latency|duration|time|seconds|ms|cost|size|bytes|memory)(?:$|[^a-z])/i;

/** Compares each metric of the candidate or the baseline, in the order of their names. */
export function compareMetrics(comparison: Comparison): readonly ComparedMetric[] {
	const { candidate, baseline = {}, required } = comparison;
	const needed = new Set(required.length === 0 ? Object.keys(baseline) : required);
	const names = new Set([...Object.keys(baseline), ...needed, ...Object.keys(candidate)]);
	return [...names].sort().map((name) => compareOne(name, needed.has(name), comparison));
}

/** Whether no metric is worse or missing. */
export function hasPassed(metrics: readonly ComparedMetric[]): boolean {
	return metrics.every(({ verdict }) => verdict !== "worse" && verdict !== "missing");
}

/** The direction that is better by the metric's name: lower for losses, errors, times and sizes. */
export function betterByName(name: string): Better {
	return lowerIsBetter.test(name) ? "lower" : "higher";
}

function compareOne(name: string, needed: boolean, comparison: Comparison): ComparedMetric {
	const candidate = ownValue(comparison.candidate, name);
	const baseline = ownValue(comparison.baseline ?? {}, name);
	const better = ownValue(comparison.better, name) ?? betterByName(name);
	const known = {
		name,
		better,
		...(candidate !== undefined && { candidate }),
		...(baseline !== undefined && { baseline }),
	};
	if (candidate === undefined) return { ...known, verdict: needed ? "missing" : "same" };
	if (baseline === undefined) return { ...known, verdict: "new" };
	const delta = candidate - baseline;
	const gain = better === "higher" ? delta : -delta;
	const slack = Math.abs(baseline) * (comparison.threshold + ROUNDING);
	const verdict = gain > 0 ? "better" : gain === 0 ? "same" : -gain <= slack ? "within" : "worse";
	return { ...known, delta, verdict };
}

function ownValue<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
	return Object.hasOwn(record, name) ? record[name] : undefined;
}
