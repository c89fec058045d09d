import type { HookEvent, RunFact } from "./event.ts";
import type { Frame } from "./frame.ts";
import type { RunError } from "./job-error.ts";
import { isDraining, type LiveRun } from "./live-run.ts";
import { indexHook } from "./plan-index.ts";
import { isEnding, toUndo } from "./recovery.ts";

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
	return nextHook(body, error, cancelled);
}

/** The next hook of a workflow: first those that called ones left to it. */
function nextHook(body: Frame, error: RunError | undefined, cancelled: boolean): RunFact | undefined {
	const { workflow, prefix: frame } = body;
	for (const call of workflow.recovery?.left ?? []) {
		const failure = failureOf(call);
		const next = nextHook(call, failure, failure === undefined && call.incomplete);
		if (next !== undefined) return next;
	}
	const events = error !== undefined ? failureHooks : cancelled ? cancelHooks : successHooks;
	for (const event of events) {
		if (workflow.recovery?.hooks.has(event) === true || indexHook(workflow.index, event) === undefined) continue;
		return { type: "hooks.started", frame, event, ...(error !== undefined && { error }) };
	}
	return undefined;
}

/** Why a call that has ended failed; undefined if it did not. */
function failureOf({ failure, owner }: Frame): RunError | undefined {
	if (failure !== undefined) return failure;
	return owner?.state.status === "failed" ? { ...owner.state.error, job: owner.path } : undefined;
}

const failureHooks: readonly HookEvent[] = ["failure", "done"];
const successHooks: readonly HookEvent[] = ["success", "done"];
const cancelHooks: readonly HookEvent[] = ["done"];
