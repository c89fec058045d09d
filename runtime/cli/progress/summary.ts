import {
	type CriticalStep,
	type GraphView,
	type Json,
	type NodeStatus,
	type Plan,
	type RunError,
	type RunResult,
	roundCount,
} from "@dagwright/core";
import { printShort } from "@dagwright/core/expression";
import { formatDuration, formatNumber } from "../terminal/quantity.ts";
import { shellWord } from "../terminal/shell-word.ts";
import type { Style } from "../terminal/style.ts";
import type { Symbols } from "../terminal/symbols.ts";
import { displayWidth, oneLine, padEnd, printable, truncate, wrap } from "../terminal/width.ts";
import { isBetweenInstances } from "./between-instances.ts";
import { formatValue, isFile } from "./format-value.ts";
import { indexJobs, jobKey } from "./job-index.ts";
import { notUndoneText } from "./notice-lines.ts";
import type { EndedJobs } from "./run-view.ts";

export interface SummaryInput {
	readonly run: string;
	/** The run as commands take it: its number, and the project where that is not the one around here. */
	readonly address: string;
	readonly plan: Plan;
	readonly result: RunEnding;
	/** ms. */
	readonly duration: number;
	readonly counts: JobCounts;
	readonly outputs: Readonly<Record<string, Json>>;
	readonly critical: readonly CriticalStep[];
	readonly error?: RunError;
	/** What could not be undone. */
	readonly rollbackFailures: readonly RunError[];
	/** Loops that used up their rounds: each a sentence. */
	readonly unconverged: readonly string[];
	/** The run's folder as it is shown to people. */
	readonly folder: string;
	/** An absolute path as it is shown to people. */
	readonly shown: (path: string) => string;
	readonly columns: number;
	readonly style: Style;
	readonly symbols: Symbols;
}

/** How the engine let go of a run. */
export type RunEnding = RunResult | "paused" | "waiting";

/** Whole jobs by how they ended. */
export interface JobCounts {
	readonly succeeded: number;
	readonly failed: number;
	/** Of `failed`: those that have `allow failure`. */
	readonly allowed: number;
	readonly skipped: number;
	readonly cancelled: number;
	/** Of `succeeded`: those that were undone. */
	readonly undone: number;
	/** Under way when the run stopped; they start again when it is resumed. */
	readonly interrupted: number;
	/** Not begun, or waiting for another attempt, or with instances that have not begun. */
	readonly open: number;
}

const counterOf: Readonly<Record<NodeStatus, keyof JobCounts>> = {
	succeeded: "succeeded",
	cached: "succeeded",
	failed: "failed",
	rolled_back: "succeeded",
	skipped: "skipped",
	cancelled: "cancelled",
	running: "interrupted",
	pending: "open",
	ready: "open",
	held: "open",
	waiting: "open",
	retrying: "open",
};

/** Counts the jobs of a run; lets, and what `--only` left out, do not count, and a group counts by its jobs. */
export function jobCounts(plan: Plan, nodes: GraphView["nodes"]): JobCounts {
	const containers = new Set(nodes.map(({ parent }) => parent));
	const counts = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0, interrupted: 0, open: 0, allowed: 0, undone: 0 };
	const { leaves } = indexJobs(plan);
	for (const node of nodes) {
		const { id, kind, status, skip } = node;
		if (kind === "rollback" || kind === "hook") continue;
		// A call is undone as a whole, and counts by its jobs otherwise.
		if (status === "rolled_back") counts.undone++;
		if (kind === "let" || kind === "output" || containers.has(id) || skip === "not_selected") continue;
		counts[isBetweenInstances(node) ? "open" : counterOf[status]]++;
		if (status === "failed" && leaves.get(jobKey(id))?.plan.policies.allow_failure === true) counts.allowed++;
	}
	return counts;
}

/**
 * The same from what a view counted, where that is all there is to say: a run that succeeded with nothing but plain jobs.
 * Undefined for any other.
 */
export function plainJobCounts(plan: Plan, result: RunEnding, ended: EndedJobs | undefined): JobCounts | undefined {
	const workflow = plan.workflows[plan.main];
	if (ended === undefined || workflow === undefined || result !== "succeeded") return undefined;
	const isPlain = workflow.body.nodes.every(
		(node) => node.kind === "let" || (node.kind === "task" && node.for === undefined && node.type !== "approval"),
	);
	return isPlain ? { ...ended, allowed: 0, undone: 0, interrupted: 0, open: 0 } : undefined;
}

/** A sentence for each loop, or instance of one, that used up its rounds. */
export function unconvergedLoops(plan: Plan, nodes: GraphView["nodes"]): readonly string[] {
	const paths = nodes.flatMap(({ unconverged = [] }) => unconverged);
	if (paths.length === 0) return [];
	const { containers } = indexJobs(plan);
	return paths.map((path) => {
		const loop = containers.get(jobKey(path));
		if (loop?.kind !== "loop" || loop.until === undefined) return path;
		return `${path}: \`${printShort(loop.until)}\` was never true in ${roundCount(loop.max)}`;
	});
}

/** The end of a run for people: how it went, what took the time, what came out, and where to look next. */
export function renderSummary(input: SummaryInput): string {
	const { style, symbols, columns } = input;
	const lines = [
		"",
		headline(input),
		`  ${counted(input)}`,
		"",
		...section("Critical path", criticalLines(input), input),
		...section("First failure", failureLines(input), input),
		...section("Not undone", notUndoneLines(input), input),
		...section("Not converged", notConvergedLines(input), input),
		...section("Outputs", outputLines(input), input),
		...section(
			"Logs",
			[`dag logs ${input.address}   ${style.dim(truncate(input.folder, columns - 32, symbols.ellipsis))}`],
			input,
		),
		...section("Next", nextLines(input), input),
	];
	return `${lines.join("\n")}\n`;
}

const labelWidth = 15;
const mostNotUndone = 8;
const mostNotConverged = 8;

function headline(input: SummaryInput): string {
	const { style, symbols } = input;
	const name = input.plan.workflows[input.plan.main]?.name ?? "run";
	const [mark, word, paint] = {
		succeeded: [symbols.succeeded, "succeeded", style.ok],
		succeeded_with_warnings: [symbols.succeeded, "succeeded with warnings", style.warn],
		failed: [symbols.failed, "failed", style.fail],
		cancelled: [symbols.cancelled, "was cancelled", style.warn],
		paused: [symbols.paused, "is paused", style.warn],
		waiting: [symbols.waiting, "waits for people", style.people],
	}[input.result] as [string, string, (text: string) => string];
	const ended = input.result !== "paused" && input.result !== "cancelled" && input.result !== "waiting";
	const verb = ended ? "in" : "after";
	return `${paint(style.bold(`${mark} ${name} ${word}`))} ${verb} ${formatDuration(input.duration)} ${style.dim(`${symbols.dot} run ${input.run}`)}`;
}

function counted({ counts, style, symbols }: SummaryInput): string {
	const undone = counts.undone === 0 ? "" : ` (${formatNumber(counts.undone)} rolled back)`;
	const parts = [`${formatNumber(counts.succeeded)} succeeded${undone}`];
	const paint = counts.failed === counts.allowed ? style.warn : style.fail;
	const allowed =
		counts.allowed === 0 ? "" : counts.allowed === counts.failed ? " (allowed)" : ` (${counts.allowed} allowed)`;
	if (counts.failed > 0) parts.push(paint(`${formatNumber(counts.failed)} failed${allowed}`));
	if (counts.skipped > 0) parts.push(`${formatNumber(counts.skipped)} skipped`);
	if (counts.cancelled > 0) parts.push(`${formatNumber(counts.cancelled)} cancelled`);
	if (counts.interrupted > 0) parts.push(style.warn(`${formatNumber(counts.interrupted)} interrupted`));
	if (counts.open > 0) parts.push(`${formatNumber(counts.open)} to go`);
	return parts.join(style.dim(` ${symbols.dot} `));
}

/** A label at the left, its lines beside it; below it where the terminal is narrow. */
function section(label: string, lines: readonly string[], { style, columns }: SummaryInput): readonly string[] {
	if (lines.length === 0) return [];
	if (columns < 60) return [`  ${style.bold(label)}`, ...lines.map((line) => `    ${line}`)];
	return lines.map((line, index) => `  ${padEnd(index === 0 ? style.bold(label) : "", labelWidth)}${line}`);
}

function room({ columns }: SummaryInput): number {
	return columns < 60 ? columns - 5 : columns - labelWidth - 3;
}

function criticalLines(input: SummaryInput): readonly string[] {
	const { critical, style, symbols } = input;
	if (critical.length < 2) return [];
	const longest = Math.max(...critical.map((step) => step.ended - step.started));
	const lines: string[] = [];
	let line = "";
	critical.forEach((step, index) => {
		const took = step.ended > step.started ? ` ${style.dim(formatDuration(step.ended - step.started))}` : "";
		const name = step.ended - step.started === longest ? style.bold(step.job) : step.job;
		const part = `${name}${took}${index < critical.length - 1 ? ` ${symbols.arrow}` : ""}`;
		if (line !== "" && displayWidth(line) + 1 + displayWidth(part) > room(input)) {
			lines.push(line);
			line = part;
		} else line = line === "" ? part : `${line} ${part}`;
	});
	const most = 6;
	const all = [...lines, line];
	return all.length <= most
		? all
		: [...all.slice(0, most - 1), style.dim(`${symbols.ellipsis} ${critical.length} jobs in all`)];
}

function failureLines(input: SummaryInput): readonly string[] {
	if (input.error === undefined) return [];
	const where = input.error.job === "" ? "" : `${input.error.job}: `;
	return wrap(printable(where + input.error.message), room(input)).slice(0, 4);
}

/** The rollbacks that failed, each on a line: somebody has to see to them. */
function notUndoneLines(input: SummaryInput): readonly string[] {
	const { rollbackFailures, style, symbols } = input;
	const lines = rollbackFailures
		.slice(0, mostNotUndone)
		.map((error) => style.fail(truncate(notUndoneText(error), room(input), symbols.ellipsis)));
	const more = rollbackFailures.length - lines.length;
	return more > 0 ? [...lines, style.dim(`${symbols.ellipsis} and ${formatNumber(more)} more`)] : lines;
}

/** No failure, but nobody should mistake what came out for what was looked for. */
function notConvergedLines(input: SummaryInput): readonly string[] {
	const { unconverged, style, symbols } = input;
	const lines = unconverged
		.slice(0, mostNotConverged)
		.flatMap((sentence) => wrap(printable(sentence), room(input)).map((line) => style.warn(line)));
	const more = unconverged.length - mostNotConverged;
	return more > 0 ? [...lines, style.dim(`${symbols.ellipsis} and ${formatNumber(more)} more`)] : lines;
}

function outputLines(input: SummaryInput): readonly string[] {
	const entries = Object.entries(input.outputs);
	const width = Math.min(24, Math.max(0, ...entries.map(([name]) => name.length)));
	return entries.map(([name, value]) => {
		const text = oneLine(formatValue(value, input.shown));
		// A path is there to be copied, so it may run over into the next line.
		const shown = isFile(value) ? text : truncate(text, Math.max(8, room(input) - width - 2), input.symbols.ellipsis);
		return `${padEnd(name, width)}  ${shown}`;
	});
}

function nextLines(input: SummaryInput): readonly string[] {
	const { run, address, result } = input;
	if (result === "waiting") {
		return [
			advice(`dag approve ${address}`, "answers, dag status shows who is asked", input),
			advice(`dag resume ${address}`, "goes on after that", input),
		];
	}
	if (result === "paused") return [advice(`dag resume ${address}`, "goes on where it stopped", input)];
	const lines: string[] = [];
	const logs = (path: string) => `dag logs ${run} ${shellWord(path)}${address.slice(run.length)}`;
	if (
		result === "failed" &&
		input.error !== undefined &&
		isJob(input, input.error.job) &&
		mayHaveLog(input, input.error)
	) {
		lines.push(advice(logs(input.error.job), "shows the whole log", input));
	}
	const [left] = input.rollbackFailures;
	if (left !== undefined) lines.push(advice(logs(`${left.job}.rollback`), "shows why; undo it by hand", input));
	return lines;
}

/** The error of a workflow's own timeout names the workflow. */
function isJob({ plan }: SummaryInput, path: string): boolean {
	const main = plan.workflows[plan.main];
	return path !== "" && (path !== main?.name || main.body.nodes.some(({ name }) => name === path));
}

/** What never became a process wrote nothing, and its message says all; so does an approval that nobody answered. */
function mayHaveLog({ plan }: SummaryInput, { kind, job }: RunError): boolean {
	if (["spawn", "secret", "expression", "unsupported", "rejected", "approval"].includes(kind)) return false;
	const failed = indexJobs(plan).leaves.get(jobKey(job))?.plan;
	return !(kind === "timeout" && failed?.kind === "task" && failed.type === "approval");
}

/** A command and what it is good for, where there is room for both. */
function advice(command: string, purpose: string, input: SummaryInput): string {
	const whole = displayWidth(command) + 1 + purpose.length <= room(input);
	return whole ? `${input.style.bold(command)} ${purpose}` : input.style.bold(command);
}
