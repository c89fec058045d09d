import { type JobError, ownLog, type RunEvent } from "@dagwright/core";

/**
 * Turns events into lines that people read, with the time since the run began. Not every event is worth a line: a log
 * tells what started, how it ended, and why something did not run.
 */
export class RunLog {
	#began: number | undefined;
	readonly #started = new Map<string, number>();

	/** The lines for one event, in order of the log; often none. */
	linesFor(event: RunEvent): readonly string[] {
		this.#began ??= event.at;
		const lines = this.#describe(event);
		const time = clock(event.at - this.#began);
		return lines.map((line, index) => `${index === 0 ? time : " ".repeat(time.length)}  ${line}`);
	}

	#describe(event: RunEvent): readonly string[] {
		switch (event.type) {
			case "run.created":
				return [`▶ ${event.workflow}, run ${event.run}`];
			case "run.resumed":
				return ["▶ resumed"];
			case "run.paused":
				return ["‖ paused; Dag: Resume… goes on"];
			case "run.cancel_requested":
				return ["■ cancelling"];
			case "run.timed_out":
				return ["✗ the run's time is over"];
			case "run.finished":
				return [
					`${event.result === "failed" ? "✗" : event.result === "cancelled" ? "■" : "✓"} ${resultWords[event.result]}` +
						` after ${seconds(event.at - (this.#began ?? event.at))}`,
					...(event.error ? [`  ${event.error.job}: ${event.error.message}`] : []),
					...Object.entries(event.outputs).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`),
				];
			case "attempt.started":
				this.#started.set(event.instance, event.at);
				return [`· ${event.instance}${event.attempt > 1 ? `, attempt ${event.attempt}` : ""}`];
			case "attempt.succeeded":
				return [
					`✓ ${event.instance}, ${this.#took(event.instance, event.at)}`,
					...(event.warnings ?? []).map((warning) => `  warning: ${warning}`),
				];
			case "attempt.failed":
				return [
					`✗ ${event.instance}, ${this.#took(event.instance, event.at)}: ${event.error.message}`,
					...tail(event.error),
				];
			case "attempt.cancelled":
				return [`■ ${event.instance}, cancelled`];
			case "attempt.lost":
				return [`? ${event.instance}, ${event.unbegun === true ? "never began" : "lost with its engine"}`];
			case "retry.scheduled":
				return [`↻ ${event.instance}, again in ${seconds(Math.max(0, event.due - event.at))}`];
			case "fallback.started":
				return [`↻ ${event.instance}, its fallback runs: ${event.error.message}`];
			case "job.skipped":
				return [`» ${event.job}, skipped: ${skipWords[event.cause]}`];
			case "job.failed":
				return [`✗ ${event.job}: ${event.error.message}`];
			default:
				return [];
		}
	}

	#took(instance: string, at: number): string {
		return seconds(at - (this.#started.get(instance) ?? at));
	}
}

const resultWords = {
	succeeded: "succeeded",
	succeeded_with_warnings: "succeeded with warnings",
	failed: "failed",
	cancelled: "cancelled",
} as const;

const skipWords = {
	condition: "its condition is false",
	upstream: "something before it did not end as it needs",
	not_reached: "not reached",
	not_selected: "not selected",
} as const;

function tail(error: JobError): readonly string[] {
	const log = ownLog(error);
	return log ? log.split("\n").map((line) => `  │ ${line}`) : [];
}

/** `mm:ss.s` */
function clock(ms: number): string {
	const total = ms / 1000;
	const minutes = Math.floor(total / 60);
	return `${String(minutes).padStart(2, "0")}:${(total - minutes * 60).toFixed(1).padStart(4, "0")}`;
}

function seconds(ms: number): string {
	return ms < 10_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(1)} s`;
}
