import {
	type ApprovalView,
	type GraphNode,
	type GraphView,
	type InstanceView,
	type NodeStatus,
	roundCount,
	roundName,
	unconvergedWords,
} from "@dagwright/core";
import { isBetweenInstances } from "../progress/between-instances.ts";
import { errorSentence, skipReason } from "../progress/notice-lines.ts";
import { whoIsAsked } from "../progress/question-text.ts";
import { count, formatDuration } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { oneLine, padEnd, padStart, printable, truncate, truncatePath, wrap } from "../terminal/width.ts";

/** What the rows of a run's jobs are made for. */
export interface RowsOptions {
	/** An engine is at work on the run. */
	readonly driven: boolean;
	/** Whether the run goes on and succeeds without this node. */
	readonly isAllowed: (id: string) => boolean;
	/** UTC ms. */
	readonly now: number;
}

/** A row for each job: how it is, how long it took, and what else is to be said of it. */
export function jobRows(
	terminal: Terminal,
	nodes: readonly GraphNode[],
	all: GraphView["nodes"],
	options: RowsOptions,
): readonly string[] {
	const { style } = terminal.out;
	const { columns } = terminal.out.size();
	const narrow = columns < 64;
	const marks = marksOf(terminal);
	const longest = Math.max(8, ...nodes.map(({ id }) => id.length));
	const words = nodes.map((node) => statusWord(node, options));
	const wordWidth = Math.max(11, ...words.map((word) => word.length));
	const nameWidth = Math.min(longest, narrow ? Math.max(10, columns - 14 - wordWidth) : 32);
	const byId = new Map(all.map((node) => [node.id, node]));
	return nodes.flatMap((node, at) => {
		const loops = inLoop(node, byId);
		const took = timeTaken(node, loops, options);
		const cells = [
			`${markOf(node, marks, terminal, options)} ${padEnd(truncatePath(node.id, nameWidth, terminal.symbols.ellipsis), nameWidth)}`,
			padEnd(words[at] ?? "", wordWidth),
			padStart(took === undefined ? "" : formatDuration(took), 7),
		];
		const counted = node.kind === "loop" ? roundsOf(node) : instancesOf(node, loops);
		const remarks = remarksOf(node, options).join("  ");
		const detail = [counted, remarks].filter((text) => text !== "").join("  ");
		const room = columns - nameWidth - wordWidth - 16;
		if (detail.length <= room || !narrow) {
			const shown = style.dim(truncate(detail, Math.max(0, room), terminal.symbols.ellipsis));
			return [[...cells, shown].join("  ").trimEnd()];
		}
		// Beside the rest of the row there is no room for it.
		const row = [...cells, counted.length <= room ? style.dim(counted) : ""].join("  ").trimEnd();
		const [first = "", ...more] = wrap(remarks, columns - 6);
		return remarks === ""
			? [row]
			: [row, `    ${style.dim(more.length === 0 ? first : first + terminal.symbols.ellipsis)}`];
	});
}

function marksOf({ out: { style }, symbols }: Terminal): Readonly<Record<NodeStatus, string>> {
	return {
		pending: style.dim(symbols.pending),
		ready: style.dim(symbols.pending),
		held: style.warn(symbols.paused),
		running: style.run(symbols.arrow),
		waiting: style.people(symbols.waiting),
		retrying: style.warn(symbols.retrying),
		succeeded: style.ok(symbols.succeeded),
		cached: style.ok(symbols.succeeded),
		skipped: style.dim(symbols.skipped),
		failed: style.fail(symbols.failed),
		cancelled: style.dim(symbols.cancelled),
		rolled_back: style.dim(symbols.cancelled),
	};
}

/** A failure that the job may have is no alarm. */
function markOf(
	{ id, status }: GraphNode,
	marks: Readonly<Record<NodeStatus, string>>,
	{ out: { style }, symbols }: Terminal,
	{ isAllowed }: RowsOptions,
): string {
	return status === "failed" && isAllowed(id) ? style.warn(symbols.failed) : marks[status];
}

/** What no engine drives does not run, whatever its last event says. */
function statusWord(node: GraphNode, { driven, isAllowed }: RowsOptions): string {
	const { id, status, type, approval } = node;
	if (status === "failed" && isAllowed(id)) return "failed (allowed)";
	if (hasItsAnswers(approval)) return "approved";
	if (!driven && status === "running" && type === "approval") return "answered";
	if (!driven && isBetweenInstances(node)) return "begun";
	if (!driven && (status === "running" || status === "retrying")) return "interrupted";
	return status.replace("_", " ");
}

function inLoop({ parent }: GraphNode, byId: ReadonlyMap<string, GraphNode>): boolean {
	const around = parent === undefined ? undefined : byId.get(parent);
	return around !== undefined && (around.kind === "loop" || inLoop(around, byId));
}

/** ms; of what is in a loop the time of its rounds, and not that between them. */
function timeTaken(node: GraphNode, loops: boolean, { driven, now }: RowsOptions): number | undefined {
	const end = ({ ended }: Pick<GraphNode, "ended">) => ended ?? (driven ? now : undefined);
	if (loops && node.instances !== undefined) {
		const spans = node.instances.flatMap((each) => {
			const until = end(each);
			return each.started === undefined || until === undefined ? [] : [{ from: each.started, until }];
		});
		return spans.length === 0 ? undefined : timeCovered(spans);
	}
	const until = end(node);
	if (node.started === undefined || until === undefined || until === node.started) return undefined;
	return until - node.started;
}

/** ms in which one of the spans at least was under way. */
function timeCovered(spans: readonly { readonly from: number; readonly until: number }[]): number {
	let covered = 0;
	let last = Number.NEGATIVE_INFINITY;
	for (const { from, until } of spans.toSorted((a, b) => a.from - b.from)) {
		covered += Math.max(0, until - Math.max(from, last));
		last = Math.max(last, until);
	}
	return covered;
}

function remarksOf(node: GraphNode, { driven }: RowsOptions): readonly string[] {
	const { instances = [], unconverged = [] } = node;
	const undone = instances.filter(({ status }) => status === "rolled_back").length;
	const isAgain = node.status === "running" && (node.attempts ?? 1) > 1 && (node.attempt ?? 1) > 1;
	return [
		node.reused === true ? "reused" : "",
		driven ? roundUnderWay(node) : "",
		unconverged.length === 0 ? "" : unconvergedOf(node, unconverged.length),
		undone > 0 && undone < instances.filter(isDone).length ? `${undone} rolled back` : "",
		node.fallback === true ? "by its fallback" : "",
		isAgain ? `attempt ${node.attempt} of ${node.attempts}` : "",
		node.approval === undefined ? "" : aboutPeople(node.approval),
		node.status === "skipped" ? skipReason(node.skip) : "",
		node.error === undefined ? "" : oneLine(errorSentence(node.error)),
	].filter((text) => text !== "");
}

/** Who is asked, or who has approved where nobody else has to: then it waits for an engine. */
function aboutPeople(approval: ApprovalView): string {
	if (!hasItsAnswers(approval)) return `asks ${whoIsAsked(approval)}`;
	return `by ${printable(approval.given.map(({ by }) => by).join(", "))}`;
}

function hasItsAnswers(approval: ApprovalView | undefined): boolean {
	return approval?.about === "approval" && approval.given.length >= approval.needed;
}

function isDone({ status }: InstanceView): boolean {
	return status === "succeeded" || status === "rolled_back";
}

/** `round 3 of 8`: where a loop is that runs; empty of several by this name. */
function roundUnderWay({ id, kind, instances = [], max_rounds: max, status }: GraphNode): string {
	if (kind !== "loop" || status !== "running" || max === undefined) return "";
	const isOne = instances.length > 0 && instances.every(({ path }, index) => path === `${id}[${index}]`);
	return isOne ? roundName(instances.length, max) : "";
}

function roundsOf(node: GraphNode): string {
	const { instances = [], unconverged } = node;
	// Of one loop that did not converge that is said of all its rounds.
	if (instances.length === 0 || unconverged?.length === 1 || roundUnderWay(node) !== "") return "";
	return roundCount(instances.length);
}

function unconvergedOf({ id, max_rounds: max }: GraphNode, many: number): string {
	return many === 1 ? unconvergedWords(max ?? 0) : `${many} of ${id} did not converge`;
}

/** `3/4` instances; of what is in a loop how often it was done, for nobody knows how often it will be. */
function instancesOf({ kind, status, instances = [], reused }: GraphNode, loops: boolean): string {
	if (instances.length === 0)
		return kind === "fan_out" && status === "succeeded" && reused !== true ? "no instances" : "";
	const done = instances.filter(isDone).length;
	if (!loops) return `${done}/${instances.length}`;
	const isAll = instances.every((each) => isDone(each) || each.status === "running" || each.status === "ready");
	const unit = kind === "fan_out" ? "instance" : "round";
	return isAll ? count(done, unit) : `${done} of ${count(instances.length, unit)}`;
}
