import type { Baseline } from "../../baselines/baseline-store.ts";
import type { ComparedMetric } from "./compare-metrics.ts";

const verdicts: Readonly<Record<ComparedMetric["verdict"], string>> = {
	better: "better",
	same: "same",
	within: "worse, but within the threshold",
	worse: "**worse**",
	missing: "**missing**",
	new: "not in the baseline",
};

/** The comparison as Markdown. */
export function reportOf(
	name: string,
	baseline: Baseline | undefined,
	metrics: readonly ComparedMetric[],
	passed: boolean,
	threshold: number,
): string {
	const source = baseline === undefined ? undefined : sourceOf(baseline);
	return [
		`# Regression gate: ${passed ? "passed" : "failed"}`,
		"",
		source === undefined
			? `There is no baseline \`${name}\` yet, so there was nothing to compare with.`
			: `Compared with the baseline \`${name}\`, version ${baseline?.version}, ${source}. A metric may be worse by ${number(threshold * 100)}%.`,
		"",
		"| metric | better | candidate | baseline | difference | |",
		"| --- | --- | --- | --- | --- | --- |",
		...metrics.map(
			({ name: metric, better, candidate, baseline: before, delta, verdict }) =>
				`| ${[metric.replaceAll("|", "\\|"), better, number(candidate), number(before), difference(delta, before), verdicts[verdict]].join(" | ")} |`,
		),
		"",
	].join("\n");
}

/** One line for the log and for an error: `accuracy 0.8 (baseline 0.95, -15.8%)`. */
export function lineOf({ name, candidate, baseline, delta }: ComparedMetric): string {
	if (candidate === undefined) return `${name} is missing`;
	if (baseline === undefined) return `${name} ${number(candidate)} (not in the baseline)`;
	return `${name} ${number(candidate)} (baseline ${number(baseline)}, ${difference(delta, baseline)})`;
}

function sourceOf({ run, job, by, at }: Baseline): string {
	const from = run === undefined ? "" : ` from run ${run}${job === undefined ? "" : `, job ${job}`}`;
	return `stored${from}${by === "" ? "" : ` by ${by}`}${at === "" ? "" : ` at ${at}`}`;
}

function difference(delta: number | undefined, baseline: number | undefined): string {
	if (delta === undefined || baseline === undefined) return "";
	const sign = delta > 0 ? "+" : "";
	return baseline === 0 ? `${sign}${number(delta)}` : `${sign}${number((delta / Math.abs(baseline)) * 100)}%`;
}

function number(value: number | undefined): string {
	return value === undefined ? "" : String(Number(value.toPrecision(4)));
}
