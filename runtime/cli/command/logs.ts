import type { RunEvent } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import { followRun, readRun } from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { jobKey } from "../progress/job-index.ts";
import { findRun, type RunAddress } from "../run/find-run.ts";
import { type LogLine, logLines } from "../run/log-lines.ts";
import { keepColors } from "../terminal/escape-sequence.ts";
import { formatClock } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface LogsOptions {
	readonly follow?: true;
	readonly time?: true;
	readonly attempt?: number;
	readonly lines?: number;
	readonly json?: true;
}

interface AttemptName {
	readonly instance: string;
	readonly attempt: number;
}

/** `dag logs`: what the jobs of a run wrote. */
export async function logs(
	terminal: Terminal,
	name: string,
	job: string | undefined,
	options: LogsOptions,
): Promise<void> {
	const address = findRun(terminal, name);
	const { plan, events } = readRun(address.root, address.run);
	const known = new Set(
		plan.workflows[plan.main]?.body.nodes.filter(({ kind }) => kind !== "let").map((node) => node.name),
	);
	for (const event of events) if (event.type === "attempt.started") known.add(jobKey(event.instance));
	if (job !== undefined && !known.has(jobKey(job))) throw unknownJob(job, known);
	if (options.follow === true) return follow(terminal, address, job, options);
	const attempts = attemptsOf(events, job, options.attempt);
	if (attempts.length === 0) {
		terminal.err.write(`${job === undefined ? "No job has" : `${job} has not`} started in run ${address.run}.\n`);
		return;
	}
	for (const attempt of attempts) {
		const title = attempts.length > 1 && options.json !== true;
		const lines: LogLine[] = [];
		if (title) terminal.out.write(heading(terminal, attempt));
		for await (const line of logLines({ ...address, ...attempt, follow: false })) {
			if (options.lines === undefined) printLine(terminal, attempt, line, options);
			else {
				lines.push(line);
				if (lines.length > options.lines) lines.shift();
			}
		}
		for (const line of lines) printLine(terminal, attempt, line, options);
	}
}

/** Prints lines as they come, of every attempt that starts; with its name before them when there may be several. */
async function follow(
	terminal: Terminal,
	address: RunAddress,
	job: string | undefined,
	options: LogsOptions,
): Promise<void> {
	const one = job?.includes("[") === true;
	const readers: Promise<void>[] = [];
	for await (const event of followRun(address.root, address.run)) {
		if (event.type !== "attempt.started" || !matches(event.instance, job)) continue;
		if (options.attempt !== undefined && event.attempt !== options.attempt) continue;
		const attempt = { instance: event.instance, attempt: event.attempt };
		readers.push(
			(async () => {
				for await (const line of logLines({ ...address, ...attempt, follow: true }))
					printLine(terminal, attempt, line, options, !one);
			})(),
		);
	}
	await Promise.all(readers);
}

function attemptsOf(
	events: readonly RunEvent[],
	job: string | undefined,
	wanted: number | undefined,
): readonly AttemptName[] {
	const last = new Map<string, number>();
	for (const event of events)
		if (
			event.type === "attempt.started" &&
			matches(event.instance, job) &&
			(wanted === undefined || wanted === event.attempt)
		)
			last.set(event.instance, event.attempt);
	return [...last].map(([instance, attempt]) => ({ instance, attempt }));
}

/** A job stands for all its instances, and a group for all in it. */
function matches(instance: string, job: string | undefined): boolean {
	if (job === undefined || instance === job) return true;
	return (
		instance.startsWith(`${job}[`) ||
		instance.startsWith(`${job}.`) ||
		jobKey(instance) === job ||
		jobKey(instance).startsWith(`${job}.`)
	);
}

function printLine(
	terminal: Terminal,
	{ instance, attempt }: AttemptName,
	line: LogLine,
	options: LogsOptions,
	named = false,
): void {
	const { out } = terminal;
	if (options.json === true) {
		out.write(`${JSON.stringify({ instance, attempt, ...line })}\n`);
		return;
	}
	const time =
		options.time === true ? `${out.style.dim(line.at === undefined ? "        " : formatClock(line.at))}  ` : "";
	const name = named ? `${out.style.hint(instance)} ${out.style.dim(terminal.symbols.gutter)} ` : "";
	out.write(`${time}${name}${out.isTerminal ? keepColors(line.text) : line.text}\n`);
}

function heading(terminal: Terminal, { instance, attempt }: AttemptName): string {
	const { style } = terminal.out;
	const { rule } = terminal.symbols;
	const text = `${instance}${attempt > 1 ? `, attempt ${attempt}` : ""}`;
	return `${style.dim(rule.repeat(2))} ${style.bold(text)} ${style.dim(rule.repeat(Math.max(2, Math.min(60, terminal.out.size().columns - 1) - text.length - 4)))}\n`;
}

function unknownJob(job: string, known: ReadonlySet<string>): CommandFailure {
	const near = nearestName(jobKey(job), known);
	return new CommandFailure("input", "unknown-job", `the run has no job ${job}`, {
		next: near === undefined ? `it has: ${[...known].slice(0, 12).join(", ")}` : `did you mean ${near}?`,
	});
}
