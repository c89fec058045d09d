import type { HookEvent, RunEvent } from "./event.ts";
import { findBody } from "./find-path.ts";
import type { Frame, Instance, NodeRun, WorkflowRun } from "./frame.ts";
import type { Json } from "./json.ts";
import { isDraining, type LiveRun } from "./live-run.ts";
import { stateAt } from "./node-at.ts";
import type { EndedState } from "./node-state.ts";
import { openFrame } from "./open-frame.ts";
import { jobOf } from "./open-node.ts";
import { indexHook, indexRollback } from "./plan-index.ts";
import type { Armed, Recovery } from "./recovery-state.ts";
import { assertNever } from "./result.ts";
import { noteAttempts } from "./spent-attempts.ts";
import { enqueue } from "./work-queue.ts";

/** Notes what an instance leaves to be undone, if the workflow fails, at its end. */
export function armInstance(instance: Instance, ended: EndedState): void {
	const { node, path, bindings, frame } = instance;
	const { rollback } = jobOf(node);
	const inner = frame?.role === "call" && hasArmed(frame.workflow) ? frame.workflow : undefined;
	if (rollback === undefined && inner === undefined) return;
	if (ended.status === "succeeded") arm(node, path, bindings, ended.value, inner);
	else if (inner !== undefined) arm(node, path, bindings, null, inner, false);
}

/** Notes that a job without instances, whose value the core makes, can be undone. */
export function armNode(node: NodeRun, ended: EndedState): void {
	const { plan } = node;
	if (plan.kind === "let" || plan.rollback === undefined || plan.for !== undefined) return;
	if (ended.status !== "succeeded") return;
	arm(node, node.path, {}, ended.value, undefined);
}

function arm(
	node: NodeRun,
	path: string,
	bindings: Readonly<Record<string, Json>>,
	value: Json,
	inner: WorkflowRun | undefined,
	succeeded = true,
): void {
	const { frame } = node;
	if (blockOfWorkflow(frame).recovers !== undefined) return;
	const { armed } = recoveryOf(frame.workflow);
	// An instance of a block that was opened anew succeeds again: then it is undone as what succeeded last.
	const before = armed.get(path);
	armed.delete(path);
	const task = succeeded ? jobOf(node).rollback : undefined;
	const own = { path, name: node.plan.name, frame, bindings, value, task };
	armed.set(path, { ...(succeeded || before === undefined ? own : before), inner });
}

/** What an earlier call by the same instance has left to be undone is undone with what the present one does. */
export function takeOver({ node, path, frame }: Instance): void {
	const before = node.frame.workflow.recovery?.armed.get(path)?.inner?.recovery;
	if (before === undefined || frame === undefined) return;
	const { armed } = recoveryOf(frame.workflow);
	for (const [left, each] of before.armed) armed.set(left, each);
	before.armed.clear();
}

/** What is to be undone, in the order in which it is: the last that succeeded first, a called workflow's own before its call. */
export function* toUndo({ recovery }: WorkflowRun): Generator<Armed> {
	for (const armed of [...(recovery?.armed.values() ?? [])].reverse()) {
		if (armed.inner !== undefined) yield* toUndo(armed.inner);
		if (armed.task !== undefined) yield armed;
	}
}

/** Begins to undo what a workflow has done. */
export function startRollback(run: LiveRun, event: Extract<RunEvent, { type: "rollback.started" }>): void {
	const body = findBody(run, event.frame);
	if (body === undefined) return;
	const recovery = recoveryOf(body.workflow);
	const known = new Map([...toUndo(body.workflow)].map((armed) => [armed.path, armed]));
	recovery.rollbacks = event.instances.flatMap((path) => known.get(path) ?? []);
	disarm(recovery);
	run.undoing.push(recovery);
	beginPhase(run, body);
	openNextRollback(run, body, recovery);
}

function disarm({ armed }: Recovery): void {
	for (const { inner } of armed.values()) if (inner?.recovery !== undefined) disarm(inner.recovery);
	armed.clear();
}

/** Opens the jobs of a hook. */
export function startHooks(run: LiveRun, event: Extract<RunEvent, { type: "hooks.started" }>): void {
	const body = findBody(run, event.frame);
	const index = body && indexHook(body.workflow.index, event.event);
	if (body === undefined || index === undefined) return;
	const recovery = recoveryOf(body.workflow);
	const { error } = event;
	const told = error && {
		job: error.job,
		kind: error.kind,
		message: error.message,
		exit_code: error.exit_code ?? null,
	};
	const waiting = waitingBody(body);
	const followed = recoveryOf(waiting.workflow);
	if (waiting !== body) followed.follows = true;
	beginPhase(run, waiting);
	recovery.active = openFrame(run, {
		role: "hook",
		index,
		workflow: body.workflow,
		outer: body,
		locals: { run: { id: run.run, error: told ?? null } },
		prefix: `${body.prefix}on_${event.event}.`,
		recovers: body,
	});
	recovery.hooks.set(event.event, recovery.active);
	followed.active = recovery.active;
}

/** Notes that a call ended before its workflow could begin its hooks, as the run ends: they follow those of the outer one. */
export function leaveHooks(run: LiveRun, { node, frame }: Instance): void {
	if (frame?.role !== "call" || !isDraining(run)) return;
	recoveryOf(node.frame.workflow).left.push(frame);
}

/** The body of the workflow that comes to its end with what follows a body: its own, or that of one that it was left to. */
function waitingBody(body: Frame): Frame {
	let waiting = body;
	while (waiting.owner !== undefined && "ended" in waiting.owner.state) {
		const block = blockOfWorkflow(waiting.owner.node.frame);
		waiting = block.recovers ?? block;
	}
	return waiting;
}

/** What follows when all nodes of a hook or of a rollback have ended. */
export function endPhaseBlock(run: LiveRun, frame: Frame, body: Frame): void {
	const recovery = recoveryOf(body.workflow);
	if (recovery.active !== frame) return;
	recovery.active = undefined;
	if (frame.role === "rollback") {
		noteRollback(run, frame, body, recovery);
		openNextRollback(run, body, recovery);
	}
	if (recovery.active !== undefined) return;
	const waiting = waitingBody(body);
	recoveryOf(waiting.workflow).active = undefined;
	enqueue(run, waiting);
}

function noteRollback(run: LiveRun, frame: Frame, body: Frame, recovery: Recovery): void {
	const armed = recovery.rollbacks?.[recovery.undone++];
	const state = stateAt(frame, 0);
	if (armed === undefined) return;
	switch (state.status) {
		case "succeeded":
			recoveryOf(armed.frame.workflow).rolledBack.add(armed.path);
			// It may have been cancelled before, when its own workflow undid it.
			forget(run, armed.path);
			return;
		case "failed":
			forget(run, armed.path);
			run.rollbackFailures.push({ ...state.error, job: armed.path });
			return;
		case "cancelled":
		case "skipped":
			forget(run, armed.path);
			if (body.role === "call") putBack(recovery, armed);
			run.rollbackFailures.push({
				job: armed.path,
				kind: "cancelled",
				message: "Its rollback was cancelled before it was done.",
			});
			return;
		case "waiting":
		case "active":
			return;
		default:
			assertNever(state);
	}
}

/** What a called workflow did not come to undo is left to the one that calls it, in its place. */
function putBack({ armed }: Recovery, given: Armed): void {
	const later = [...armed];
	armed.clear();
	armed.set(given.path, given);
	for (const [path, each] of later) armed.set(path, each);
}

function forget({ rollbackFailures }: LiveRun, path: string): void {
	const known = rollbackFailures.findIndex(({ job }) => job === path);
	if (known >= 0) rollbackFailures.splice(known, 1);
}

function openNextRollback(run: LiveRun, body: Frame, recovery: Recovery): void {
	const armed = recovery.rollbacks?.[recovery.undone];
	if (armed?.task === undefined) return;
	const { path, name, frame, bindings, value, task } = armed;
	const before = run.rollbacks?.get(`${path}.rollback`);
	if (before !== undefined) {
		noteAttempts(run, before.frame);
		run.remember(undefined);
	}
	recovery.active = openFrame(run, {
		role: "rollback",
		index: indexRollback(frame.workflow.index, task),
		workflow: frame.workflow,
		outer: frame,
		locals: { ...bindings, [name]: value },
		prefix: `${path}.`,
		recovers: body,
	});
	run.rollbacks ??= new Map();
	run.rollbacks.set(`${path}.rollback`, { armed, frame: recovery.active });
}

/** What ended the run's own jobs, a cancel or the workflow's timeout, does not end what follows them. */
function beginPhase(run: LiveRun, body: Frame): void {
	// What follows a workflow's jobs is not of their time any more.
	if (body.owner !== undefined && body.owner.slot >= 0) run.deadlines.remove(body.owner);
	if (body.role !== "root") return;
	run.deadline = Number.POSITIVE_INFINITY;
	if (run.mode === "cancelling" || run.mode === "timed_out" || run.mode === "failing_fast") run.mode = "running";
}

/** Whether the block is a hook or rollback, or is in one, and so runs after what it belongs to has come to its end. */
export function isAfterwards(frame: Frame): boolean {
	for (let each: Frame | undefined = frame; each !== undefined; each = each.owner?.node.frame) {
		if (each.recovers !== undefined) return true;
	}
	return false;
}

/** Whether a workflow's own jobs have come to their end, and its rollback or its hooks have begun. */
export function isEnding({ recovery }: WorkflowRun): boolean {
	return recovery !== undefined && (recovery.rollbacks !== undefined || recovery.hooks.size > 0 || recovery.follows);
}

/** The outermost block around one within its workflow: the workflow's body, a hook or a rollback. */
function blockOfWorkflow(frame: Frame): Frame {
	let block = frame;
	while ((block.role === "group" || block.role === "round") && block.owner !== undefined)
		block = block.owner.node.frame;
	return block;
}

function hasArmed({ recovery }: WorkflowRun): boolean {
	return recovery !== undefined && recovery.armed.size > 0;
}

function recoveryOf(workflow: WorkflowRun): Recovery {
	workflow.recovery ??= {
		armed: new Map(),
		rollbacks: undefined,
		undone: 0,
		rolledBack: new Set(),
		hooks: new Map<HookEvent, Frame>(),
		active: undefined,
		left: [],
		follows: false,
	};
	return workflow.recovery;
}
