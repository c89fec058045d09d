import { inWords, shownValue, simulatedStart, type TestResult, withoutStop } from "@dagwright/engine/simulator";

/** One line of what happened in a test's run. */
export interface StoryLine {
	readonly status: "succeeded" | "failed" | "skipped" | "cancelled" | "told";
	/** A job or instance, or `run`. */
	readonly path: string;
	readonly text: string;
	/** ms since the run began. */
	readonly after: number;
}

/** More lines than this are not read. */
const MOST_LINES = 40;

/** What ran, what was skipped and why, in the order in which it ended. */
export function storyOf({ outcomes, events, result }: TestResult): readonly StoryLine[] {
	const outputs = new Map(
		events.flatMap((event): [string, string][] => {
			if (event.type === "attempt.succeeded") return [[event.instance, shownValue(event.outputs)]];
			if (event.type === "job.succeeded" && event.value !== undefined) return [[event.job, shownValue(event.value)]];
			if (event.type === "instance.succeeded") return [[event.instance, shownValue(event.value)]];
			return [];
		}),
	);
	const lines = [...outcomes.all].map(([path, outcome]): StoryLine => {
		const given = outcome.status === "succeeded" ? outputs.get(path) : undefined;
		const text = given === undefined || given === "{}" ? inWords(outcome) : `succeeded with ${given}`;
		return { status: outcome.status, path, text, after: outcome.at - simulatedStart };
	});
	const shown = lines.slice(0, MOST_LINES);
	const left = lines.length - shown.length;
	const more: StoryLine[] = left > 0 ? [{ status: "told", path: "…", text: `${left} more`, after: 0 }] : [];
	const last = events.at(-1);
	if (result === undefined || last?.type !== "run.finished") return [...shown, ...more];
	const status = result === "failed" || result === "cancelled" ? result : "succeeded";
	const text =
		last.error === undefined
			? result.replaceAll("_", " ")
			: `failed: ${last.error.job}: ${withoutStop(last.error.message)}`;
	return [...shown, ...more, { status, path: "the run", text, after: last.at - simulatedStart }];
}
