import type { Measured } from "./measure.ts";

/** A target of the project: a ratio to a contender, or a most of seconds or MB. */
export type Target =
	| { readonly kind: "ratio"; readonly to: string; readonly most: number }
	| { readonly kind: "memory"; readonly most: number }
	| { readonly kind: "seconds"; readonly most: number };

/** What one comparison found. */
export interface Comparison {
	readonly title: string;
	readonly note: string;
	readonly ours: string;
	readonly results: ReadonlyMap<string, Measured>;
	readonly targets: readonly Target[];
}

/** A comparison as Markdown: a row a contender, then each target with what was measured and whether it holds. */
export function markdown({ title, note, ours, results, targets }: Comparison): string {
	const mine = results.get(ours);
	if (mine === undefined) throw new Error(`${title} has no result of ${ours}`);
	const rows = [...results].map(([name, { seconds, megabytes }]) => {
		const ratio = name === ours ? "" : `${(mine.seconds / seconds).toFixed(2)}×`;
		return `| ${name} | ${seconds.toFixed(seconds < 0.01 ? 5 : seconds < 1 ? 3 : 2)} | ${megabytes === 0 ? "" : megabytes.toFixed(0)} | ${ratio} |`;
	});
	const verdicts = targets.map((target) => `- ${verdict(target, mine, results)}`);
	return [
		`## ${title}`,
		"",
		note,
		"",
		`| | seconds | peak MB | ${ours} takes |`,
		"|---|--:|--:|--:|",
		...rows,
		"",
		...verdicts,
		"",
	].join("\n");
}

function verdict(target: Target, mine: Measured, results: ReadonlyMap<string, Measured>): string {
	switch (target.kind) {
		case "ratio": {
			const peer = results.get(target.to);
			if (peer === undefined) return `${target.to}: not measured`;
			return said(mine.seconds / peer.seconds, target.most, "×", `of ${target.to}`);
		}
		case "memory":
			return said(mine.megabytes, target.most, " MB", "of memory");
		case "seconds":
			return said(mine.seconds, target.most, " s", "of time");
	}
}

function said(value: number, most: number, unit: string, what: string): string {
	const digits = unit === " MB" ? 0 : 2;
	return `${value <= most ? "met" : "**missed**"}: ${value.toFixed(digits)}${unit} ${what}, at most ${most}${unit} wanted`;
}
