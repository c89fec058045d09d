import { count, formatDuration, formatNumber } from "../terminal/quantity.ts";
import type { Style } from "../terminal/style.ts";
import type { Symbols } from "../terminal/symbols.ts";
import { displayWidth, padEnd, printable, truncate } from "../terminal/width.ts";
import type { ActiveAttempt, Asking, JobLine } from "./job-line.ts";
import type { ProgressModel } from "./progress-model.ts";
import { whoIsAsked } from "./question-text.ts";

export interface FrameOptions {
	readonly columns: number;
	readonly rows: number;
	/** UTC ms. */
	readonly now: number;
	readonly style: Style;
	readonly symbols: Symbols;
	/** What the person asked for with Ctrl-C. */
	readonly interrupt?: "pausing" | "killing";
	/** Another process drives the run. */
	readonly watching?: boolean;
}

/**
 * The moving part of the screen: a line per job under way, then one about the whole run. It has at most `rows - 1`
 * lines of at most `columns - 1` columns, and costs what it shows, whatever the size of the run.
 */
export function renderFrame(model: ProgressModel, options: FrameOptions): readonly string[] {
	const room = Math.max(1, options.rows - 3);
	const shown: JobLine[] = [];
	for (const line of model.underWay.values()) {
		shown.push(line);
		if (shown.length > room) break;
	}
	const fits = model.underWay.size <= room;
	const visible = fits ? shown : shown.slice(0, Math.max(1, room - 1));
	const layout = layOut(visible, options);
	const lines = visible.map((line) => renderJob(line, layout, model, options));
	if (!fits) {
		const more = `${options.symbols.ellipsis} and ${count(model.underWay.size - visible.length, "more job")} under way`;
		lines.push(options.style.dim(`  ${truncate(more, options.columns - 3)}`));
	}
	lines.push(renderRun(model, options));
	return lines;
}

interface Layout {
	readonly name: number;
	readonly bar: number;
	readonly columns: number;
}

function layOut(lines: readonly JobLine[], options: FrameOptions): Layout {
	const columns = options.columns - 1;
	const longest = Math.max(8, ...lines.map((line) => line.leaf.key.length));
	return {
		columns,
		name: Math.min(longest, Math.max(10, Math.floor(columns * (columns < 60 ? 0.4 : 0.32)))),
		bar: columns >= 90 ? 20 : columns >= 64 ? 12 : 0,
	};
}

function renderJob(line: JobLine, layout: Layout, model: ProgressModel, options: FrameOptions): string {
	const { style, symbols, now } = options;
	const name = padEnd(truncate(line.leaf.key, layout.name, symbols.ellipsis), layout.name);
	const active = line.leaf.fanOut ? undefined : first(line.active.values());
	const retry = line.leaf.fanOut ? undefined : first(line.retrying.values());
	const asking = line.leaf.fanOut || active !== undefined ? undefined : first(line.asking.values());
	const waiting = line.active.size === 0 && line.retrying.size > 0;
	const forPeople = line.active.size === 0 && line.retrying.size === 0 && line.asking.size > 0;
	const mark = forPeople
		? style.people(symbols.waiting)
		: waiting
			? style.warn(symbols.retrying)
			: style.run(spin(options));
	const elapsed = formatDuration(now - (active?.started ?? asking?.since ?? line.started ?? now));
	const room = layout.columns - 2 - layout.name - 2 - displayWidth(elapsed) - 2;
	const pieces = line.leaf.fanOut
		? fanOutPieces(line, layout.bar, options)
		: asking !== undefined
			? askingPieces(asking, options)
			: retry !== undefined && active === undefined
				? [
						piece(
							`${model.attemptText(line.leaf.key, retry.attempt)} in ${formatDuration(retry.due - now)}`,
							style.warn,
						),
					]
				: activePieces(active, line, layout.bar, model, options);
	const { text, width } = fit(pieces, room);
	return `${mark} ${style.bold(name)}  ${text}${" ".repeat(Math.max(0, room - width))}  ${style.dim(elapsed)}`;
}

function askingPieces({ approval, given }: Asking, { style, now }: FrameOptions): readonly Piece[] {
	const { needed, deadline } = approval;
	return [
		piece(`asks ${whoIsAsked(approval)}`, style.people),
		...(needed > 1 ? [piece(`${given} of ${needed} approved`)] : []),
		...(deadline === undefined ? [] : [piece(`${formatDuration(Math.max(0, deadline - now))} left`, style.dim)]),
	];
}

interface Piece {
	readonly text: string;
	readonly width: number;
}

function piece(text: string, paint: (text: string) => string = (same) => same): Piece {
	return { text: paint(text), width: displayWidth(text) };
}

/** As many pieces, from the left, as there is room for. */
function fit(pieces: readonly Piece[], room: number): Piece {
	let text = "";
	let width = 0;
	for (const next of pieces) {
		const gap = width === 0 ? 0 : 2;
		if (width + gap + next.width > room) continue;
		text += " ".repeat(gap) + next.text;
		width += gap + next.width;
	}
	return { text, width };
}

function fanOutPieces(line: JobLine, bar: number, options: FrameOptions): readonly Piece[] {
	const { style } = options;
	const ended = line.succeeded + line.failed + line.skipped;
	const share = line.total === 0 ? 0 : ended / line.total;
	const pieces: Piece[] = [];
	if (bar > 0) pieces.push(drawBar(share, bar, options));
	pieces.push(piece(`${formatNumber(ended)}/${formatNumber(line.total)}`));
	if (line.failed > 0) pieces.push(piece(`${formatNumber(line.failed)} failed`, style.fail));
	if (line.retrying.size > 0) pieces.push(piece(`${formatNumber(line.retrying.size)} retrying`, style.warn));
	if (line.asking.size > 0) pieces.push(piece(`${formatNumber(line.asking.size)} wait for people`, style.people));
	if (line.asking.size === 0 || line.active.size > 0)
		pieces.push(piece(`${formatNumber(line.active.size)} running`, style.dim));
	const metric = lastMetric(line);
	if (metric !== undefined) pieces.push(metricPiece(metric, style));
	return pieces;
}

function activePieces(
	active: ActiveAttempt | undefined,
	line: JobLine,
	bar: number,
	model: ProgressModel,
	options: FrameOptions,
): readonly Piece[] {
	const { style } = options;
	const pieces: Piece[] = [];
	if (line.leaf.endsWith !== undefined) pieces.push(piece(`round ${formatNumber(roundOf(line))}`));
	if (active?.progress !== undefined) {
		if (bar > 0) pieces.push(drawBar(active.progress, bar, options));
		pieces.push(piece(`${Math.floor(Math.min(1, Math.max(0, active.progress)) * 100)}%`.padStart(4)));
	}
	if (active !== undefined && active.attempt > 1)
		pieces.push(piece(model.attemptText(line.leaf.key, active.attempt), style.warn));
	if (active?.metric !== undefined) pieces.push(metricPiece(active.metric, style));
	if (pieces.length === 0 && line.leaf.plan.kind === "task") pieces.push(piece(line.leaf.plan.type, style.dim));
	return pieces;
}

/** The round under way, or between rounds the next. */
function roundOf({ succeeded, failed, skipped }: JobLine): number {
	return succeeded + failed + skipped + 1;
}

function metricPiece(metric: NonNullable<ActiveAttempt["metric"]>, style: Style): Piece {
	const name = truncate(printable(metric.name), 16);
	const value = formatNumber(metric.value);
	return { text: `${style.dim(name)} ${value}`, width: displayWidth(name) + 1 + value.length };
}

function drawBar(share: number, width: number, { style, symbols }: FrameOptions): Piece {
	const full = Math.round(Math.min(1, Math.max(0, share)) * width);
	return {
		text: style.run(symbols.barFull.repeat(full)) + style.dim(symbols.barEmpty.repeat(width - full)),
		width,
	};
}

/** The bottom line: how far the run is, what it is doing, how long it has taken. */
function renderRun(model: ProgressModel, options: FrameOptions): string {
	const { style, symbols, now } = options;
	const room = options.columns - 1;
	const pieces: Piece[] = [];
	const head = `${formatNumber(model.done)}/${count(model.total, "job")}`;
	pieces.push(piece(head, style.bold));
	const { rollback, hooks } = model;
	if (hooks !== undefined) pieces.push(piece(`on ${hooks}`, style.warn));
	else if (rollback.total > 0)
		pieces.push(piece(`rolling back ${Math.min(rollback.over + 1, rollback.total)} of ${rollback.total}`, style.warn));
	if (model.counts.failed > 0) pieces.push(piece(`${formatNumber(model.counts.failed)} failed`, style.fail));
	if (model.running > 0) pieces.push(piece(`${formatNumber(model.running)} running`));
	else if (model.asking > 0) pieces.push(piece("waits for people", style.people));
	pieces.push(piece(formatDuration(now - (model.started ?? now))));
	if (options.interrupt === "killing") pieces.push(piece("stopping every job", style.warn));
	else if (model.state === "cancelling")
		pieces.push(piece(room >= 64 && options.watching !== true ? "cancelling; Ctrl-C kills" : "cancelling", style.warn));
	else if (options.interrupt === "pausing" || model.state === "paused")
		pieces.push(piece(room >= 64 ? pausing(options) : "pausing", style.warn));
	else pieces.push(piece(options.watching === true ? "Ctrl-C stops looking" : "Ctrl-C pauses", style.dim));
	if (model.counts.skipped > 0) pieces.push(piece(`${formatNumber(model.counts.skipped)} skipped`, style.dim));
	const bar = room >= 64 ? [drawBar(model.total === 0 ? 1 : model.done / model.total, 12, options)] : [];
	return fit([...bar, ...pieces], room).text || truncate(head, room, symbols.ellipsis);
}

function pausing({ interrupt, watching }: FrameOptions): string {
	if (watching === true) return "pausing";
	return interrupt === "pausing" ? "pausing; Ctrl-C again kills" : "pausing; Ctrl-C twice kills";
}

function lastMetric(line: JobLine): ActiveAttempt["metric"] {
	// Only the newest attempts are looked at, so that a fan-out of thousands costs no more than a small one.
	let seen = 0;
	for (const active of line.active.values()) {
		if (active.metric !== undefined) return active.metric;
		if (++seen >= 8) break;
	}
	return undefined;
}

function spin({ now, symbols }: FrameOptions): string {
	return symbols.spinner[Math.floor(now / 100) % symbols.spinner.length] ?? "";
}

function first<Value>(values: Iterable<Value>): Value | undefined {
	for (const value of values) return value;
	return undefined;
}
