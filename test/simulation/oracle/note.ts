import type { Json, ReusedEnd, RunEvent } from "@dagwright/core";
import { completeLevels } from "./check-checkpoints.ts";
import { type Known, unknown } from "./evaluate.ts";
import { forgetEnd, forgetInside, forgetLife, forgetRollback } from "./forget.ts";
import type { Ended } from "./seen.ts";
import type { Witness } from "./witness.ts";

/** Takes in what an event says. */
export function note(witness: Witness, event: RunEvent): void {
	const { seq, at } = event;
	witness.at = at;
	witness.seq = seq;
	witness.checkpoints.note(event);
	const ended = (how: Ended["how"], more: Partial<Ended> = {}): Ended => ({ how, seq, at, value: unknown, ...more });
	switch (event.type) {
		case "run.created":
			witness.created = at;
			witness.began = at;
			witness.options = event.options;
			witness.params = event.params;
			return;
		case "run.paused":
			witness.mode = "paused";
			witness.pausedAt = at;
			return;
		case "run.resumed":
			witness.mode = "running";
			for (const [path, asking] of witness.asking)
				witness.asking.set(path, { ...asking, deadline: asking.deadline + at - witness.pausedAt });
			return;
		case "run.cancel_requested":
			witness.mode = "cancelling";
			if (!witness.hasPhases("")) witness.cancel ??= event.rollback ? "rollback" : "plain";
			return;
		case "run.timed_out":
			witness.mode = "timed_out";
			witness.timedOut = true;
			return;
		case "rollback.started":
			witness.rollbacks.set(event.frame, { instances: event.instances, over: 0, armed: new Map(witness.armed) });
			for (const path of event.instances) {
				witness.armed.delete(path);
				forgetRollback(witness, path);
			}
			beginPhase(witness, event.frame);
			return;
		case "hooks.started":
			if (event.error?.job.startsWith("output ") === true) witness.badOutputs.add(event.frame);
			witness.hooks.set(event.frame, [...(witness.hooks.get(event.frame) ?? []), event.event]);
			beginPhase(witness, event.frame);
			return;
		case "run.finished":
			witness.mode = "finished";
			return;
		case "job.reset":
			forgetLife(witness, event.job);
			return;
		case "instance.reset":
			forgetLife(witness, event.instance);
			return;
		case "run.reopened":
			forgetEnd(witness);
			return;
		case "job.reused":
			noteReuse(witness, event);
			return;
		case "job.ready":
			witness.ready.set(event.job, event);
			witness.readyAt.set(event.job, at);
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
		case "approval.requested":
		case "approval.answered":
		case "approval.expired":
			noteQuestion(witness, event);
			return;
		default:
			noteAttempt(witness, event);
	}
}

/** It counts as ended, but has completed nothing here and leaves nothing to be undone. */
function noteReuse(witness: Witness, event: Extract<RunEvent, { type: "job.reused" }>): void {
	const { job, end, instances, seq, at } = event;
	const as = (reused: ReusedEnd): Ended => ({
		how: reused.status,
		seq,
		at,
		value: reused.status === "succeeded" ? (reused.value ?? null) : unknown,
		...(reused.status === "skipped" && { cause: reused.cause }),
		...(reused.status === "failed" && { error: reused.error }),
	});
	if (instances !== undefined) {
		const errors = instances.flatMap(({ unfit: error }, index) => (error === undefined ? [] : [{ index, error }]));
		const bindings = instances.map((instance) => instance.bindings);
		witness.ready.set(job, {
			type: "job.ready",
			seq,
			at,
			job,
			instances: bindings,
			...(errors.length > 0 && { errors }),
		});
		for (const [index, { end: inner }] of instances.entries()) witness.instanceEnds.set(`${job}[${index}]`, as(inner));
	}
	const ended = { ...as(end), warned: event.warnings === true };
	witness.ends.set(
		job,
		ended.how === "succeeded" ? { ...ended, value: witness.worth(job, asJson(ended.value)) } : ended,
	);
	witness.reused.add(job);
	for (const level of completeLevels(witness)) witness.checkpoints.levels.add(level);
}

function asJson(value: Known): Json {
	return value === unknown ? null : value;
}

type QuestionEvent = Extract<RunEvent, { type: `approval.${string}` }>;

function noteQuestion(witness: Witness, event: QuestionEvent): void {
	const { instance } = event;
	const asking = witness.asking.get(instance);
	if (event.type === "approval.requested") {
		const { request, attempt } = event;
		const { deadline = Number.POSITIVE_INFINITY } = request;
		const tries = witness.triesOf(instance);
		tries.last = undefined;
		tries.scheduled = undefined;
		witness.numbers.set(instance, attempt);
		witness.asking.set(instance, { attempt, request, deadline, approved: [], expired: false });
		return;
	}
	if (asking === undefined) return;
	if (event.type === "approval.answered" && event.decision === "approved") {
		witness.asking.set(instance, { ...asking, approved: [...asking.approved, event.by] });
		return;
	}
	const { on_timeout } = asking.request;
	if (event.type === "approval.expired" && on_timeout === "approve") {
		witness.asking.set(instance, { ...asking, expired: true });
		return;
	}
	witness.asking.delete(instance);
	const tries = witness.triesOf(instance);
	tries.failures++;
	const kind = event.type === "approval.expired" && on_timeout !== "reject" ? "timeout" : "rejected";
	tries.last = { lost: false, error: { kind, message: "" } };
}

function noteAttempt(witness: Witness, event: RunEvent): void {
	const { seq, at } = event;
	switch (event.type) {
		case "attempt.started": {
			const tries = witness.triesOf(event.instance);
			tries.last = undefined;
			tries.answer = undefined;
			tries.said = undefined;
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
			const unbegun = lost ? event.unbegun : undefined;
			if (!lost) tries.failures++;
			else if (unbegun !== true) tries.losses++;
			tries.last = { lost, unbegun, error: lost ? { kind: "lost", message: "" } : event.error };
			return;
		}
		case "outcome.answered":
			witness.triesOf(event.instance).answer = event.decision;
			witness.triesOf(event.instance).said = event.outputs;
			return;
		case "round.started":
			witness.rounds.set(event.instance, event.round + 1);
			witness.carries.set(`${event.instance}[${event.round}]`, event.carries);
			return;
		case "call.started":
			witness.calls.set(event.instance, event.params);
			return;
		case "instance.timed_out":
			witness.expired.add(event.instance);
			return;
		case "instance.opened": {
			forgetInside(witness, event.instance);
			witness.openedAt.set(event.instance, at);
			witness.numbers.set(event.instance, event.attempt);
			const tries = witness.triesOf(event.instance);
			tries.last = undefined;
			tries.scheduled = undefined;
			return;
		}
		case "retry.scheduled":
			if (event.error !== undefined) {
				const tries = witness.triesOf(event.instance);
				tries.failures++;
				tries.last = { lost: false, error: event.error };
				witness.expired.delete(event.instance);
			}
			witness.triesOf(event.instance).scheduled = { attempt: event.attempt, due: event.due };
			return;
		case "fallback.started": {
			const tries = witness.triesOf(event.instance);
			witness.expired.delete(event.instance);
			tries.fallbackAfter = tries.failures;
			tries.scheduled = { attempt: event.attempt, due: at };
			return;
		}
		default:
	}
}

/** What ended the run's jobs does not end what follows them, the hooks of calls that ended with it among them. */
function beginPhase(witness: Witness, frame: string): void {
	let waiting = frame;
	while (waiting !== "" && witness.endOf(waiting.slice(0, -1)) !== undefined) {
		waiting = waiting.slice(0, waiting.slice(0, -1).lastIndexOf("/") + 1);
		witness.followed.add(waiting);
	}
	if (waiting === "" && (witness.mode === "cancelling" || witness.mode === "timed_out")) witness.mode = "running";
}
