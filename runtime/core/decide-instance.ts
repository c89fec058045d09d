import { afterFailure, fallBack } from "./after-failure.ts";
import { decideOpening } from "./decide-composite.ts";
import { decideQuestion } from "./decide-question.ts";
import type { RunFact } from "./event.ts";
import { fanIn } from "./fan-in.ts";
import type { Instance } from "./frame.ts";
import type { JobError } from "./job-error.ts";
import { type LiveRun, startsNothing } from "./live-run.ts";
import { jobOf } from "./open-node.ts";
import { isSettled } from "./question.ts";
import { BlockScope } from "./scope.ts";

/** How often attempts of an instance may be lost with their engine and be repeated. */
export const LOSSES = 3;

/** Of a `critical` job, unless people say that it is to be repeated. */
const notRepeated: JobError = {
	kind: "lost",
	message: "The attempt was lost with its engine, so its outcome is unknown; a critical job is not repeated.",
};

/** What follows for an instance whose attempt ended without success, or whose value the core makes. */
export function decideInstance(run: LiveRun, instance: Instance, now: number): RunFact {
	const { state, path } = instance;
	const job = jobOf(instance.node);
	if (state.status === "open" && job.kind === "fan_in") {
		const value = fanIn(job, new BlockScope(instance.node.frame, instance.bindings));
		return value.ok
			? { type: "instance.succeeded", instance: path, value: value.value }
			: fallBack(run, instance, instance.first, value.problem);
	}
	if (state.status === "asking") return decideQuestion(run, instance, state, now);
	if (state.status === "open") return decideOpening(run, instance, now);
	if (state.status !== "failing") throw new Error(`${path} is ${state.status}: nothing to decide`);
	const { attempt, error } = state;
	if (state.lost) {
		if (run.mode === "cancelling") return { type: "instance.cancelled", instance: path };
		// Nothing happened: that can be repeated without asking, and as often as it has to be.
		if (state.unbegun === true) {
			if (startsNothing(run, instance.node.frame)) return { type: "instance.failed", instance: path, error };
		} else if (isCritical(instance) && state.answer !== "repeat") {
			if (state.answer === undefined && !startsNothing(run, instance.node.frame))
				return { type: "outcome.asked", instance: path, attempt };
			return { type: "instance.failed", instance: path, error: notRepeated };
		}
		const mayRepeat = state.unbegun === true || state.answer === "repeat";
		const spent = mayRepeat ? undefined : whyNotRepeated(run, instance);
		if (spent !== undefined) return fallBack(run, instance, attempt + 1, spent);
		return { type: "retry.scheduled", instance: path, attempt: attempt + 1, due: now };
	}
	return afterFailure(run, instance, { attempt, failures: instance.failures, error }, now);
}

/** The end of an instance that has not started, waits to start again, or for people; nothing for any other. */
export function giveUp(instance: Instance, cancelled: boolean, facts: RunFact[]): void {
	const { state, path } = instance;
	const asking = state.status === "asking";
	if (asking && isSettled(state)) return;
	const idle = asking || state.status === "pending" || state.status === "ready";
	if (!idle && state.status !== "retrying") return;
	if (cancelled) facts.push({ type: "instance.cancelled", instance: path });
	else if (asking && state.question?.about === "outcome") {
		facts.push({ type: "instance.failed", instance: path, error: notRepeated });
	} else if (idle) facts.push({ type: "instance.skipped", instance: path, cause: "not_reached" });
	else facts.push({ type: "instance.failed", instance: path, error: state.error });
}

/** Whether it, or what it is part of, is not to be repeated by itself after an unknown outcome. */
function isCritical({ node }: Instance): boolean {
	const { owner } = node.frame;
	return jobOf(node).policies.critical === true || (owner !== undefined && isCritical(owner));
}

function whyNotRepeated(run: LiveRun, instance: Instance): JobError | undefined {
	if (instance.losses > LOSSES) {
		return { kind: "lost", message: `The attempt was lost with its engine, for the ${instance.losses}th time.` };
	}
	if (startsNothing(run, instance.node.frame))
		return { kind: "lost", message: "The attempt was lost with its engine." };
	return undefined;
}
