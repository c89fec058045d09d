import type { Type } from "./expression/type.ts";
import type { Instance } from "./frame.ts";
import type { ApprovalView } from "./graph-view.ts";
import { live } from "./live-run.ts";
import { workOf } from "./open-node.ts";
import { isSettled } from "./question.ts";
import type { PendingQuestion, RunState } from "./run-state.ts";

/** What waits for people, in the order in which they were asked. */
export function pendingQuestions(state: RunState): readonly PendingQuestion[] {
	const run = live(state);
	return [...run.asking].flatMap((instance) => {
		const { state, path, node, bindings } = instance;
		const approval = viewQuestion(instance);
		// What has its answers waits for the engine, and for nobody else.
		if (approval === undefined || state.status !== "asking" || isSettled(state)) return [];
		return { instance: path, job: node.path, attempt: state.attempt, bindings, since: state.since, approval };
	});
}

/** Whether nothing is left to do but to wait for people; to be asked once all is decided and all that is due was begun. */
export function waitsForPeople(state: RunState): boolean {
	const run = live(state);
	return run.mode === "running" && run.asking.size > 0 && run.running.size === 0 && run.retries.size === 0;
}

/** What people see of an instance that asks them; undefined if it does not. */
export function viewQuestion(instance: Instance): ApprovalView | undefined {
	const { state } = instance;
	if (state.status !== "asking" || state.question === undefined) return undefined;
	const { question, answers, deadline } = state;
	if (question.about === "outcome") {
		const { outputs: type } = workOf(instance);
		const fields = type.kind === "record" ? Object.entries(type.fields) : [];
		const outputs = fields.map(([name, type]) => ({ name, type }));
		const nobody = { approvers: [], people: [], given: [], show: {}, form: [] };
		return { about: "outcome", ...nobody, policy: "any", needed: 1, outputs };
	}
	const { request } = question;
	const types = formTypes(instance);
	const filled = Object.fromEntries([request.form, ...answers.map(({ form }) => form ?? {})].flatMap(Object.entries));
	return {
		about: "approval",
		approvers: request.approvers,
		people: request.people,
		policy: request.policy,
		needed: request.needed,
		given: answers.map(({ by, at, comment }) => ({ by, at, ...(comment !== undefined && { comment }) })),
		...(deadline !== Number.POSITIVE_INFINITY && { deadline }),
		...(request.on_timeout !== undefined && { on_timeout: request.on_timeout }),
		show: request.show,
		form: Object.entries(types).map(([name, type]) => ({ name, type, value: filled[name] ?? null })),
	};
}

/** The fields of an approval's form: as the checker typed them, else JSON, as first values show nothing but themselves. */
export function formTypes(instance: Instance): Readonly<Record<string, Type>> {
	const { outputs } = workOf(instance);
	const { state } = instance;
	const declared = outputs.kind === "record" ? outputs.fields.form : undefined;
	if (declared?.kind === "record") return declared.fields;
	const first = state.status === "asking" && state.question?.about === "approval" ? state.question.request.form : {};
	return Object.fromEntries(Object.keys(first).map((name) => [name, { kind: "json" }]));
}
