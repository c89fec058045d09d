import { type GraphView, graphView, type RunEvent } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import { engineOf, followRun } from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { jobKey } from "../progress/job-index.ts";
import { errorSentence, skipReason } from "../progress/notice-lines.ts";
import { readBegun } from "../run/begun-run.ts";
import { findRun, type RunAddress } from "../run/find-run.ts";
import { type LogLine, logLines } from "../run/log-lines.ts";
import { keepColors } from "../terminal/escape-sequence.ts";
import { count, formatClock } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { printable } from "../terminal/width.ts";

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
	const { plan, events, state } = readBegun(address.root, address.run);
	const known = new Set(
		plan.workflows[plan.main]?.body.nodes.filter(({ kind }) => kind !== "let").map((node) => node.name),
	);
	for (const event of events) if (event.type === "attempt.started") known.add(jobKey(event.instance));
	if (job !== undefined && ![...known].some((name) => isOrHolds(jobKey(job), name))) throw unknownJob(job, known);
	if (options.follow === true) return follow(terminal, address, job, options);
	const attempts = attemptsOf(events, job, options.attempt);
	if (attempts.length === 0) {
		terminal.err.write(
			`${nothingStarted(graphView(plan, state), address.run, job, attemptsOf(events, job, undefined))}\n`,
		);
		return;
	}
	let printed = false;
	for (const attempt of attempts) {
		const title = attempts.length > 1 && options.json !== true;
		if (title) terminal.out.write(heading(terminal, attempt));
		for await (const line of logLines({ ...address, ...attempt, ...wanted(options), follow: false })) {
			printed = true;
			printLine(terminal, attempt, line, options);
		}
	}
	if (!printed && options.json !== true) terminal.err.write(`${nothingWritten(events, attempts)}\n`);
}

/** Why there is no log of what was asked for. */
function nothingStarted(
	{ nodes, run: about }: GraphView,
	run: string,
	job: string | undefined,
	others: readonly AttemptName[],
): string {
	if (job === undefined) return `No job has started in run ${run}.`;
	const origin = about?.forked_from?.run;
	if (origin !== undefined && nodes.find(({ id }) => id === jobKey(job))?.reused === true) {
		return `${job} was reused from run ${origin}; what it wrote is there: dag logs ${origin} ${job.includes("[") ? `'${job}'` : job}`;
	}
	const most = Math.max(0, ...others.map(({ attempt }) => attempt));
	if (most > 0) return `${job} has made only ${count(most, "attempt")} in run ${run}.`;
	const node = nodes.find(({ id }) => id === job);
	if (node?.status === "skipped") return `${job} was skipped in run ${run}: ${skipReason(node.skip)}.`;
	if (node?.kind === "fan_in") return `${job} is a fan-in: it runs nothing, so it has no log.`;
	if (node?.status === "succeeded") return `${job} ran nothing in run ${run}: it had no instances.`;
	return `${job} has not started in run ${run}.`;
}

/** An attempt may fail before its process could write, and then only the error says why. */
function nothingWritten(events: readonly RunEvent[], attempts: readonly AttemptName[]): string {
	const failed = events.findLast(
		(event) =>
			event.type === "attempt.failed" &&
			attempts.some(({ instance, attempt }) => instance === event.instance && attempt === event.attempt),
	);
	const [first, ...more] = attempts;
	const who = more.length > 0 || first === undefined ? "They" : first.instance;
	if (failed?.type !== "attempt.failed") return `${who} wrote nothing.`;
	return `${failed.instance} wrote nothing; it failed: ${printable(errorSentence(failed.error))}`;
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
	// What has ended is read one after the other, in the order of the starts.
	const goesOn = engineOf(address.root, address.run) !== undefined;
	let turn = Promise.resolve();
	for await (const event of followRun(address.root, address.run)) {
		if (event.type !== "attempt.started" || !matches(event.instance, job)) continue;
		if (options.attempt !== undefined && event.attempt !== options.attempt) continue;
		const attempt = { instance: event.instance, attempt: event.attempt };
		const read = async () => {
			for await (const line of logLines({ ...address, ...attempt, ...wanted(options), follow: true }))
				printLine(terminal, attempt, line, options, !one);
		};
		turn = goesOn ? read() : turn.then(read);
		readers.push(turn);
	}
	await Promise.all(readers);
}

function wanted({ lines }: LogsOptions): { readonly lines?: number } {
	return lines === undefined ? {} : { lines };
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

/** A job stands for all its instances, and a group, loop or call for all in it. */
function matches(instance: string, job: string | undefined): boolean {
	return job === undefined || isOrHolds(job, instance) || isOrHolds(job, jobKey(instance));
}

/** The path is the job's own, or one of its instances, of its rounds, or of what is in it. */
function isOrHolds(job: string, path: string): boolean {
	return path.startsWith(job) && (path.length === job.length || "[./".includes(path.charAt(job.length)));
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
