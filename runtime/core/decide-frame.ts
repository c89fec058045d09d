import { asEnd, demandOf } from "./demand.ts";
import type { HookEvent, JobError, RunError, RunFact, RunResult } from "./event.ts";
import type { Json } from "./json.ts";
import { type Frame, type Instance, isDraining, type LiveRun, type NodeRun } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";
import { jobOf } from "./open-node.ts";
import type { Dependency, OutputPlan } from "./plan.ts";
import { indexHook } from "./plan-index.ts";
import { isEnding, toUndo } from "./recovery.ts";
import { ok, type Result, refused } from "./result.ts";
import { BlockScope, evaluateValue } from "./scope.ts";

/** What follows when all nodes of a block have ended: the end of its group, or of the run. */
export function decideFrame(run: LiveRun, frame: Frame): RunFact {
	return frame.owner === undefined ? finishRun(run, frame) : finishGroup(frame, frame.owner);
}

function finishGroup(frame: Frame, owner: Instance): RunFact {
	const plan = jobOf(owner.node);
	if (plan.kind !== "group") throw new Error(`${owner.path} is no group`);
	const { path: instance } = owner;
	const job = owner.node.path;
	const whole = owner.index < 0;
	if (frame.failure === undefined && frame.incomplete) {
		return whole ? { type: "job.cancelled", job } : { type: "instance.cancelled", instance };
	}
	const value = frame.failure === undefined ? results(frame, plan.results) : refused(frame.failure);
	if (!value.ok) {
		const error = ofInner(value.problem);
		return whole ? { type: "job.failed", job, error } : { type: "instance.failed", instance, error };
	}
	return whole
		? { type: "job.succeeded", job, value: value.value }
		: { type: "instance.succeeded", instance, value: value.value };
}

function finishRun(run: LiveRun, root: Frame): RunFact {
	const { workflow } = run.index;
	const failure = run.doom ?? root.failure;
	const outputs = results(root, workflow.outputs, true);
	const error = failure ?? (outputs.ok ? undefined : outputs.problem);
	const next = nextPhase(run, root, error, run.cancelled);
	if (next !== undefined) return next;
	const result: RunResult =
		error !== undefined ? "failed" : run.cancelled ? "cancelled" : run.warned ? "succeeded_with_warnings" : "succeeded";
	return {
		type: "run.finished",
		result,
		outputs: outputs.ok ? outputs.value : {},
		...(error !== undefined && { error }),
		...(run.rollbackFailures.length > 0 && { rollback_failures: [...run.rollbackFailures] }),
	};
}

/**
 * What still follows the jobs of a workflow, once all have ended: its rollback, if it failed or the run was cancelled so,
 * then its hooks. Nothing more: its end.
 */
export function nextPhase(
	run: LiveRun,
	body: Frame,
	error: RunError | undefined,
	cancelled: boolean,
): RunFact | undefined {
	const { workflow, prefix: frame } = body;
	// What a called workflow leaves to be done while the run ends, the run does with its own.
	if (body.role === "call" && isDraining(run)) return undefined;
	const undoes =
		run.cancel === undefined ? error !== undefined : run.cancel === "rollback" && (cancelled || error !== undefined);
	if (undoes && !isEnding(workflow)) {
		const instances = Array.from(toUndo(workflow), ({ path }) => path);
		if (instances.length > 0) return { type: "rollback.started", frame, instances };
	}
	const events = error !== undefined ? failureHooks : cancelled ? cancelHooks : successHooks;
	for (const event of events) {
		if (workflow.recovery?.hooks.has(event) === true || indexHook(workflow.index, event) === undefined) continue;
		return { type: "hooks.started", frame, event, ...(error !== undefined && { error }) };
	}
	return undefined;
}

const failureHooks: readonly HookEvent[] = ["failure", "done"];
const successHooks: readonly HookEvent[] = ["success", "done"];
const cancelHooks: readonly HookEvent[] = ["done"];

/** The values of outputs; one whose sources did not all end as it asks is null, or left out. */
function results(
	frame: Frame,
	outputs: readonly OutputPlan[],
	leaveOut = false,
): Result<Readonly<Record<string, Json>>, RunError> {
	const scope = new BlockScope(frame);
	const values: [string, Json][] = [];
	for (const output of outputs) {
		const met = output.dependencies.every((dependency) => {
			const source = nodeAt(frame, frame.index.position.get(dependency.on) ?? -1);
			return source === undefined || hasMet(dependency, source);
		});
		if (!met) {
			if (!leaveOut) values.push([output.name, null]);
			continue;
		}
		const value = evaluateValue(output.value, scope);
		if (!value.ok) return refused({ ...value.problem, job: `output ${output.name}` });
		values.push([output.name, value.value]);
	}
	return ok(Object.fromEntries(values));
}

function hasMet(dependency: Dependency, { state, plan }: NodeRun): boolean {
	if (state.status === "waiting" || state.status === "active") return false;
	const end = asEnd(state.status, plan.kind !== "let" && plan.policies.allow_failure === true);
	return (demandOf(dependency) & end) !== 0;
}

/** The error of a group is that of the job in it that failed first, with its path in the message. */
function ofInner({ job, message, ...rest }: RunError): JobError {
	return { ...rest, message: `${job}: ${message}` };
}
