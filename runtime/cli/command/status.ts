import { actualCriticalPath, graphView, pendingQuestions, type RunEvent } from "@dagwright/core";
import { followRun, readRun } from "@dagwright/engine";
import { LiveView } from "../progress/live-view.ts";
import { PlainView } from "../progress/plain-view.ts";
import { findRun } from "../run/find-run.ts";
import { statusReport } from "../run/status-report.ts";
import { canRedraw, type Terminal } from "../terminal/terminal.ts";

/** `dag status`: how a run is doing, once or until it ends. */
export async function status(
	terminal: Terminal,
	name: string,
	options: { readonly watch?: true; readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	if (options.watch === true) await watch(terminal, root, run, options);
	const { plan, state, engine, folder, neverBegan, events } = readRun(root, run);
	const driven = engine !== undefined;
	if (options.json === true) {
		if (options.watch === true) return;
		const view = graphView(plan, state);
		const { status: phase, result, started, ended, params, outputs, error, rollbackFailures } = state;
		terminal.out.write(
			`${JSON.stringify({ run, workflow: view.workflow, status: phase, result, driven, started, ended, params, outputs, error, ...(rollbackFailures.length > 0 && { rollback_failures: rollbackFailures }), forked_from: state.forkedFrom, reopened: state.reopened, checkpoints: state.checkpoints, folder, ...(neverBegan && { problem: neverBegan.message, code: neverBegan.code }), asking: pendingQuestions(state), jobs: view.nodes.filter(({ kind }) => kind !== "output"), critical: actualCriticalPath(plan, state) })}\n`,
		);
		return;
	}
	const report = statusReport(terminal, {
		run,
		plan,
		state,
		driven,
		warnings: attemptWarnings(events),
		now: Date.now(),
		...(neverBegan === undefined ? {} : { neverBegan }),
	});
	terminal.out.write((options.watch === true ? "\n" : "") + report);
}

/** The warnings of the attempts that stand, by instance. */
function attemptWarnings(events: readonly RunEvent[]): ReadonlyMap<string, readonly string[]> {
	const warnings = new Map<string, readonly string[]>();
	for (const event of events) {
		if (event.type === "attempt.started") warnings.delete(event.instance);
		else if (event.type === "attempt.succeeded" && event.warnings !== undefined && event.warnings.length > 0)
			warnings.set(event.instance, event.warnings);
	}
	return warnings;
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
