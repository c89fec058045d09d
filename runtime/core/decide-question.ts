import type { ApprovalRequest, RunFact } from "./event.ts";
import type { Instance } from "./frame.ts";
import type { JobError } from "./job-error.ts";
import type { Json, JsonObject } from "./json.ts";
import type { LiveRun } from "./live-run.ts";
import type { AskingState } from "./node-state.ts";
import { workOf } from "./open-node.ts";
import { prepareTask } from "./prepare-task.ts";
import { ok, type Result, refused } from "./result.ts";
import { BlockScope } from "./scope.ts";

const role = "role:";

/** What follows for an instance that waits for people: that they are asked, or its end. */
export function decideQuestion(run: LiveRun, instance: Instance, state: AskingState, now: number): RunFact {
	const { path } = instance;
	const { attempt, question } = state;
	if (question === undefined) {
		const request = makeRequest(run, instance, now);
		return request.ok
			? { type: "approval.requested", instance: path, attempt, request: request.value }
			: { type: "attempt.failed", instance: path, attempt, error: request.problem };
	}
	return { type: "instance.succeeded", instance: path, value: state.outputs ?? approvalOutputs(state) };
}

function makeRequest(run: LiveRun, instance: Instance, now: number): Result<ApprovalRequest, JobError> {
	const task = workOf(instance);
	if (task.kind !== "task") throw new Error(`${instance.path} is no task`);
	const { frame } = instance.node;
	const prepared = prepareTask(task, new BlockScope(frame, instance.bindings), frame.workflow.index.folder);
	if (!prepared.ok) return prepared;
	const { config } = prepared.value;
	const approvers = [...new Set(texts(config.approvers))];
	const people = resolvePeople(approvers, run.roles);
	if (!people.ok) return people;
	const policy = config.policy === "all" || config.policy === "quorum" ? config.policy : "any";
	const needed = policy === "any" ? 1 : policy === "all" ? people.value.length : Number(config.quorum ?? 0);
	if (!Number.isSafeInteger(needed) || needed < 1) {
		return cannotAsk("`policy = quorum` needs `quorum`, how many have to approve.");
	}
	if (needed > people.value.length) {
		const count = people.value.length === 1 ? "only 1 person is" : `only ${people.value.length} people are`;
		return cannotAsk(`It takes ${needed} approvals, but ${count} asked: ${people.value.join(", ")}.`);
	}
	const { timeout } = task.policies;
	const meaning = config.on_timeout;
	return ok({
		approvers,
		people: people.value,
		policy,
		needed,
		show: record(config.show),
		form: record(config.form),
		channels: [...new Set(texts(config.channels))],
		...(timeout !== undefined && { deadline: now + timeout }),
		...((meaning === "approve" || meaning === "reject") && { on_timeout: meaning }),
	});
}

/** Users as they are, roles as their members; where nobody knows the project's roles, a role stands for itself. */
function resolvePeople(approvers: readonly string[], roles: LiveRun["roles"]): Result<readonly string[], JobError> {
	const people = new Set<string>();
	for (const approver of approvers) {
		if (roles === undefined || !approver.startsWith(role)) {
			people.add(approver);
			continue;
		}
		const name = approver.slice(role.length);
		const members = Object.hasOwn(roles, name) ? roles[name] : undefined;
		if (members === undefined) return cannotAsk(`The role ${name} is not in dagwright.json.`);
		for (const member of members) people.add(member);
	}
	if (people.size > 0) return ok([...people]);
	return cannotAsk(
		approvers.length === 0 ? "`approvers` is empty." : `${approvers.join(", ")} has no members in dagwright.json.`,
	);
}

/** The outputs of an approval: the form as those who approved filled it in, the last one's word on each field. */
function approvalOutputs({ question, answers }: AskingState): JsonObject {
	const first = question?.about === "approval" ? question.request.form : {};
	return {
		approved: true,
		approvers: answers.map(({ by }) => by),
		comment: answers.at(-1)?.comment ?? null,
		form: Object.fromEntries([first, ...answers.map(({ form }) => form ?? {})].flatMap(Object.entries<Json>)),
	};
}

function texts(value: Json | undefined): readonly string[] {
	return Array.isArray(value) ? value.filter((item: Json) => typeof item === "string") : [];
}

function record(value: Json | undefined): JsonObject {
	return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : {};
}

function cannotAsk(why: string): Result<never, JobError> {
	return refused({ kind: "approval", message: `Nobody could be asked. ${why}` });
}
