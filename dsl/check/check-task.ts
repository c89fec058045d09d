import type { Type } from "@dagwright/core";
import { isAssignable, nearestName } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { withFormType } from "./check-approval.ts";
import { checkPolicies } from "./check-policies.ts";
import type { Checker } from "./checker.ts";
import { localsOf } from "./dependencies.ts";
import { checkFanIn } from "./fan-in.ts";
import { originOf } from "./findings.ts";
import { jobTypeNames, type ResolvedJobType, resolveJobType, taskValueType } from "./job-types.ts";
import type { GroupSymbol, JobSymbol, LoopSymbol, Runnable, TaskBody } from "./model.ts";
import type { PlaceOptions } from "./place.ts";
import { checkSettings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** Checks the settings of a job, and its fallback and rollback; gives the type of one instance's outputs. */
export function checkJob(check: Checker, node: JobSymbol, place: PlaceOptions, inside: Surroundings): Type {
	const { body } = node;
	const resolved = jobType(check, body, "type");
	const value = task(check, { node, body, type: resolved, place, inherited: [] });
	if (node.fallback) {
		const named = node.fallback.typeName === undefined ? resolved : jobType(check, node.fallback, "type");
		const type = substitute(check, node.fallback, named, "fallback");
		const inherited = type === resolved ? body.settings.map(({ key }) => key) : [];
		const outputs = task(check, { node, body: node.fallback, type, place, inherited });
		if (type !== resolved && type !== undefined && resolved !== undefined && !isAssignable(outputs, value)) {
			const message = `The fallback stands in for \`${node.name}\`, so its outputs must be like those of \`${body.typeName}\`.`;
			const at = originOf(check.workflow.file.path, node.fallback.node, "type");
			check.context.findings.report("dag/type-mismatch", at, { message });
		}
	}
	if (node.rollback) rollback(check, node, node.rollback, value, resolved, inside);
	return value;
}

/** A rollback sees the outputs of its own job. */
function rollback(
	check: Checker,
	node: Runnable,
	body: TaskBody,
	value: Type,
	own: ResolvedJobType | undefined,
	inside: Surroundings,
	word: "fallback" | "rollback" = "rollback",
): void {
	const type = substitute(check, body, body.typeName === undefined ? own : jobType(check, body, "type"), word);
	const extra = new Map(inside.extra);
	extra.set(node.name, { type: value, what: node.kind });
	const locals = localsOf(node, "rollback") ?? new Map();
	const inherited = body.typeName === undefined && node.kind === "job" ? node.body.settings.map(({ key }) => key) : [];
	const place = { workflow: check.workflow, block: node.block, locals, ...inside, extra };
	task(check, { node, body, type, place, inherited });
}

/** The type of a fallback or rollback; undefined where it is none that can stand in, which is said. */
function substitute(
	check: Checker,
	body: TaskBody,
	type: ResolvedJobType | undefined,
	word: "fallback" | "rollback",
): ResolvedJobType | undefined {
	const isProcess = type?.kind === "catalog" && type.type.runs === "process";
	if (type === undefined || type.kind === "unresolved" || isProcess) return type;
	const message = `A ${word} runs a job type such as \`shell\`: write \`${word} shell { … }\`.`;
	const at = originOf(check.workflow.file.path, body.node, body.typeName === undefined ? undefined : "type");
	check.context.findings.report("dag/misplaced-policy", at, { message });
	return undefined;
}

function jobType(check: Checker, body: TaskBody, property: string): ResolvedJobType | undefined {
	const { file } = check.workflow;
	const resolved = resolveJobType(file, check.context.catalog, body.typeName);
	if (resolved === undefined && body.typeName !== undefined) {
		const suggestion = nearestName(body.typeName, jobTypeNames(file, check.context.catalog));
		const at = originOf(file.path, body.node, property);
		check.context.findings.report("dag/unknown-job-type", at, { name: body.typeName }, { suggestion });
	}
	return resolved;
}

/** The settings of a job, or of its fallback or rollback, and what they are checked against. */
interface Task {
	readonly node: Runnable;
	readonly body: TaskBody;
	readonly type: ResolvedJobType | undefined;
	readonly place: PlaceOptions;
	/** Settings that it need not give, since its job does. */
	readonly inherited: readonly string[];
}

/** Checks the settings of a task or call, and keeps and gives the type of its outputs. */
function task(check: Checker, checked: Task): Type {
	const { node, body, type, place } = checked;
	if (body !== (node.kind === "job" ? node.body : undefined)) checkPolicies(check, body.policies, place);
	if (body.outputs) outputsBlock(check, body.outputs, type);
	body.valueType = taskType(check, checked);
	return body.valueType;
}

function taskType(check: Checker, { node, body, type, place, inherited }: Task): Type {
	if (type === undefined || type.kind === "unresolved") {
		for (const setting of body.settings) check.site(setting.value, place);
		return { kind: "unknown" };
	}
	if (type.kind === "catalog" && type.type.name === "fan_in") {
		return checkFanIn(check, body, type.type, place, inherited);
	}
	checkSettings(check, body, type, place, inherited);
	if (type.kind === "workflow") {
		const fields = type.workflow.outputTypes;
		return fields === undefined ? { kind: "unknown" } : { kind: "record", fields };
	}
	const job = node.kind === "job" && inherited.length > 0 ? node.body : body;
	const value = taskValueType(type.type, body, check.workflow.file, check.context.types, job);
	return type.type.name === "approval" ? withFormType(value, body, place) : value;
}

function outputsBlock(check: Checker, outputs: ast.Outputs, resolved: ResolvedJobType | undefined): void {
	check.context.types.fields(check.workflow.file, outputs.fields);
	const type = resolved?.kind === "catalog" ? resolved.type : undefined;
	if (type?.declaresOutputs || resolved === undefined || resolved.kind === "unresolved") return;
	const what =
		type === undefined ? "A call has the outputs of its workflow" : `\`${type.name}\` has outputs of its own`;
	const at = originOf(check.workflow.file.path, outputs);
	check.context.findings.report("dag/misplaced-policy", at, { message: `${what} and declares no others.` });
}

/** Checks the fallback and the rollback of a group or loop, which name their job type. */
export function checkSubstitutes(
	check: Checker,
	node: GroupSymbol | LoopSymbol,
	value: Type,
	inside: Surroundings,
): void {
	for (const [word, body] of [
		["fallback", node.fallback],
		["rollback", node.rollback],
	] as const) {
		if (body === undefined) continue;
		if (body.typeName === undefined) {
			const message = `The ${word} of a ${node.kind} names its job type: \`${word} shell { … }\`.`;
			check.context.findings.report("dag/misplaced-policy", originOf(check.workflow.file.path, body.node), { message });
		} else rollback(check, node, body, value, undefined, inside, word);
	}
}
