import { type CheckpointWatch, freshName, nextTick, type WantedCheckpoint } from "./checkpoint-watch.ts";
import type { RunFact } from "./event.ts";
import { formatDuration } from "./expression/literals.ts";
import type { NodeRun } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";

/** The checkpoints that are to be made now, and the names that are one too many. */
export function decideCheckpoints(run: LiveRun, watch: CheckpointWatch, now: number, facts: RunFact[]): void {
	const wanted: readonly WantedCheckpoint[] =
		watch.period !== undefined && nextTick(watch) <= now
			? [...watch.wanted, { trigger: "every", name: `every-${formatDuration(watch.period)}` }]
			: watch.wanted;
	const given = new Set<string>();
	for (const { trigger, name: base, job } of wanted) {
		const name = freshName(run.watch, base, given);
		given.add(name);
		facts.push({ type: "checkpoint.created", name, trigger, ...(job !== undefined && { job }) });
	}
	let tooMany = watch.automatic + given.size - watch.keep;
	if (tooMany <= 0) return;
	// Names that people gave are theirs to keep.
	for (const name of [...watch.made.flatMap(({ name, trigger }) => (trigger === "manual" ? [] : name)), ...given]) {
		if (tooMany-- > 0) facts.push({ type: "checkpoint.dropped", name });
	}
}

/** Before a critical job can start, the way back to before it gets a name, whatever the workflow says of checkpoints. */
export function guardCritical(run: LiveRun, { plan, path }: NodeRun, facts: RunFact[]): void {
	if (plan.kind === "let" || plan.policies.critical !== true || run.watch?.guarded.has(path) === true) return;
	const given = new Set(facts.flatMap((fact) => (fact.type === "checkpoint.created" ? fact.name : [])));
	const name = freshName(run.watch, `before-${path}`, given);
	facts.push({ type: "checkpoint.created", name, trigger: "before_critical", job: path });
}
