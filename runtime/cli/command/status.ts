import { isAbsolute } from "node:path";
import {
	actualCriticalPath,
	graphView,
	type NodeStatus,
	type Plan,
	pendingQuestions,
	type RunState,
	summary,
} from "@dagwright/core";
import { followRun, readRun } from "@dagwright/engine";
import { formatValue, isFile } from "../progress/format-value.ts";
import { LiveView } from "../progress/live-view.ts";
import { errorSentence, skipReason } from "../progress/notice-lines.ts";
import { PlainView } from "../progress/plain-view.ts";
import { whoIsAsked } from "../progress/question-text.ts";
import { shownPath } from "../project/project.ts";
import { findRun } from "../run/find-run.ts";
import { questionLines } from "../run/question-lines.ts";
import { runWord } from "../run/run-word.ts";
import { count, formatClock, formatDuration } from "../terminal/quantity.ts";
import { canRedraw, type Terminal } from "../terminal/terminal.ts";
import { padEnd, padStart, printable, truncate, wrap } from "../terminal/width.ts";

/** `dag status`: how a run is doing, once or until it ends. */
export async function status(
	terminal: Terminal,
	name: string,
	options: { readonly watch?: true; readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	if (options.watch === true) await watch(terminal, root, run, options);
	const { plan, state, engine, folder } = readRun(root, run);
	const driven = engine !== undefined;
	if (options.json === true) {
		if (options.watch === true) return;
		const view = graphView(plan, state);
		const { status: phase, result, started, ended, params, outputs, error, rollbackFailures } = state;
		terminal.out.write(
			`${JSON.stringify({ run, workflow: view.workflow, status: phase, result, driven, started, ended, params, outputs, error, ...(rollbackFailures.length > 0 && { rollback_failures: rollbackFailures }), forked_from: state.forkedFrom, reopened: state.reopened, checkpoints: state.checkpoints, folder, asking: pendingQuestions(state), jobs: view.nodes.filter(({ kind }) => kind !== "output"), critical: actualCriticalPath(plan, state) })}\n`,
		);
		return;
	}
	terminal.out.write((options.watch === true ? "\n" : "") + renderStatus(terminal, run, plan, state, driven));
}

async function watch(terminal: Terminal, root: string, run: string, options: { readonly json?: true }): Promise<void> {
	if (options.json === true) {
		// As `dag run --json` begins, so that one reader understands both.
		const { plan, origins, folder } = readRun(root, run);
		terminal.out.write(`${JSON.stringify({ type: "run", run, plan, origins, folder })}\n`);
		for await (const event of followRun(root, run)) terminal.out.write(`${JSON.stringify({ type: "event", event })}\n`);
		return;
	}
	const { plan, events } = readRun(root, run);
	using view = canRedraw(terminal) ? new LiveView(terminal, plan) : new PlainView(terminal, plan);
	view.watching();
	// A log is read from its beginning; on a screen what has ended is only counted.
	let known = view instanceof LiveView ? events.length : 0;
	for await (const event of followRun(root, run)) {
		if (known-- > 0) view.past(event);
		else view.event(event);
	}
}

/** Jobs that a status lists before it only counts them. */
const mostJobs = 60;

/** What no engine drives does not run, whatever its last event says. */
function statusWord(status: NodeStatus, driven: boolean): string {
	if (!driven && (status === "running" || status === "retrying")) return "interrupted";
	return status.replace("_", " ");
}

/** Which run it is a fork of, and where it can be gone back to. */
function originLines(terminal: Terminal, { forkedFrom, reopened, checkpoints }: RunState): readonly string[] {
	const { style } = terminal.out;
	const newest = checkpoints.at(-1);
	return [
		...(forkedFrom === undefined ? [] : [style.dim(`a fork of run ${forkedFrom.run}`)]),
		...(reopened === 0
			? []
			: [style.dim(`tried again ${reopened === 1 ? "once" : `${reopened} times`} after its end`)]),
		...(newest === undefined
			? []
			: [style.dim(`${count(checkpoints.length, "checkpoint")}, the newest is ${newest.name}`)]),
	];
}

function renderStatus(terminal: Terminal, run: string, plan: Plan, state: RunState, driven: boolean): string {
	const { style } = terminal.out;
	const { symbols } = terminal;
	const { columns } = terminal.out.size();
	const view = graphView(plan, state);
	const word = runWord(state, driven, terminal);
	const took = formatDuration((state.ended ?? Date.now()) - state.started);
	const lines = [
		`${word.mark} ${style.bold(view.workflow)} ${word.paint(word.text)} ${style.dim(`${symbols.dot} run ${run} ${symbols.dot} ${took} ${symbols.dot} began ${formatClock(state.started, true)}`)}`,
		...originLines(terminal, state),
		"",
	];
	const all = view.nodes.filter(({ kind }) => kind !== "let" && kind !== "output");
	const jobs = all.filter(({ kind, status, skip }) => {
		// What follows the jobs is of interest once it has begun.
		if ((kind === "rollback" || kind === "hook") && status === "pending") return false;
		return (
			skip !== "not_selected" &&
			!((kind === "rollback" || kind === "hook") && status === "skipped" && skip === undefined)
		);
	});
	const nameWidth = Math.min(32, Math.max(8, ...jobs.map(({ id }) => id.length)));
	const marks: Readonly<Record<NodeStatus, string>> = {
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
	for (const node of jobs.slice(0, mostJobs)) {
		const until = node.ended ?? (driven ? Date.now() : undefined);
		const time =
			node.started === undefined || until === undefined || until === node.started
				? ""
				: formatDuration(until - node.started);
		const instances = node.instances ?? [];
		const done = instances.filter(
			(instance) => instance.status === "succeeded" || instance.status === "rolled_back",
		).length;
		const undone = instances.filter((instance) => instance.status === "rolled_back").length;
		const detail = [
			node.reused === true ? "reused" : "",
			instances.length > 0 ? `${done}/${instances.length}` : "",
			undone > 0 && undone < done ? `${undone} rolled back` : "",
			node.fallback === true ? "by its fallback" : "",
			node.kind === "fan_out" && node.status === "succeeded" && instances.length === 0 && node.reused !== true
				? "no instances"
				: "",
			node.status === "running" && node.attempts !== undefined && node.attempts > 1 && (node.attempt ?? 1) > 1
				? `attempt ${node.attempt} of ${node.attempts}`
				: "",
			node.approval === undefined ? "" : `asks ${whoIsAsked(node.approval)}`,
			node.status === "skipped" ? skipReason(node.skip) : "",
			node.error === undefined ? "" : printable(errorSentence(node.error)),
		].filter((text) => text !== "");
		const room = columns - nameWidth - 27;
		lines.push(
			`${marks[node.status]} ${padEnd(truncate(node.id, nameWidth), nameWidth)}  ${padEnd(statusWord(node.status, driven), 11)}  ${padStart(time, 7)}  ${style.dim(room < 8 ? "" : truncate(detail.join("  "), room, symbols.ellipsis))}`.trimEnd(),
		);
	}
	if (jobs.length > mostJobs) {
		const counts = Object.entries(summary(plan, state).jobs).filter(([, amount]) => amount > 0);
		lines.push(
			style.dim(
				`and ${count(jobs.length - mostJobs, "more job")}: ${counts.map(([name, amount]) => `${amount} ${name}`).join(", ")} in all`,
			),
		);
	}
	const leftOut = all.filter(({ skip }) => skip === "not_selected").length;
	if (leftOut > 0) lines.push(style.dim(`and ${count(leftOut, "job")} that --only left out`));
	const questions = pendingQuestions(state);
	if (questions.length > 0)
		lines.push(
			"",
			style.people(style.bold("Waiting for people")),
			...questionLines(terminal, run, questions, Date.now()),
		);
	if (state.error !== undefined) {
		lines.push("", style.fail(style.bold("First failure")));
		for (const line of wrap(printable(`${state.error.job}: ${errorSentence(state.error)}`), columns - 3).slice(0, 6))
			lines.push(`  ${line}`);
	}
	if (state.rollbackFailures.length > 0) {
		lines.push("", style.fail(style.bold("Not undone")));
		for (const { job, message } of state.rollbackFailures)
			lines.push(`  ${truncate(printable(`${job}: ${message}`), columns - 3, symbols.ellipsis)}`);
	}
	const outputs = Object.entries(state.outputs);
	if (outputs.length > 0) {
		const widest = Math.min(24, Math.max(...outputs.map(([output]) => output.length)));
		lines.push("", style.bold("Outputs"));
		for (const [name, value] of outputs) {
			const text = formatValue(value, (path) => (isAbsolute(path) ? shownPath(terminal.cwd, path) : path));
			const room = Math.max(8, columns - Math.max(widest, name.length) - 5);
			// A path is there to be copied, so it may run over into the next line.
			lines.push(`  ${padEnd(name, widest)}  ${isFile(value) ? printable(text) : truncate(printable(text), room)}`);
		}
	}
	if (state.status === "cancelling" && !driven)
		lines.push("", `Its engine ended before it was cancelled; ${style.bold(`dag cancel ${run}`)} finishes that.`);
	else if (state.status !== "finished" && !driven)
		lines.push("", `${style.bold(`dag resume ${run}`)} goes on where it stopped.`);
	return `${lines.join("\n")}\n`;
}
