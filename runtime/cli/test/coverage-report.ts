import type { JobCoverage } from "@dagwright/engine/simulator";
import { formatNumber } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { padEnd, printable, wrap } from "../terminal/width.ts";

/** How much of something was come to. */
export interface Share {
	readonly covered: number;
	readonly total: number;
}

/** Jobs that ran, and ways that were taken: both of each condition, fallbacks, rollbacks. */
export function sharesOf(jobs: readonly JobCoverage[]): { readonly jobs: Share; readonly branches: Share } {
	const ways = jobs.flatMap(waysOf);
	return {
		jobs: { covered: jobs.filter(({ ran }) => ran).length, total: jobs.length },
		branches: { covered: ways.filter(({ taken }) => taken).length, total: ways.length },
	};
}

/** Writes, file by file, how much the tests came to, and by name what they did not. */
export function writeCoverage({ out, symbols }: Terminal, jobs: readonly JobCoverage[]): void {
	const { style } = out;
	const { columns } = out.size();
	out.write(`${style.bold("Coverage")}\n`);
	for (const [file, ofFile] of Map.groupBy(jobs, (job) => job.file)) {
		const shares = sharesOf(ofFile);
		out.write(
			`  ${style.bold(printable(file))}  ${shareText("jobs", shares.jobs)}, ${shareText("branches", shares.branches)}\n`,
		);
		for (const [workflow, ofWorkflow] of Map.groupBy(ofFile, (job) => job.workflow)) {
			const missing = ofWorkflow.flatMap(missingOf);
			if (missing.length === 0) continue;
			out.write(`    ${workflow}\n`);
			const widest = Math.min(28, Math.max(...missing.map(({ job }) => job.length)));
			for (const { job, what } of missing) {
				const [first = "", ...rest] = wrap(printable(what), Math.max(24, columns - widest - 11));
				const more = rest.map((line) => `\n${" ".repeat(widest + 10)}${line}`).join("");
				out.write(`      ${style.warn(symbols.warning)} ${padEnd(job, widest)}  ${first}${more}\n`);
			}
		}
	}
	const all = sharesOf(jobs);
	out.write(`  ${shareText("jobs", all.jobs)}, ${shareText("branches", all.branches)} in all\n\n`);
}

interface Way {
	readonly taken: boolean;
	/** What is said where it was not. */
	readonly missing: string;
}

function waysOf({ ran, when, until, fallback, rollback }: JobCoverage): readonly Way[] {
	return [
		...(when ? [true, false].map((way) => wayOf("when", when, way)) : []),
		...(until && ran ? [true, false].map((way) => wayOf("until", until, way)) : []),
		...(until && !ran ? [true, false].map(() => ({ taken: false, missing: "" })) : []),
		...(fallback ? [{ taken: fallback.taken, missing: "its fallback was never taken" }] : []),
		...(rollback ? [{ taken: rollback.taken, missing: "was never rolled back" }] : []),
	];
}

function wayOf(word: string, { condition, ...ways }: NonNullable<JobCoverage["when"]>, way: boolean): Way {
	return { taken: ways[`${way}`], missing: `\`${word} ${condition}\` was never ${way}` };
}

function missingOf(job: JobCoverage): readonly { readonly job: string; readonly what: string }[] {
	const ways = waysOf(job).filter(({ taken, missing }) => !taken && missing !== "");
	const all = [...(job.ran ? [] : ["never ran"]), ...ways.map(({ missing }) => missing)];
	return all.map((what) => ({ job: job.job, what }));
}

function shareText(what: string, { covered, total }: Share): string {
	return total === 0 ? `no ${what}` : `${what} ${formatNumber(covered)}/${formatNumber(total)}`;
}
