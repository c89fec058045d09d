import { apply, type Checkpoint, emptyState, type Plan, type RunEvent, summary } from "@dagwright/core";
import { readBegun } from "../run/begun-run.ts";
import { findRun } from "../run/find-run.ts";
import { formatClock } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { padEnd, padStart, truncate } from "../terminal/width.ts";

/** How many jobs had ended at a checkpoint, and how many were known. */
interface Progress {
	readonly done: number;
	readonly total: number;
}

/** `dag checkpoints`: the named positions of a run's log, oldest first. */
export function checkpoints(terminal: Terminal, name: string, options: { readonly json?: true }): void {
	const { root, run } = findRun(terminal, name);
	const { plan, state, events } = readBegun(root, run);
	const progress = progressAt(plan, events, state.checkpoints);
	const rows = state.checkpoints.map((checkpoint) => ({
		...checkpoint,
		...(progress.get(checkpoint.seq) ?? { done: 0, total: 0 }),
	}));
	if (options.json === true) {
		terminal.out.write(`${JSON.stringify({ run, checkpoints: rows })}\n`);
		return;
	}
	if (rows.length === 0) {
		const byHand = state.status === "finished" ? "" : ` dag checkpoint ${run} makes one;`;
		terminal.out.write(
			`Run ${run} has no checkpoints.${byHand} \`checkpoint on …\` in the workflow makes them by itself.\n`,
		);
		return;
	}
	const { style } = terminal.out;
	const { columns } = terminal.out.size();
	const width = Math.min(32, Math.max(...rows.map((row) => row.name.length)));
	for (const { name: row, trigger, at, done, total } of rows) {
		const cells = [
			padEnd(truncate(row, width, terminal.symbols.ellipsis), width),
			padStart(`${done}/${total} jobs`, 12),
			...(columns >= 64 ? [style.dim(padEnd(trigger.replaceAll("_", " "), 15))] : []),
			...(columns >= 80 ? [style.dim(formatClock(at, true))] : []),
		];
		terminal.out.write(`${cells.join("  ").trimEnd()}\n`);
	}
	terminal.out.write(style.dim(`dag resume ${run} --from ${rows.at(-1)?.name} goes on from there\n`));
}

function progressAt(
	plan: Plan,
	events: readonly RunEvent[],
	wanted: readonly Checkpoint[],
): ReadonlyMap<number, Progress> {
	const positions = new Set(wanted.map(({ seq }) => seq));
	const found = new Map<number, Progress>();
	let state = emptyState(plan);
	for (const event of events) {
		state = apply(plan, state, event);
		if (!positions.has(event.seq)) continue;
		const { jobs, total } = summary(plan, state);
		found.set(event.seq, {
			done: total - jobs.pending - jobs.ready - jobs.held - jobs.running - jobs.waiting - jobs.retrying,
			total,
		});
	}
	return found;
}
