import { type JobError, type Json, ownLog, type RunError, roundCount, type SkipCause } from "@dagwright/core";
import { count, formatDuration } from "../terminal/quantity.ts";
import { shellWord } from "../terminal/shell-word.ts";
import type { Style } from "../terminal/style.ts";
import type { Symbols } from "../terminal/symbols.ts";
import { displayWidth, padEnd, printable, truncate, truncatePath, wrap } from "../terminal/width.ts";
import type { JobLine, Notice, Phase } from "./job-line.ts";

export interface NoticeOptions {
	readonly columns: number;
	readonly style: Style;
	readonly symbols: Symbols;
	/** Columns of the name, so that durations stand below each other. */
	readonly nameWidth: number;
	/** UTC ms. */
	readonly now: number;
}

/** How many of the log's last lines a failure shows: fewer while it is tried again. */
const tailLines = { final: 10, retried: 3 };

/** The lines that a notice leaves on the screen for good. */
export function noticeLines(notice: Notice, options: NoticeOptions): readonly string[] {
	const { style, symbols } = options;
	switch (notice.type) {
		case "job":
			return [jobLine(notice.job, notice.line, options)];
		case "failure":
			return failureLines(notice, options);
		case "warning": {
			const head = `${symbols.warning} ${notice.path}: `;
			return [style.warn(truncate(head + printable(notice.message), options.columns - 1, symbols.ellipsis))];
		}
		case "unconverged":
			return wrap(printable(`${notice.path} ${notice.text}`), options.columns - 3).map((line, index) =>
				style.warn(index === 0 ? `${symbols.warning} ${line}` : `  ${line}`),
			);
		case "asked":
			return askedLines(notice, options);
		case "answered": {
			const [line = "", ...more] = wrap(printable(`${notice.path} ${notice.text}`), options.columns - 3);
			return [`${style.people(symbols.waiting)} ${line}`, ...more.map((text) => `  ${text}`)];
		}
		case "phase":
			return [style.dim(`${symbols.arrow} ${phaseText(notice)}`)];
		case "run":
			return [];
	}
}

function askedLines(notice: Notice & { type: "asked" }, { style, symbols, columns }: NoticeOptions): readonly string[] {
	const [head = "", ...rest] = notice.lines;
	const first = wrap(printable(`${notice.path} ${head}`), columns - 3);
	return [
		...first.map((line, index) => (index === 0 ? `${style.people(symbols.waiting)} ${style.bold(line)}` : `  ${line}`)),
		...rest.map((line) => `    ${truncate(printable(line), columns - 5, symbols.ellipsis)}`),
		...(notice.files ?? []).map((line) => `    ${printable(line)}`),
		`    ${approveCommand(notice.run, notice.path)}`,
	];
}

/** How a question is answered in a terminal. */
export function approveCommand(run: string, path: string): string {
	return `dag approve ${run} ${shellWord(path)}`;
}

/** What begins once the jobs have ended, in words. */
export function phaseText(phase: Phase): string {
	const what = phase.phase === "rollback" ? `rolling back ${count(phase.total, "instance")}` : `on ${phase.phase}`;
	return phase.frame === "" ? what : `${what} of ${phase.frame.replace(/\/$/, "")}`;
}

/** `lr = 0.001, bs = 16`. */
export function formatBindings(bindings: Readonly<Record<string, Json>>): string {
	return Object.entries(bindings)
		.map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
		.join(", ");
}

/** Why a job was skipped, in words. */
export function skipReason(cause: SkipCause | undefined): string {
	switch (cause) {
		case "condition":
			return "its condition is false";
		case "upstream":
			return "what it needs did not succeed";
		case "not_reached":
			return "not reached";
		case "not_selected":
			return "not selected";
		case undefined:
			return "";
	}
}

function jobLine(job: string, line: JobLine, options: NoticeOptions): string {
	const { style, symbols, columns } = options;
	const outcome = line.outcome ?? "succeeded";
	const mark = {
		succeeded: style.ok(symbols.succeeded),
		failed: style.fail(symbols.failed),
		skipped: style.dim(symbols.skipped),
		cancelled: style.dim(symbols.cancelled),
	}[outcome];
	const name = padEnd(truncatePath(job, Math.max(10, columns - 16), symbols.ellipsis), options.nameWidth);
	const took = timeTaken(line);
	const details: string[] = [];
	if (line.leaf.fanOut && outcome !== "skipped") {
		const total = line.leaf.uncounted ? line.succeeded + line.failed + line.skipped : line.total;
		details.push(line.failed > 0 ? `${line.succeeded}/${total}` : count(line.succeeded, unitOf(line)));
		if (line.failed > 0) details.push(style.fail(`${line.failed} failed`));
	} else if (line.leaf.inLoop && line.succeeded > 0) details.push(roundCount(line.succeeded));
	if (line.fallbacks > 0)
		details.push(style.warn(line.leaf.fanOut ? `${line.fallbacks} by fallback` : "by its fallback"));
	if (outcome === "skipped") details.push(skipReason(line.skip));
	if (outcome === "cancelled") details.push("cancelled");
	const time = took.padStart(outcome === "skipped" ? 0 : 7);
	const room = columns - 1 - 2 - displayWidth(name) - 2 - time.length - 2;
	const detail = details.filter((text) => text !== "").join("  ");
	const shown = displayWidth(detail) <= room ? detail : "";
	const quiet = outcome === "skipped" || outcome === "cancelled";
	const body = [quiet ? style.dim(name) : name, time, style.dim(shown)].filter((text) => text !== "").join("  ");
	return `${mark} ${body}`.trimEnd();
}

/** What is in a loop took as long as its rounds did, and not the time between them. */
function timeTaken({ leaf, started, ended, busy }: JobLine): string {
	if (started === undefined || ended === undefined) return "";
	return formatDuration(leaf.inLoop ? busy : ended - started);
}

function unitOf({ leaf }: JobLine): string {
	return leaf.inLoop && leaf.sizedBy !== leaf.key ? "round" : "instance";
}

function failureLines(notice: Notice & { type: "failure" }, options: NoticeOptions): readonly string[] {
	const { style, symbols, columns } = options;
	const bindings = notice.bindings === undefined ? "" : ` (${formatBindings(notice.bindings)})`;
	const again = notice.retryAt !== undefined;
	const most = notice.attempt <= notice.attempts ? ` of ${notice.attempts}` : "";
	const attempt = notice.attempts > 1 && notice.attempt > 0 ? `, attempt ${notice.attempt}${most},` : "";
	const delay = notice.retryAt === undefined ? "" : `; again ${retryDelay(notice.retryAt - options.now)}`;
	const next = notice.fallback === "next" ? "; its fallback runs" : delay;
	const fallen = notice.fallback === "spent" ? " and its fallback" : "";
	const took = notice.took === undefined ? "" : ` after ${formatDuration(notice.took)}`;
	const allowed = notice.allowed === true && !again ? " (allowed)" : "";
	const paint = again || notice.allowed === true ? style.warn : style.fail;
	const head = `${again ? symbols.retrying : symbols.failed} ${printable(notice.path)}${truncate(printable(bindings), columns, symbols.ellipsis)}${attempt}${fallen} failed${allowed}${next}${took}`;
	if (notice.brief === true) {
		const [sentence = ""] = printable(errorSentence(notice.error)).split("\n");
		return [paint(truncate(`${head}: ${sentence}`, columns - 1, symbols.ellipsis))];
	}
	const lines = wrap(head, columns - 3).map((line, index) => paint(style.bold(index === 0 ? line : `  ${line}`)));
	for (const line of wrap(printable(errorSentence(notice.error)), columns - 5)) lines.push(`    ${line}`);
	for (const line of logTail(notice.error, again ? tailLines.retried : tailLines.final))
		lines.push(`  ${style.dim(symbols.gutter)} ${truncate(line, columns - 5, symbols.ellipsis)}`);
	return lines;
}

/** `in 2.0s`, or `at once` where there is nothing to wait for. */
export function retryDelay(ms: number): string {
	return ms < 50 ? "at once" : `in ${formatDuration(ms)}`;
}

/** The error's message, which already names the exit code or signal. */
export function errorSentence(error: JobError): string {
	return error.message === "" ? `failed (${error.kind})` : error.message;
}

/** `ship: exited with code 127: sh: ./undo: not found`: what could not be undone, and the last that its rollback said. */
export function notUndoneText({ job, ...error }: RunError): string {
	const [last] = logTail(error, 1);
	return printable([`${job}: ${errorSentence(error)}`, ...(last === undefined ? [] : [last])].join(": "));
}

/** What Node.js prints below every error of a script: its own frames and version push the error itself out of sight. */
function isNodeNoise(line: string): boolean {
	return /^\s+at .*\(?node:internal\/|^Node\.js v\d/.test(line);
}

/** The last lines of a failed attempt's log, safe to print; not the message again, where the job printed it too. */
export function logTail(error: JobError, most: number): readonly string[] {
	return ownLog(error)
		.split(/\r\n|\n/)
		.filter((line) => line !== "" && !isNodeNoise(line))
		.slice(-most)
		.map((line) => printable(line.slice(line.lastIndexOf("\r") + 1)));
}
