import type { RunEvent } from "@dagwright/core";
import { unknown } from "./evaluate.ts";
import type { Ended, Witness } from "./witness.ts";

/** Takes in what an event says. */
export function note(witness: Witness, event: RunEvent): void {
	const { seq, at } = event;
	witness.at = at;
	const ended = (how: Ended["how"], more: Partial<Ended> = {}): Ended => ({ how, seq, at, value: unknown, ...more });
	switch (event.type) {
		case "run.created":
			witness.began = at;
			witness.options = event.options;
			witness.params = event.params;
			return;
		case "run.paused":
			witness.mode = "paused";
			return;
		case "run.resumed":
			witness.mode = "running";
			return;
		case "run.cancel_requested":
			witness.mode = "cancelling";
			witness.endingCancelled = witness.ending;
			witness.rollbackAsked = event.rollback;
			return;
		case "run.timed_out":
			witness.mode = "timed_out";
			return;
		case "run.finished":
			witness.mode = "finished";
			return;
		case "rollback.started":
		case "hooks.started":
			if (event.frame === "") witness.ending = true;
			return;
		case "job.ready":
			witness.ready.set(event.job, event);
			for (const { index, error } of event.errors ?? []) {
				const path = event.instances === undefined ? event.job : `${event.job}[${index}]`;
				witness.triesOf(path).last = { lost: false, error };
			}
			return;
		case "job.skipped":
			witness.end(event.job, ended("skipped", { cause: event.cause }));
			return;
		case "job.succeeded":
			witness.end(event.job, ended("succeeded", { value: witness.worth(event.job, event.value) }));
			return;
		case "job.failed":
			witness.end(event.job, ended("failed", { error: event.error }));
			return;
		case "job.cancelled":
			witness.end(event.job, ended("cancelled"));
			return;
		case "instance.succeeded":
			witness.end(event.instance, ended("succeeded", { value: event.value }));
			return;
		case "instance.failed":
			witness.end(event.instance, ended("failed", { error: event.error }));
			return;
		case "instance.skipped":
			witness.end(event.instance, ended("skipped", { cause: event.cause }));
			return;
		case "instance.cancelled":
			witness.end(event.instance, ended("cancelled"));
			return;
		default:
			noteAttempt(witness, event);
	}
}

function noteAttempt(witness: Witness, event: RunEvent): void {
	const { seq, at } = event;
	switch (event.type) {
		case "attempt.started": {
			const tries = witness.triesOf(event.instance);
			tries.last = undefined;
			tries.answer = undefined;
			tries.scheduled = undefined;
			witness.numbers.set(event.instance, event.attempt);
			witness.running.set(event.instance, { attempt: event.attempt, at, timedOut: false });
			return;
		}
		case "attempt.timed_out": {
			const running = witness.running.get(event.instance);
			if (running !== undefined) witness.running.set(event.instance, { ...running, timedOut: true });
			return;
		}
		case "attempt.succeeded":
			witness.running.delete(event.instance);
			witness.end(event.instance, { how: "succeeded", seq, at, value: event.outputs });
			return;
		case "attempt.cancelled":
			witness.running.delete(event.instance);
			witness.end(event.instance, { how: "cancelled", seq, at, value: unknown });
			return;
		case "attempt.failed":
		case "attempt.lost": {
			witness.running.delete(event.instance);
			const tries = witness.triesOf(event.instance);
			const lost = event.type === "attempt.lost";
			if (lost) tries.losses++;
			else tries.failures++;
			tries.last = { lost, error: lost ? { kind: "lost", message: "" } : event.error };
			return;
		}
		case "outcome.answered":
			witness.triesOf(event.instance).answer = event.decision;
			return;
		case "retry.scheduled":
			witness.triesOf(event.instance).scheduled = { attempt: event.attempt, due: event.due };
			return;
		case "instance.opened":
			witness.forgetInside(event.instance);
			witness.triesOf(event.instance).scheduled = undefined;
			return;
		case "instance.timed_out":
			witness.expired.add(event.instance);
			return;
		case "round.started":
			witness.carries.set(`${event.instance}[${event.round}]`, event.carries);
			return;
		case "call.started":
			witness.calls.set(event.instance, event.params);
			return;
		case "fallback.started": {
			const tries = witness.triesOf(event.instance);
			tries.fallbackAfter = tries.failures;
			tries.scheduled = { attempt: event.attempt, due: at };
			return;
		}
		case "checkpoint.created":
			witness.checkpoints.push(event);
			return;
		case "checkpoint.dropped":
			witness.dropped.add(event.name);
			return;
		default:
	}
}
