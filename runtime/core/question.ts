import type { Instance } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import type { AskingState, Question } from "./node-state.ts";
import type { NodePlan } from "./plan.ts";

const noAnswers: AskingState["answers"] = [];

/** Whether people answer it, and no process: an approval. */
export function isApproval(plan: NodePlan): boolean {
	return plan.kind === "task" && plan.type === "approval";
}

/** Lets an instance wait for people; one whose question is not known yet is about to be asked. */
export function askPeople(run: LiveRun, instance: Instance, attempt: number, question?: Question): void {
	const request = question?.about === "approval" ? question.request : undefined;
	instance.startedAt ??= run.at;
	instance.state = {
		status: "asking",
		attempt,
		question,
		since: run.at,
		deadline: request?.deadline ?? Number.POSITIVE_INFINITY,
		answers: noAnswers,
		expired: false,
	};
	run.asking.add(instance);
	if (request?.deadline !== undefined) run.expiring.add(instance);
	const { fan } = instance.node;
	if (fan === undefined) return;
	fan.running++;
	fan.asking++;
}

/** Lets an instance that had stopped waiting wait for people. */
export function askAgain(run: LiveRun, instance: Instance, attempt: number, question?: Question): void {
	askPeople(run, instance, attempt, question);
	run.idle++;
	if (instance.node.fan !== undefined) instance.node.fan.unstarted++;
}

/** Takes an instance out of those that wait for people. */
export function leaveQuestion(run: LiveRun, instance: Instance): void {
	run.asking.delete(instance);
	if (instance.slot >= 0) run.expiring.remove(instance);
	const { fan } = instance.node;
	if (fan === undefined) return;
	fan.running--;
	fan.asking--;
}

/** Whether something has to be decided: it is to be asked, or has its answer. */
export function questionAsks(state: AskingState): boolean {
	return state.question === undefined || isSettled(state);
}

/** Whether it is over, and well. */
export function isSettled({ question, answers, expired, outputs }: AskingState): boolean {
	if (expired || outputs !== undefined) return true;
	return question?.about === "approval" && answers.length >= question.request.needed;
}

/** A pause is not held against those who are asked: it puts their deadlines off by its length (ms). */
export function putOffDeadlines(run: LiveRun, pause: number): void {
	for (const instance of [...run.expiring.items]) {
		if (instance.state.status !== "asking") continue;
		run.expiring.remove(instance);
		instance.state = { ...instance.state, deadline: instance.state.deadline + pause };
		run.expiring.add(instance);
	}
}
