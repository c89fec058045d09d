import type { Metrics } from "../../baselines/baseline-store.ts";
import { confusionOf, type Outcomes } from "./measure-classes.ts";

/** What a validation found. */
export interface Validation {
	readonly metrics: Metrics;
	readonly classes: readonly string[];
	readonly outcomes: Outcomes;
	readonly folds?: number;
	readonly baseline?: { readonly name: string; readonly metrics: Metrics };
}

/** The metrics, beside those of the baseline, and which class was taken for which, as Markdown. */
export function reportOf({ metrics, classes, outcomes, folds, baseline }: Validation): string {
	const head = baseline === undefined ? ["metric", "value"] : ["metric", "value", `baseline ${baseline.name}`];
	const rows = Object.entries(metrics).map(([name, value]) => [
		name,
		number(value),
		...(baseline === undefined ? [] : [number(baseline.metrics[name])]),
	]);
	const how = folds === undefined ? "the model as it is" : `${folds} folds, trained anew for each`;
	const confusion = confusionOf(outcomes).map((counts, index) => [classes[index] ?? "", ...counts.map(String)]);
	return [
		"# Validation",
		"",
		`${outcomes.labels.length} rows; ${how}.`,
		"",
		...table(head, rows),
		"",
		"## What was taken for what",
		"",
		...table(["is, taken for", ...classes], confusion),
		"",
	].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
	return [head, head.map(() => "---"), ...rows].map(
		(cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`,
	);
}

function number(value: number | undefined): string {
	return value === undefined ? "" : String(Number(value.toPrecision(6)));
}
