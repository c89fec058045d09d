import type { RunFact } from "./event.ts";
import { describeType } from "./expression/describe-type.ts";
import { nearestName } from "./expression/nearest-name.ts";
import type { Type } from "./expression/type.ts";
import { valueFits } from "./expression/value-fits.ts";
import { findInstance, findNode, findPlace } from "./find-path.ts";
import type { Instance } from "./frame.ts";
import type { Json, JsonObject } from "./json.ts";
import { isDraining, type LiveRun } from "./live-run.ts";
import { missingIndex } from "./missing-index.ts";
import type { AskingState } from "./node-state.ts";
import { jobOf } from "./open-node.ts";
import { isApproval, isSettled } from "./question.ts";
import { formTypes } from "./question-view.ts";
import type { Rejection, Report } from "./report.ts";
import { ok, type Result, refused } from "./result.ts";

type AnswerReport = Extract<Report, { readonly type: "answer" }>;
type Accepted = Result<readonly RunFact[], Rejection>;

/** Holds what a person says against what is asked, and who is. */
export function acceptAnswer(run: LiveRun, report: AnswerReport, now: number): Accepted {
	const { instance: path } = report;
	const instance = findInstance(run, path);
	if (typeof instance !== "object" || instance.state.status !== "asking") return notAsked(run, path);
	const { state } = instance;
	const { question } = state;
	if (question === undefined) return no("not_asked", `${path} has not asked anybody yet.`);
	if (isDraining(run)) return no("not_asked", `The run is ending, so ${path} asks nobody any more.`);
	if (isSettled(state)) return no("not_asked", `${path} has been answered already.`);
	if (report.attempt !== undefined && report.attempt !== state.attempt) {
		return no("stale", `${path} asks anew since that answer was given.`);
	}
	return question.about === "approval"
		? answerApproval(run, instance, state, report, now)
		: answerOutcome(instance, state, report);
}

function answerApproval(
	run: LiveRun,
	instance: Instance,
	state: AskingState,
	{ by, decision, comment, form, outputs, at }: AnswerReport,
	now: number,
): Accepted {
	const { path } = instance;
	const { question, attempt, answers, deadline } = state;
	if (question?.about !== "approval") throw new Error(`${path} asks for no approval`);
	const { people, approvers } = question.request;
	if (decision === "succeeded" || outputs !== undefined) {
		return no("not_allowed", `${path} is an approval: it can be approved or rejected, and has no outputs to be set.`);
	}
	if (!people.includes(by)) {
		const asked = approvers.join(", ") === people.join(", ") ? "" : ` (${approvers.join(", ")})`;
		return no("not_allowed", `${by} may not answer ${path}: it asks ${people.join(", ")}${asked}.`);
	}
	if (answers.some((answer) => answer.by === by)) {
		return no("duplicate", `${by} has approved ${path} already; it takes ${question.request.needed} people.`);
	}
	// While it is paused no deadline comes.
	if (run.mode !== "paused" && (at ?? now) > deadline) return no("not_asked", `The deadline of ${path} is over.`);
	const problem = formProblem(instance, form ?? {});
	if (problem !== undefined) return no("wrong_value", problem);
	return ok([
		{
			type: "approval.answered",
			instance: path,
			attempt,
			by,
			decision,
			...(comment !== undefined && { comment }),
			...(form !== undefined && Object.keys(form).length > 0 && { form }),
		},
	]);
}

function formProblem(instance: Instance, form: JsonObject): string | undefined {
	const types = formTypes(instance);
	for (const [name, value] of Object.entries(form)) {
		const type = Object.hasOwn(types, name) ? types[name] : undefined;
		if (type === undefined) return unknownField(instance.path, name, types);
		const misfit = valueFits(value, type, name);
		if (misfit !== undefined) return `The field ${misfit}.`;
	}
	return undefined;
}

function unknownField(path: string, name: string, types: Readonly<Record<string, Type>>): string {
	const names = Object.keys(types);
	if (names.length === 0) return `${path} has no form, so no field ${name}.`;
	const near = nearestName(name, names);
	const fields = Object.entries(types).map(([field, type]) => `${field}: ${describeType(type)}`);
	const hint = near === undefined ? `; it has ${fields.join(", ")}` : `; did you mean ${near}?`;
	return `The form of ${path} has no field ${name}${hint}`;
}

function answerOutcome(
	instance: Instance,
	{ attempt }: AskingState,
	{ by, decision, comment, form, outputs: given }: AnswerReport,
): Accepted {
	const { path, node } = instance;
	if (form !== undefined && Object.keys(form).length > 0) return no("wrong_value", `${path} has no form to fill in.`);
	const said = decision === "approved" ? "repeat" : decision === "rejected" ? "failed" : "succeeded";
	const outputs = said === "succeeded" ? withExitCode(given ?? {}, jobOf(node).outputs) : given;
	if (said !== "succeeded") {
		if (outputs !== undefined) {
			return no("wrong_value", `Only a ${path} that succeeded has outputs.`);
		}
	} else {
		const misfit = valueFits(outputs ?? null, jobOf(node).outputs, "outputs");
		if (misfit !== undefined) return no("wrong_value", `To say that ${path} succeeded, give its outputs: ${misfit}.`);
	}
	return ok([
		{
			type: "outcome.answered",
			instance: path,
			attempt,
			by,
			decision: said,
			...(comment !== undefined && { comment }),
			...(outputs !== undefined && { outputs }),
		},
	]);
}

/** A process that succeeded exited with 0, which nobody has to say. */
function withExitCode(outputs: Json, type: Type): Json {
	if (outputs === null || typeof outputs !== "object" || Array.isArray(outputs)) return outputs;
	const hasCode = type.kind === "record" && type.fields.exit_code?.kind === "int";
	return hasCode && !("exit_code" in outputs) ? { ...outputs, exit_code: 0 } : outputs;
}

/** The path is that of nobody who asks: why not. */
function notAsked(run: LiveRun, path: string): Accepted {
	const node = findNode(run, path.replace(/\[\d+\]$/, ""));
	if (node === undefined) {
		if (findPlace(run, path) === undefined)
			return no("unknown_instance", missingIndex(run, path) ?? `The run has no job ${path}.`);
		return no("not_asked", `${path} has not asked anybody yet: it waits for other jobs.`);
	}
	const instance = findInstance(run, path);
	const state = typeof instance === "object" ? instance.state : node.state;
	switch (state.status) {
		case "succeeded":
		case "failed":
		case "cancelled":
		case "skipped": {
			const how = state.status === "succeeded" && isApproval(node.plan) ? "was approved" : wordOf(state.status);
			return no("not_asked", `${path} asks nobody any more: it ${how} already.`);
		}
		case "waiting":
			return no("not_asked", `${path} has not asked anybody yet: it waits for other jobs.`);
		default:
			if (isApproval(node.plan) && state.status === "failing")
				return no("not_asked", `${path} has been answered already.`);
			if (node.fan !== undefined && instance === undefined && path.endsWith("]")) {
				const { length } = node.fan.instances;
				const name = path.slice(0, path.lastIndexOf("["));
				return no("unknown_instance", `${name} has ${length} instance${length === 1 ? "" : "s"}, counted from 0.`);
			}
			if (node.fan !== undefined && instance === undefined) {
				const asking = node.fan.instances.filter((each) => each.state.status === "asking").map((each) => each.path);
				if (asking.length > 0)
					return no("not_asked", `${path} has several instances; these ask: ${asking.join(", ")}.`);
			}
			return no("not_asked", `${path} asks nobody: no answer is needed for it.`);
	}
}

function wordOf(status: "succeeded" | "failed" | "cancelled" | "skipped"): string {
	return status === "succeeded" || status === "failed" ? status : `was ${status}`;
}

function no(code: Rejection["code"], message: string): Accepted {
	return refused({ code, message });
}
