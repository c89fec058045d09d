import { graphView, type RunEvent } from "@dagwright/core";
import { engineOf, followRun, type RunSnapshot, readRun, UserError } from "@dagwright/engine";
import { errorSentence } from "../progress/notice-lines.ts";
import { readBegun } from "../run/begun-run.ts";
import { findRun, type RunAddress } from "../run/find-run.ts";
import { type LogLine, logLines } from "../run/log-lines.ts";
import { isMeant, type PathPart, parsePath, pathText } from "../run/log-path.ts";
import { findInRun, type LogSource, whyNoLog } from "../run/why-no-log.ts";
import { keepColors } from "../terminal/escape-sequence.ts";
import { count, formatClock } from "../terminal/quantity.ts";
import { shellWord } from "../terminal/shell-word.ts";
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
	const source = readSource(address);
	const parts = job === undefined ? [] : findInRun(source, job);
	const earlier = job === undefined ? undefined : reusedFrom(address, source, parts);
	if (options.follow === true && earlier === undefined) {
		if (!(await follow(terminal, address, job, parts, options)))
			terminal.err.write(`${nothingStarted(readSource(address), job, parts, options)}\n`);
		return;
	}
	const { events } = source;
	const attempts = attemptsOf(events, parts, options.attempt);
	if (attempts.length === 0) {
		terminal.err.write(`${earlier ?? nothingStarted(source, job, parts, options)}\n`);
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

function readSource({ root, run }: RunAddress): LogSource {
	const { plan, events, state } = readBegun(root, run);
	return { run, plan, events, view: graphView(plan, state), over: state.status === "finished" };
}

/** Where the log of a job is that a fork reused; undefined of what ran in this run. */
function reusedFrom({ root }: RunAddress, source: LogSource, parts: readonly PathPart[]): string | undefined {
	const [first] = parts;
	const path = pathText(parts, parts.length - 1, parts.at(-1)?.indices.length ?? 0);
	let origin: string | undefined;
	for (let view = source.view; ; ) {
		const from = view.run?.forked_from?.run;
		if (from === undefined || view.nodes.find(({ id }) => id === first?.key)?.reused !== true) break;
		origin = from;
		const earlier = readIfThere(root, from);
		if (earlier === undefined)
			return `${path} was reused from run ${from}, which was removed, and what it wrote with it.`;
		view = graphView(earlier.plan, earlier.state);
	}
	return (
		origin && `${path} was reused from run ${origin}; what it wrote is there: dag logs ${origin} ${shellWord(path)}`
	);
}

function readIfThere(root: string, run: string): RunSnapshot | undefined {
	try {
		return readRun(root, run);
	} catch (error) {
		if (error instanceof UserError && error.code === "engine/unknown-run") return undefined;
		throw error;
	}
}

/** Why there is no log of what was asked for. */
function nothingStarted(
	source: LogSource,
	job: string | undefined,
	parts: readonly PathPart[],
	{ attempt }: LogsOptions,
): string {
	const { run, events } = source;
	if (job === undefined && attempt === undefined) return `No job has started in run ${run}.`;
	const most = Math.max(0, ...attemptsOf(events, parts, undefined).map((each) => each.attempt));
	if (job === undefined) return `No job of run ${run} has made ${attempt} attempts.`;
	return most > 0 ? `${job} has made only ${count(most, "attempt")} in run ${run}.` : whyNoLog(source, job);
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

/**
 * Prints lines as they come, of every attempt that starts; with its name before them when there may be several. Resolves
 * to whether any started.
 */
async function follow(
	terminal: Terminal,
	address: RunAddress,
	job: string | undefined,
	parts: readonly PathPart[],
	options: LogsOptions,
): Promise<boolean> {
	const one = job?.includes("[") === true;
	const readers: Promise<void>[] = [];
	// What has ended is read one after the other, in the order of the starts.
	const goesOn = engineOf(address.root, address.run) !== undefined;
	let turn = Promise.resolve();
	for await (const event of followRun(address.root, address.run)) {
		if (event.type !== "attempt.started" || !matches(event.instance, parts)) continue;
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
	return readers.length > 0;
}

function wanted({ lines }: LogsOptions): { readonly lines?: number } {
	return lines === undefined ? {} : { lines };
}

/** The last attempt of each instance that is meant, or that of the number. */
function attemptsOf(
	events: readonly RunEvent[],
	parts: readonly PathPart[],
	wanted: number | undefined,
): readonly AttemptName[] {
	const last = new Map<string, number>();
	for (const event of events)
		if (
			event.type === "attempt.started" &&
			(wanted === undefined || wanted === event.attempt) &&
			matches(event.instance, parts)
		)
			last.set(event.instance, event.attempt);
	return [...last].map(([instance, attempt]) => ({ instance, attempt }));
}

/** What is asked for is mostly a single job, whose name most instances do not begin with. */
function matches(instance: string, parts: readonly PathPart[]): boolean {
	const [first] = parts;
	if (first === undefined) return true;
	return instance.startsWith(first.key) && isMeant(parts, parsePath(instance) ?? []);
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
