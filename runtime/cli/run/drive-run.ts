import { isAbsolute, resolve } from "node:path";
import { actualCriticalPath, graphView, type Origins } from "@dagwright/core";
import type { ActiveRun, RunEnd } from "@dagwright/engine";
import { exitCodes } from "../exit-codes.ts";
import { JsonView } from "../progress/json-view.ts";
import { LiveView } from "../progress/live-view.ts";
import { PlainView } from "../progress/plain-view.ts";
import type { EndedJobs, RunView } from "../progress/run-view.ts";
import { jobCounts, plainJobCounts, renderSummary, unconvergedLoops } from "../progress/summary.ts";
import { currentRoot, shownPath } from "../project/project.ts";
import { shellWord } from "../terminal/shell-word.ts";
import { canRedraw, type Terminal } from "../terminal/terminal.ts";

export interface DriveOptions {
	/** Tells the run as lines of JSON, with where its jobs stand in the text. */
	readonly json?: { readonly origins: Origins };
	/** The run has a past, which is not told again. */
	readonly resumed?: boolean;
}

/** Shows a run until the engine lets go of it, and turns signals into a pause or a kill; resolves to the exit code. */
export async function driveRun(terminal: Terminal, active: ActiveRun, options: DriveOptions): Promise<number> {
	const began = Date.now();
	const json = options.json === undefined ? undefined : new JsonView(terminal);
	if (options.json !== undefined) {
		const { origins } = options.json;
		json?.line({ type: "run", run: active.run, plan: active.plan, origins, folder: active.folder });
	}
	let end: RunEnd;
	let ended: EndedJobs | undefined;
	{
		using view: RunView =
			json ?? (canRedraw(terminal) ? new LiveView(terminal, active.plan) : new PlainView(terminal, active.plan));
		using _signals = onSignals((times) => {
			// What is being cancelled can't pause: the first Ctrl-C already ends the patience with it.
			const stage = times === 1 && active.state.status !== "cancelling" ? "pausing" : "killing";
			if (stage === "pausing") active.pause("Ctrl-C");
			else active.kill();
			view.interrupted(stage);
		});
		const past = options.resumed === true ? active.state.seq : 0;
		const unsubscribe = active.subscribe({
			event: (event) => (event.seq <= past ? view.past(event) : view.event(event)),
			sample: (sample) => view.sample(sample),
			notice: (notice) => view.notice(notice),
		});
		try {
			end = await active.ended;
		} finally {
			unsubscribe();
		}
		ended = view.counts;
	}
	const result = end.status === "finished" ? end.result : end.status;
	const code = exitCodeOf(end);
	if (json !== undefined) {
		json.line({ type: "end", result, exit_code: code });
		return code;
	}
	const { state, plan, run, folder } = active;
	const plain = plainJobCounts(plan, result, ended);
	const nodes = plain === undefined ? graphView(plan, state).nodes : [];
	terminal.out.write(
		renderSummary({
			run,
			address: addressOf(terminal, run, folder),
			plan,
			result,
			duration: (state.ended ?? Date.now()) - Math.max(state.started, end.status === "finished" ? 0 : began),
			counts: plain ?? jobCounts(plan, nodes),
			outputs: end.status === "finished" ? end.outputs : {},
			critical: end.status === "finished" ? actualCriticalPath(plan, state) : [],
			...(end.status === "finished" && end.error !== undefined ? { error: end.error } : {}),
			rollbackFailures: state.rollbackFailures,
			unconverged: unconvergedLoops(plan, nodes),
			folder: shownPath(terminal.cwd, folder),
			shown: (path) => (isAbsolute(path) ? shownPath(terminal.cwd, path) : path),
			columns: terminal.out.size().columns,
			style: terminal.out.style,
			symbols: terminal.symbols,
		}),
	);
	return code;
}

/** How commands typed here name the run. */
function addressOf(terminal: Terminal, run: string, folder: string): string {
	const root = resolve(folder, "..", "..", "..");
	return currentRoot(terminal.cwd) === root ? run : `${run} -C ${shellWord(shownPath(terminal.cwd, root))}`;
}

function exitCodeOf(end: RunEnd): number {
	if (end.status === "paused") return exitCodes.interrupted.code;
	if (end.status === "waiting") return exitCodes.waiting.code;
	switch (end.result) {
		case "succeeded":
		case "succeeded_with_warnings":
			return exitCodes.ok.code;
		case "failed":
			return exitCodes.failed.code;
		case "cancelled":
			return exitCodes.interrupted.code;
	}
}

/** Ctrl-C counts up; a request to terminate is as good as two. */
function onSignals(pressed: (times: number) => void): Disposable {
	let times = 0;
	const interrupt = () => pressed(++times);
	const terminate = () => {
		times = 2;
		pressed(times);
	};
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", terminate);
	process.on("SIGHUP", terminate);
	return {
		[Symbol.dispose]: () => {
			process.off("SIGINT", interrupt);
			process.off("SIGTERM", terminate);
			process.off("SIGHUP", terminate);
		},
	};
}
