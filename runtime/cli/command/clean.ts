import { cleanRuns, engineOf } from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { currentRoot } from "../project/project.ts";
import { findRun } from "../run/find-run.ts";
import { count, formatBytes } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface CleanOptions {
	readonly keep: number;
	/** ms. */
	readonly older?: number;
	readonly all?: true;
	readonly dryRun?: true;
	readonly json?: true;
}

/** `dag clean`: removes old runs with their logs and artifacts. */
export function clean(terminal: Terminal, given: readonly string[], options: CleanOptions): void {
	const root = currentRoot(terminal.cwd);
	const named = given.map((name) => findRun(terminal, name).run);
	for (const run of named) refuseIfDriven(root, run);
	const { runs, bytes } = cleanRuns(root, {
		...(named.length === 0 ? { keep: options.keep } : { runs: named, unfinished: true }),
		...(options.older === undefined ? {} : { before: Date.now() - options.older }),
		...(options.all === undefined ? {} : { unfinished: true }),
		...(options.dryRun === undefined ? {} : { dryRun: true }),
	});
	if (options.json === true) {
		terminal.out.write(`${JSON.stringify({ removed: runs, bytes, dry_run: options.dryRun === true })}\n`);
		return;
	}
	if (runs.length === 0) {
		terminal.out.write("There is nothing to remove.\n");
		return;
	}
	const names = runs.length <= 8 ? runs.join(", ") : `${runs[0]} to ${runs.at(-1)}`;
	const verb = options.dryRun === true ? "Would remove" : "Removed";
	terminal.out.write(`${verb} ${count(runs.length, "run")} (${names}), ${formatBytes(bytes)}.\n`);
}

/** A run that was named is either removed or there is a reason to tell. */
function refuseIfDriven(root: string, run: string): void {
	const engine = engineOf(root, run);
	if (engine === undefined) return;
	throw new CommandFailure("held", "run-locked", `run ${run} is under way (process ${engine.pid})`, {
		next: `dag cancel ${run} stops it`,
	});
}
