import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/width.ts";

/** Pages of help that belong to no single command, by name. */
export function helpTopics(terminal: Terminal): ReadonlyMap<string, () => string> {
	const table = (title: string, rows: readonly (readonly [string, string])[]) => (): string => {
		const { style } = terminal.out;
		const columns = Math.min(terminal.out.size().columns, 100);
		const width = Math.max(...rows.map(([name]) => name.length));
		const lines = rows.flatMap(([name, text]) =>
			wrap(text, Math.max(20, columns - width - 5)).map(
				(line, index) => `  ${style.hint((index === 0 ? name : "").padEnd(width))}  ${line}`,
			),
		);
		return `${style.bold(title)}\n${lines.join("\n")}\n`;
	};
	return new Map([
		[
			"exit-codes",
			table(
				"Exit codes",
				Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning] as const),
			),
		],
		[
			"environment",
			table("Environment", [
				["DAG_PARAM_<NAME>", "the value of a param that neither --param nor --params gives"],
				["DAG_DEBUG=1", "print the stack of an error"],
				["DAG_ASCII=1", "draw with ASCII only"],
				["NO_COLOR", "no colours, when it is set to anything"],
				["FORCE_COLOR", "colours also into a pipe; 0 turns them off"],
				["CI", "print a line per event instead of redrawing, also on a terminal"],
				["COLUMNS", "the width, where the output is no terminal"],
			]),
		],
		[
			"json",
			table("What --json prints (times are UTC ms)", [
				[
					"run, resume, retry, fork",
					"a line per event: {type: run | event | sample | end | error}; end has result and exit_code",
				],
				["run --dry-run", "{type: dry_run, plan, params, options, warnings}"],
				[
					"status",
					"{run, workflow, status, result, driven, started, ended, params, outputs, error, rollback_failures, forked_from, reopened, checkpoints, folder, problem, code, asking, jobs, critical}",
				],
				["status --watch", "lines as of run: {type: run}, then {type: event}"],
				[
					"runs",
					"a list of {run, workflow, status, result, started, ended, tags, asking, forked_from, reopened, resumable, problem, code, engine}, or {run, problem, code} of one that can't be read",
				],
				["logs", "a line per line: {instance, attempt, text, at, stream}"],
				["check", "{files, errors, warnings, hints, diagnostics}"],
				[
					"test --reporter json",
					"{type: tests, version, passed, failed, broken, filtered, took, files: [{file, path, diagnostics, tests: [{title, workflow, line, status, result, took, simulated, failures: [{kind, message, actual, file, line, column}], story}]}], coverage}",
				],
				["fmt", "{files, formatted, unformatted, broken, unreadable}"],
				["plan", "the Plan: {version, hash, main, workflows}"],
				["graph", "{workflow, nodes, edges, critical}"],
				["approve", "{run, job, decision, by, recorded, driven}"],
				["cancel", "{run, result}: asked, or how it ended"],
				["pause", "{run, result: paused | pausing | asked | interrupted | finished, running}"],
				["checkpoint", "{run, name, seq}"],
				["checkpoints", "{run, checkpoints: [{name, trigger, job, seq, at, done, total}]}"],
				["clean", "{removed, bytes, dry_run}"],
				["init", "{folder, written, kept}"],
				["version", "{dag, node, platform}"],
				["any, on failure", "{type: error, code, message, where, next}, and the exit code"],
			]),
		],
	]);
}
