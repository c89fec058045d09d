import { leaveState } from "./end-node.ts";
import type { ApprovalRequest, RunEvent } from "./event.ts";
import { formatDuration } from "./expression/literals.ts";
import type { Instance } from "./frame.ts";
import type { JobError } from "./job-error.ts";
import type { LiveRun } from "./live-run.ts";
import type { Answer, AskingState } from "./node-state.ts";
import { notify } from "./notification.ts";
import { activateNext, workOf } from "./open-node.ts";
import { askAgain, isSettled } from "./question.ts";
import { assertNever } from "./result.ts";
import { enqueue } from "./work-queue.ts";

type QuestionEvent = Extract<RunEvent, { readonly type: `approval.${string}` | `outcome.${string}` }>;

/** Applies what happens between the run and the people that it asks. */
export function applyToQuestion(run: LiveRun, instance: Instance, event: QuestionEvent): void {
	const { state } = instance;
	if (event.type === "outcome.asked") {
		if (state.status !== "failing" || !state.lost) return;
		askAgain(run, instance, event.attempt, { about: "outcome", error: state.error });
		return;
	}
	if (state.status !== "asking") return;
	switch (event.type) {
		case "approval.requested": {
			const { request } = event;
			instance.state = {
				...state,
				question: { about: "approval", request },
				since: run.at,
				deadline: request.deadline ?? Number.POSITIVE_INFINITY,
			};
			if (request.deadline !== undefined) run.expiring.add(instance);
			notify(run, instance, "requested");
			return;
		}
		case "approval.answered": {
			if (state.question?.about !== "approval") return;
			const { by, comment, form, decision } = event;
			const answer: Answer = { by, at: run.at, ...(comment !== undefined && { comment }), ...(form && { form }) };
			if (decision === "rejected") {
				notify(run, instance, "answered", { ...answer, decision });
				turnDown(run, instance, state, rejection(answer));
				return;
			}
			const answered = { ...state, answers: [...state.answers, answer] };
			instance.state = answered;
			notify(run, instance, "answered", { ...answer, decision });
			if (!isSettled(answered)) return;
			// What is decided can't expire any more.
			if (instance.slot >= 0) run.expiring.remove(instance);
			enqueue(run, instance);
			return;
		}
		case "approval.expired": {
			if (state.question?.about !== "approval") return;
			const { request } = state.question;
			notify(run, instance, "expired");
			if (request.on_timeout !== "approve") {
				turnDown(run, instance, state, expiry(request, state, workOf(instance).policies.timeout));
				return;
			}
			if (instance.slot >= 0) run.expiring.remove(instance);
			instance.state = { ...state, expired: true };
			enqueue(run, instance);
			return;
		}
		case "outcome.answered": {
			if (state.question?.about !== "outcome") return;
			if (event.decision === "succeeded") {
				instance.state = { ...state, outputs: event.outputs ?? {} };
				enqueue(run, instance);
				return;
			}
			leaveState(run, instance);
			const { error } = state.question;
			instance.state = { status: "failing", attempt: state.attempt, error, lost: true, answer: event.decision };
			enqueue(run, instance);
			return;
		}
		default:
			assertNever(event);
	}
}

/** It failed; what follows is decided as for any other failure. */
function turnDown(run: LiveRun, instance: Instance, state: AskingState, error: JobError): void {
	leaveState(run, instance);
	instance.failures++;
	instance.state = { status: "failing", attempt: state.attempt, error, lost: false };
	enqueue(run, instance);
	const { fan } = instance.node;
	if (fan !== undefined) activateNext(run, instance.node, fan);
}

function rejection({ by, comment }: Answer): JobError {
	return { kind: "rejected", message: `${by} rejected it${comment === undefined ? "" : `: ${comment}`}` };
}

function expiry(request: ApprovalRequest, { answers }: AskingState, timeout: number | undefined): JobError {
	const had = answers.length === 0 ? "nobody answered" : `only ${answers.length} of ${request.needed} approved`;
	const within = timeout === undefined ? "before its deadline" : `within ${formatDuration(timeout)}`;
	return {
		kind: request.on_timeout === "reject" ? "rejected" : "timeout",
		message: `${had} ${within} (asked: ${request.people.join(", ")})`,
	};
}
