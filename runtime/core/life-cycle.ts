import type { RunEvent } from "./event.ts";

/** A change of status: by any of these events. */
export interface Transition {
	/** `new`: it comes to life. */
	readonly from: string;
	readonly events: readonly RunEvent["type"][];
	readonly to: string;
}

/** What ends or gives up an instance, and so makes room under its job's `limit`. */
const makesRoom = [
	"attempt.succeeded",
	"attempt.failed",
	"attempt.lost",
	"attempt.cancelled",
	"instance.succeeded",
	"instance.failed",
	"instance.skipped",
	"instance.cancelled",
	"approval.answered",
	"approval.expired",
	"outcome.answered",
	"retry.scheduled",
	"run.reopened",
] as const;

const resets = ["job.reset", "instance.reset"] as const;

/** Every change of status that `apply` makes; a test holds it against what runs do. */
export const lifeCycle: Readonly<Record<"run" | "job" | "instance", readonly Transition[]>> = {
	run: [
		{ from: "finished", events: ["run.reopened"], to: "running" },
		{ from: "created", events: ["run.created"], to: "running" },
		{ from: "running", events: ["run.paused"], to: "paused" },
		{ from: "paused", events: ["run.resumed"], to: "running" },
		{ from: "running", events: ["run.cancel_requested"], to: "cancelling" },
		{ from: "paused", events: ["run.cancel_requested"], to: "cancelling" },
		{ from: "failing_fast", events: ["run.cancel_requested"], to: "cancelling" },
		{ from: "timed_out", events: ["run.cancel_requested"], to: "cancelling" },
		{ from: "running", events: ["run.timed_out"], to: "timed_out" },
		{ from: "paused", events: ["run.timed_out"], to: "timed_out" },
		{ from: "failing_fast", events: ["run.timed_out"], to: "timed_out" },
		{ from: "running", events: ["instance.failed", "job.failed"], to: "failing_fast" },
		{ from: "paused", events: ["run.resumed"], to: "failing_fast" },
		{ from: "cancelling", events: ["rollback.started", "hooks.started"], to: "running" },
		{ from: "timed_out", events: ["rollback.started", "hooks.started"], to: "running" },
		{ from: "failing_fast", events: ["rollback.started", "hooks.started"], to: "running" },
		{ from: "running", events: ["run.finished"], to: "finished" },
		{ from: "paused", events: ["run.finished"], to: "finished" },
		{ from: "cancelling", events: ["run.finished"], to: "finished" },
		{ from: "timed_out", events: ["run.finished"], to: "finished" },
		{ from: "failing_fast", events: ["run.finished"], to: "finished" },
	],
	job: [
		...(["succeeded", "failed", "skipped", "cancelled"] as const).map((from) => ({
			from,
			events: ["job.reset"] as const,
			to: "waiting",
		})),
		...(["succeeded", "failed", "cancelled"] as const).map((from) => ({ from, events: resets, to: "active" })),
		{ from: "waiting", events: ["job.ready"], to: "active" },
		{ from: "waiting", events: ["job.succeeded"], to: "succeeded" },
		{ from: "waiting", events: ["job.failed"], to: "failed" },
		{ from: "waiting", events: ["job.skipped"], to: "skipped" },
		{ from: "waiting", events: ["job.cancelled"], to: "cancelled" },
		{ from: "active", events: ["attempt.succeeded", "instance.succeeded", "job.succeeded"], to: "succeeded" },
		{ from: "active", events: ["instance.failed", "job.failed"], to: "failed" },
		{ from: "active", events: ["instance.skipped"], to: "skipped" },
		{ from: "active", events: ["attempt.cancelled", "instance.cancelled", "job.cancelled"], to: "cancelled" },
	],
	instance: [
		...(["succeeded", "failed", "skipped", "cancelled"] as const).map((from) => ({
			from,
			events: ["instance.reset"] as const,
			to: "pending",
		})),
		{ from: "failed", events: ["instance.reset"], to: "failing" },
		...(["succeeded", "failed", "cancelled"] as const).map((from) => ({ from, events: resets, to: "open" })),
		{ from: "new", events: ["job.ready"], to: "pending" },
		{ from: "new", events: ["job.ready"], to: "ready" },
		{ from: "new", events: ["job.ready"], to: "open" },
		{ from: "new", events: ["job.ready"], to: "asking" },
		{ from: "new", events: ["job.ready"], to: "failing" },
		{ from: "pending", events: makesRoom, to: "ready" },
		{ from: "pending", events: makesRoom, to: "open" },
		{ from: "pending", events: makesRoom, to: "asking" },
		{ from: "pending", events: ["instance.skipped"], to: "skipped" },
		{ from: "pending", events: ["instance.cancelled"], to: "cancelled" },
		{ from: "ready", events: ["attempt.started"], to: "running" },
		{ from: "ready", events: ["instance.skipped"], to: "skipped" },
		{ from: "ready", events: ["instance.cancelled"], to: "cancelled" },
		{ from: "running", events: ["attempt.succeeded"], to: "succeeded" },
		{ from: "running", events: ["attempt.failed", "attempt.lost"], to: "failing" },
		{ from: "running", events: ["attempt.cancelled"], to: "cancelled" },
		{ from: "failing", events: ["retry.scheduled", "fallback.started"], to: "retrying" },
		{ from: "failing", events: ["outcome.asked", "retry.scheduled"], to: "asking" },
		{ from: "failing", events: ["instance.failed"], to: "failed" },
		{ from: "failing", events: ["instance.cancelled"], to: "cancelled" },
		{ from: "retrying", events: ["attempt.started"], to: "running" },
		{ from: "retrying", events: ["instance.failed"], to: "failed" },
		{ from: "retrying", events: ["instance.cancelled"], to: "cancelled" },
		{ from: "open", events: ["retry.scheduled", "fallback.started"], to: "retrying" },
		{ from: "retrying", events: ["instance.opened"], to: "open" },
		{ from: "asking", events: ["instance.succeeded"], to: "succeeded" },
		{
			from: "asking",
			events: ["approval.answered", "approval.expired", "outcome.answered", "attempt.failed"],
			to: "failing",
		},
		{ from: "asking", events: ["instance.failed"], to: "failed" },
		{ from: "asking", events: ["instance.skipped"], to: "skipped" },
		{ from: "asking", events: ["instance.cancelled"], to: "cancelled" },
		{ from: "open", events: ["instance.succeeded", "job.succeeded"], to: "succeeded" },
		{ from: "open", events: ["instance.failed", "job.failed"], to: "failed" },
		{ from: "open", events: ["instance.cancelled", "job.cancelled"], to: "cancelled" },
	],
};

const explanations: Readonly<Record<keyof typeof lifeCycle, string>> = {
	run: "A rollback and hooks that follow the run's jobs run as these did, whatever ended them. `failing_fast` is entered only with `--fail-fast`. The status that people see calls a paused run `pausing` as long as attempts run, and a timed out one `cancelling`.",
	job: "A job without `for` ends with its only instance; `job.succeeded` ends lets, fan_ins, groups and `for` jobs.",
	instance:
		"A job without `for` has one instance. `pending` is held back by the job's `limit`; `open` is a group, loop or call whose block runs, or a fan_in; `asking` waits for people: an approval, or a `critical` job whose attempt was lost; `failing` waits for the decision between another attempt and the end.",
};

/** `life-cycle.md`: the table as Mermaid diagrams, with a sentence each. */
export function lifeCycleDiagram(): string {
	const sections = (["run", "job", "instance"] as const).map((machine) =>
		[
			`## The ${machine}`,
			"",
			explanations[machine],
			"",
			"```mermaid",
			"stateDiagram-v2",
			...lifeCycle[machine].map(({ from, events, to }) => {
				const label = events === makesRoom ? "room under the limit" : events.join(" / ");
				return `    ${from === "new" ? "[*]" : from} --> ${to}: ${label}`;
			}),
			...endsOf(lifeCycle[machine]).map((end) => `    ${end} --> [*]`),
			"```",
		].join("\n"),
	);
	return `<!-- Generated from life-cycle.ts by npm run generate. -->\n# Life cycles\n\n${sections.join("\n\n")}\n`;
}

function endsOf(transitions: readonly Transition[]): readonly string[] {
	// What is tried again had come to an end all the same.
	const ways = transitions.filter(
		({ events }) => !events.every((type) => type === "run.reopened" || type.endsWith(".reset")),
	);
	const left = new Set(ways.map(({ from }) => from));
	return [...new Set(transitions.map(({ to }) => to))].filter((status) => !left.has(status));
}
