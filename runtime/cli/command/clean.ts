import { cleanRuns } from "@dagwright/engine";
import { currentRoot } from "../project/project.ts";
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
export function clean(terminal: Terminal, options: CleanOptions): void {
	const root = currentRoot(terminal.cwd);
	const { runs, bytes } = cleanRuns(root, {
		keep: options.keep,
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
