import { count, formatDuration, formatNumber } from "../terminal/quantity.ts";
import type { Style } from "../terminal/style.ts";
import type { Symbols } from "../terminal/symbols.ts";
import { displayWidth, padEnd, printable, truncate, truncatePath } from "../terminal/width.ts";
import type { ActiveAttempt, Asking, JobLine } from "./job-line.ts";
import type { ProgressModel } from "./progress-model.ts";
import { whoIsAsked } from "./question-text.ts";
import type { Fan } from "./rounds.ts";

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
	for (const line of model.table.underWay.values()) {
		shown.push(line);
		if (shown.length > room) break;
	}
	const fits = model.table.underWay.size <= room;
	const visible = fits ? shown : shown.slice(0, Math.max(1, room - 1));
	const layout = layOut(visible, options);
	const lines = visible.map((line) => renderJob(line, layout, model, options));
	if (!fits) {
		const more = `${options.symbols.ellipsis} and ${count(model.table.underWay.size - visible.length, "more job")} under way`;
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
	const name = padEnd(truncatePath(line.leaf.key, layout.name, symbols.ellipsis), layout.name);
	const rounds = model.facts.roundText(line.newest ?? "");
	const { mark, since, pieces } = line.leaf.fanOut
		? showFanOut(line, rounds, layout, model, options)
		: showJob(line, rounds, layout, model, options);
	const elapsed = since === undefined ? "" : formatDuration(now - since);
	const room = layout.columns - 2 - layout.name - 2 - displayWidth(elapsed) - 2;
	const { text, width } = fit(pieces, room);
	return `${mark} ${style.bold(name)}  ${text}${" ".repeat(Math.max(0, room - width))}  ${style.dim(elapsed)}`.trimEnd();
}

/** A line as it is now: UTC ms since when, where that is worth saying. */
interface Shown {
	readonly mark: string;
	readonly since: number | undefined;
	readonly pieces: readonly Piece[];
}

function showFanOut(line: JobLine, rounds: string, layout: Layout, model: ProgressModel, options: FrameOptions): Shown {
	const { style, symbols } = options;
	const { active, retrying, asking } = line;
	const idle = active.size === 0 && retrying.size === 0 && asking.size === 0;
	const mark = idle
		? style.dim(symbols.pending)
		: active.size > 0
			? style.run(spin(options))
			: retrying.size > 0
				? style.warn(symbols.retrying)
				: style.people(symbols.waiting);
	return { mark, since: line.started, pieces: fanOutPieces(line, rounds, layout.bar, model, options) };
}

function showJob(line: JobLine, rounds: string, layout: Layout, model: ProgressModel, options: FrameOptions): Shown {
	const { style, symbols, now } = options;
	const round = rounds === "" ? [] : [piece(rounds)];
	const active = first(line.active.values());
	if (active !== undefined) {
		const pieces = [...round, ...activePieces(active, line, layout.bar, model, options)];
		return {
			mark: style.run(spin(options)),
			since: active.started,
			pieces: pieces.length > 0 ? pieces : kindPieces(line, style),
		};
	}
	const retry = first(line.retrying.values());
	if (retry !== undefined) {
		const text = `${model.facts.attemptText(line.newest ?? line.leaf.key, retry.attempt)} in ${formatDuration(retry.due - now)}`;
		return { mark: style.warn(symbols.retrying), since: line.started, pieces: [...round, piece(text, style.warn)] };
	}
	const asking = first(line.asking.values());
	if (asking !== undefined) {
		const pieces = [...round, ...askingPieces(asking, options)];
		return { mark: style.people(symbols.waiting), since: asking.since, pieces };
	}
	// In a loop the next round has not come to it yet.
	const pieces = rounds === "" ? [] : [piece(`${rounds} done`, style.dim)];
	return { mark: style.dim(symbols.pending), since: undefined, pieces };
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

function fanOutPieces(
	line: JobLine,
	rounds: string,
	bar: number,
	model: ProgressModel,
	options: FrameOptions,
): readonly Piece[] {
	const { style } = options;
	const { leaf, failed, retrying, asking, active } = line;
	const counted = leaf.uncounted ? model.fans.get(leaf.sizedBy ?? "") : asFan(line);
	const pieces: Piece[] = [];
	if (counted !== undefined) {
		const ended = counted.succeeded + counted.failed + counted.left;
		if (bar > 0) pieces.push(drawBar(counted.total === 0 ? 0 : ended / counted.total, bar, options));
		pieces.push(piece(`${formatNumber(ended)}/${formatNumber(counted.total)}`));
	}
	// Where several go through their rounds at once, that of one says little.
	if (rounds !== "" && active.size < 2) pieces.push(piece(rounds));
	if (failed > 0) pieces.push(piece(`${formatNumber(failed)} failed`, style.fail));
	if (retrying.size > 0) pieces.push(piece(`${formatNumber(retrying.size)} retrying`, style.warn));
	if (asking.size > 0) pieces.push(piece(`${formatNumber(asking.size)} wait for people`, style.people));
	if (asking.size === 0 || active.size > 0) pieces.push(piece(`${formatNumber(active.size)} running`, style.dim));
	const metric = lastMetric(line);
	if (metric !== undefined) pieces.push(metricPiece(metric, style));
	return pieces;
}

function asFan({ total, succeeded, failed, skipped }: JobLine): Fan {
	return { total, succeeded, failed, left: skipped };
}

function activePieces(
	active: ActiveAttempt,
	line: JobLine,
	bar: number,
	model: ProgressModel,
	options: FrameOptions,
): readonly Piece[] {
	const { style } = options;
	const pieces: Piece[] = [];
	if (active.progress !== undefined) {
		if (bar > 0) pieces.push(drawBar(active.progress, bar, options));
		pieces.push(piece(`${Math.floor(Math.min(1, Math.max(0, active.progress)) * 100)}%`.padStart(4)));
	}
	if (active.attempt > 1)
		pieces.push(piece(model.facts.attemptText(line.newest ?? line.leaf.key, active.attempt), style.warn));
	if (active.metric !== undefined) pieces.push(metricPiece(active.metric, style));
	return pieces;
}

/** What a job is, where there is nothing else to say of it. */
function kindPieces({ leaf: { plan } }: JobLine, style: Style): readonly Piece[] {
	return plan.kind === "task" ? [piece(plan.type, style.dim)] : [];
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
	const { rollback, hooks, state, started = now } = model.phase;
	const { counts, running, asking } = model.table;
	if (hooks !== undefined) pieces.push(piece(`on ${hooks}`, style.warn));
	else if (rollback.over < rollback.total)
		pieces.push(piece(`rolling back ${Math.min(rollback.over + 1, rollback.total)} of ${rollback.total}`, style.warn));
	if (counts.failed > 0) pieces.push(piece(`${formatNumber(counts.failed)} failed`, style.fail));
	if (running > 0) pieces.push(piece(`${formatNumber(running)} running`));
	else if (asking > 0) pieces.push(piece("waits for people", style.people));
	pieces.push(piece(formatDuration(now - started)));
	if (options.interrupt === "killing") pieces.push(piece("stopping every job", style.warn));
	else if (state === "cancelling")
		pieces.push(piece(room >= 64 && options.watching !== true ? "cancelling; Ctrl-C kills" : "cancelling", style.warn));
	else if (options.interrupt === "pausing" || state === "paused")
		pieces.push(piece(room >= 64 ? pausing(options) : "pausing", style.warn));
	else pieces.push(piece(options.watching === true ? "Ctrl-C stops looking" : "Ctrl-C pauses", style.dim));
	if (counts.skipped > 0) pieces.push(piece(`${formatNumber(counts.skipped)} skipped`, style.dim));
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
