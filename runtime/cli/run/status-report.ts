import { isAbsolute } from "node:path";
import { type GraphNode, graphView, type Plan, pendingQuestions, type RunState, summary } from "@dagwright/core";
import type { UserError } from "@dagwright/engine";
import { formatValue, isFile } from "../progress/format-value.ts";
import { JobFacts } from "../progress/job-facts.ts";
import { indexJobs } from "../progress/job-index.ts";
import { errorSentence, notUndoneText } from "../progress/notice-lines.ts";
import { shownPath } from "../project/project.ts";
import { count, formatClock, formatDuration } from "../terminal/quantity.ts";
import { shellWord } from "../terminal/shell-word.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { oneLine, padEnd, printable, truncate, wrap } from "../terminal/width.ts";
import { jobRows } from "./job-rows.ts";
import { questionLines } from "./question-lines.ts";
import { runWord } from "./run-word.ts";

/** A run as `dag status` shows it. */
export interface StatusInput {
	readonly run: string;
	readonly plan: Plan;
	readonly state: RunState;
	/** An engine is at work on it. */
	readonly driven: boolean;
	/** What went wrong beside the work of attempts that succeeded, by instance. */
	readonly warnings?: ReadonlyMap<string, readonly string[]>;
	/** Why it can't go on, of a run whose engine died before it had begun. */
	readonly neverBegan?: Pick<UserError, "message" | "remedy">;
	/** UTC ms. */
	readonly now: number;
}

/** Jobs that a status lists before it only counts them. */
const mostJobs = 60;

/** Warnings that a status lists before it only counts them. */
const mostWarnings = 6;

/** How a run is doing, for people: its jobs, what waits for them, what failed, what came out, and what to do next. */
export function statusReport(terminal: Terminal, input: StatusInput): string {
	const { plan, state } = input;
	const view = graphView(plan, state);
	if (input.neverBegan !== undefined) return neverBegunReport(terminal, input, view.workflow, input.neverBegan);
	const lines = [
		...headLines(terminal, input, view.workflow),
		...originLines(terminal, state),
		"",
		...jobLines(terminal, input, view.nodes),
		...peopleLines(terminal, input),
		...failureLines(terminal, input),
		...warningLines(terminal, input),
		...outputLines(terminal, state),
		...nextLines(terminal, input),
	];
	return `${lines.join("\n")}\n`;
}

/** Of a run that never began there is nothing to show but why, and what to do. */
function neverBegunReport(
	terminal: Terminal,
	input: StatusInput,
	workflow: string,
	{ message, remedy }: Pick<UserError, "message" | "remedy">,
): string {
	const { columns } = terminal.out.size();
	const why = `${message[0]?.toUpperCase()}${message.slice(1)}.`;
	const lines = [
		...headLines(terminal, input, workflow),
		...originLines(terminal, input.state),
		"",
		...wrap(why, columns - 1),
		...wrap(remedy ?? "", columns - 1),
	];
	return `${lines.join("\n").trimEnd()}\n`;
}

function headLines(
	terminal: Terminal,
	{ run, state, driven, neverBegan, now }: StatusInput,
	workflow: string,
): readonly string[] {
	const { style } = terminal.out;
	const word = runWord({ state, driven, neverBegan: neverBegan !== undefined }, terminal);
	const took = formatDuration((state.ended ?? now) - state.started);
	const dot = ` ${terminal.symbols.dot} `;
	const text = word.text === "warnings" ? "succeeded with warnings" : word.text;
	const head = `${word.mark} ${style.bold(workflow)} ${word.paint(text)} `;
	const facts = [
		`run ${run}`,
		...(neverBegan === undefined ? [took, `began ${formatClock(state.started, true)}`] : []),
	];
	const width = workflow.length + text.length + 4 + facts.join(dot).length + dot.length;
	if (width < terminal.out.size().columns) return [head + style.dim(dot.trimStart() + facts.join(dot))];
	return [head.trimEnd(), style.dim(`  ${facts.join(dot)}`)];
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

function jobLines(
	terminal: Terminal,
	{ plan, state, driven, now }: StatusInput,
	nodes: readonly GraphNode[],
): readonly string[] {
	const { style } = terminal.out;
	const all = nodes.filter(({ kind }) => kind !== "let" && kind !== "output");
	const jobs = all.filter(isShown);
	const facts = new JobFacts(indexJobs(plan));
	const options = { driven, now, isAllowed: (id: string) => facts.isAllowed(id) };
	const lines = [...jobRows(terminal, jobs.slice(0, mostJobs), all, options)];
	if (jobs.length > mostJobs) {
		const counts = Object.entries(summary(plan, state).jobs).filter(([, amount]) => amount > 0);
		const words = counts.map(([name, amount]) => `${amount} ${name.replace("_", " ")}`).join(", ");
		lines.push(style.dim(`and ${count(jobs.length - mostJobs, "more job")}: ${words} in all`));
	}
	const leftOut = all.filter(({ skip }) => skip === "not_selected").length;
	if (leftOut > 0) lines.push(style.dim(`and ${count(leftOut, "job")} that --only left out`));
	return lines;
}

/** What follows the jobs is of interest once it has begun, and what `--only` left out is not. */
function isShown({ kind, status, skip }: GraphNode): boolean {
	if (skip === "not_selected") return false;
	if (kind !== "rollback" && kind !== "hook") return true;
	return status !== "pending" && !(status === "skipped" && (skip === undefined || skip === "not_reached"));
}

function peopleLines(terminal: Terminal, { run, state, now }: StatusInput): readonly string[] {
	const { style } = terminal.out;
	const questions = pendingQuestions(state);
	if (questions.length === 0) return [];
	return ["", style.people(style.bold("Waiting for people")), ...questionLines(terminal, run, questions, now)];
}

function failureLines({ out, symbols }: Terminal, { run, state }: StatusInput): readonly string[] {
	const { error, rollbackFailures } = state;
	const { style } = out;
	const { columns } = out.size();
	const first = error === undefined ? [] : wrap(printable(`${error.job}: ${errorSentence(error)}`), columns - 3);
	const undone = rollbackFailures.map((failure) => truncate(notUndoneText(failure), columns - 3, symbols.ellipsis));
	const [left] = rollbackFailures;
	return [
		...(first.length === 0 ? [] : ["", style.fail(style.bold("First failure"))]),
		...first.slice(0, 6).map((line) => `  ${line}`),
		...(undone.length === 0 ? [] : ["", style.fail(style.bold("Not undone"))]),
		...undone.map((line) => `  ${line}`),
		...(left === undefined
			? []
			: [`  ${style.bold(`dag logs ${run} ${shellWord(`${left.job}.rollback`)}`)} shows why; undo it by hand`]),
	];
}

function warningLines({ out, symbols }: Terminal, { warnings = new Map() }: StatusInput): readonly string[] {
	const { style } = out;
	const { columns } = out.size();
	const lines = [...warnings].flatMap(([instance, messages]) =>
		messages.map(
			(message: string) => `  ${truncate(oneLine(`${instance}: ${message}`), columns - 3, symbols.ellipsis)}`,
		),
	);
	if (lines.length === 0) return [];
	const more = lines.length - mostWarnings;
	return [
		"",
		style.warn(style.bold("Warnings")),
		...lines.slice(0, mostWarnings),
		...(more > 0 ? [style.dim(`  and ${count(more, "more warning")}`)] : []),
	];
}

function outputLines({ out, cwd, symbols }: Terminal, state: RunState): readonly string[] {
	const outputs = Object.entries(state.outputs);
	if (outputs.length === 0) return [];
	const { columns } = out.size();
	const widest = Math.min(24, Math.max(...outputs.map(([output]) => output.length)));
	const lines = outputs.map(([name, value]) => {
		const text = oneLine(formatValue(value, (path) => (isAbsolute(path) ? shownPath(cwd, path) : path)));
		const room = Math.max(8, columns - Math.max(widest, name.length) - 5);
		// A path is there to be copied, so it may run over into the next line.
		return `  ${padEnd(name, widest)}  ${isFile(value) ? text : truncate(text, room, symbols.ellipsis)}`;
	});
	return ["", out.style.bold("Outputs"), ...lines];
}

function nextLines({ out: { style } }: Terminal, { run, state, driven }: StatusInput): readonly string[] {
	if (driven || state.status === "finished") return [];
	if (state.status === "cancelling")
		return ["", `Its engine ended before it was cancelled; ${style.bold(`dag cancel ${run}`)} finishes that.`];
	return ["", `${style.bold(`dag resume ${run}`)} goes on where it stopped.`];
}
