import { graphView, type NodeKind, outermostJob } from "@dagwright/core";
import type { ActiveRun } from "@dagwright/engine";
import { count } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Jobs that are named. */
const NAMED = 8;

/** Nodes of the graph that are no jobs of the run's own. */
const apart: ReadonlySet<NodeKind> = new Set(["let", "output", "rollback", "hook"]);

/** Says what a fork takes over from which run, and that it begins with a whole job where `from` names a part of one. */
export function tellFork(terminal: Terminal, active: ActiveRun, from?: string): void {
	const { nodes, run } = graphView(active.plan, active.state);
	const jobs = nodes.filter(({ kind, parent }) => parent === undefined && !apart.has(kind));
	const reused = jobs.filter(({ reused }) => reused === true).map(({ id }) => id);
	const names = reused.slice(0, NAMED).join(", ") + (reused.length > NAMED ? ", …" : "");
	const what =
		reused.length === 0
			? "nothing of it is reused"
			: `${count(reused.length, "job")} of it ${reused.length === 1 ? "is" : "are"} reused: ${names}`;
	const job = from === undefined ? undefined : outermostJob(from);
	const whole = job === from ? "" : `; all of ${job} runs again, for a fork begins with whole jobs`;
	terminal.out.write(
		terminal.out.style.dim(`Run ${active.run} is a fork of run ${run?.forked_from?.run}; ${what}${whole}\n`),
	);
}
