import { createRun } from "./create-run.ts";
import type { ReusedEnd, RunFact } from "./event.ts";
import { evaluate } from "./expression/evaluate.ts";
import { nearestName } from "./expression/nearest-name.ts";
import { valueFits } from "./expression/value-fits.ts";
import type { Instance } from "./frame.ts";
import { hasWarnings } from "./has-warnings.ts";
import { canonicalJson } from "./hash/canonical-json.ts";
import type { Json, JsonObject } from "./json.ts";
import { type LiveRun, live } from "./live-run.ts";
import { mentions } from "./mentions.ts";
import { nodeAt, stateAt } from "./node-at.ts";
import type { NodeState } from "./node-state.ts";
import { outermostJob } from "./outermost-job.ts";
import { type OutputSlot, outputSlot } from "./output-slot.ts";
import type { NodePlan, ParamValues, Plan } from "./plan.ts";
import type { BlockIndex } from "./plan-index.ts";
import { assertNever, ok, type Result, refused } from "./result.ts";
import type { ParamProblem, RunState } from "./run-state.ts";
import { undoneJobs } from "./undone-jobs.ts";

export { type OutputSlot, outputSlot } from "./output-slot.ts";

/** What a fork is made from. */
export interface ForkRequest {
	/** The new run's name, and the root of its idempotency keys. */
	readonly run: string;
	readonly root: string;
	/** A job of the workflow, or a path in one: it and what depends on it run again. Absent: only what did not succeed. */
	readonly from?: string;
	/** New values of outputs of reused jobs, by `job.output` or `job[3].output`: what depends on the job runs again. */
	readonly set?: Readonly<Record<string, Json>>;
	/** Params that change: what reads one runs again. */
	readonly params?: ParamValues;
	/** Jobs that the run has undone since (`undoneJobs`): they run again. Absent: those that it has undone in this state. */
	readonly undone?: ReadonlySet<string>;
	/** Of the program that makes the run. */
	readonly version: string;
}

/** Why there can be no such fork. */
export interface ForkProblem {
	readonly code: "unknown_job" | "never_ran" | "bad_output" | ParamProblem["code"];
	/** One sentence for people. */
	readonly message: string;
}

type Reused = Extract<RunFact, { type: "job.reused" }>;

/**
 * The first facts of a run that goes on from another as that stands in `state`: each job of the workflow's own block is
 * reused that ended there and was not undone, does not depend on what is to run again, and reads no param that changed. A job is reused as
 * a whole, with its instances; a failure that nothing absolved is not reused. Does not change the state.
 */
export function forkRun(plan: Plan, state: RunState, request: ForkRequest): Result<readonly RunFact[], ForkProblem> {
	const parent = live(state);
	const root = parent.root;
	if (root === undefined) return no("never_ran", "The run has not been created yet.");
	const changes = request.params ?? {};
	const created = createRun(plan, {
		run: request.run,
		root: request.root,
		params: { ...keptParams(parent, changes), ...changes },
		options: parent.options,
		version: request.version,
		forkedFrom: { run: parent.run, seq: parent.seq },
	});
	if (!created.ok) return created;
	const [first] = created.value;
	const values = first?.type === "run.created" ? first.params : {};
	const changed = new Set(
		Object.keys(values).filter(
			(name) => canonicalJson(values[name] ?? null) !== canonicalJson(parent.params[name] ?? null),
		),
	);
	const { index } = root;
	const from = request.from === undefined ? -1 : positionOf(parent, index, request.from);
	if (typeof from !== "number") return refused(from);
	const slots: OutputSlot[] = [];
	for (const [path, value] of Object.entries(request.set ?? {})) {
		const slot = outputSlot(plan, path);
		if (!slot.ok) return no("bad_output", slot.problem);
		const misfit = valueFits(value, slot.value.type, path);
		if (misfit !== undefined) return no("bad_output", `The output ${misfit}.`);
		slots.push({ ...slot.value, value });
	}
	const undone = request.undone ?? undoneJobs(state);
	const again = nodesThatRunAgain(parent, index, from, changed, undone, new Set(slots.map(({ job }) => job)));
	const reused = new Map<string, Reused>();
	for (let at = 0; at < index.nodes.length; at++) {
		const node = index.nodes[at];
		if (node === undefined || node.kind === "let" || again[at] === 1 || index.takesPart[at] === 0) continue;
		reused.set(node.name, reuseOf(parent, at, node.name));
	}
	for (const slot of slots) {
		const replaced = withOutput(reused.get(slot.job), slot, parent.run);
		if (!replaced.ok) return replaced;
		reused.set(slot.job, replaced.value);
	}
	return ok([...created.value.map((fact) => announced(fact, reused.size)), ...reused.values()]);
}

/** Says how many jobs are taken over, so that a log which lost some of them can be told from a whole one. */
function announced(fact: RunFact, reuses: number): RunFact {
	return fact.type === "run.created" ? { ...fact, reuses } : fact;
}

/** The parent's params as if given again, without those that were left to a default: that may read what changes. */
function keptParams(parent: LiveRun, changes: ParamValues): ParamValues {
	const before = new Map(Object.entries(parent.params));
	const defaulted = new Set<string>();
	for (const param of parent.index.workflow.params) {
		if (param.default === undefined || Object.hasOwn(changes, param.name)) continue;
		const value = evaluate(param.default, before);
		if (value.ok && canonicalJson(value.value) === canonicalJson(before.get(param.name) ?? null))
			defaulted.add(param.name);
	}
	return Object.fromEntries(Object.entries(parent.params).filter(([name]) => !defaulted.has(name)));
}

/** Where the job stands that a fork begins at: the outermost one of a path. */
function positionOf(parent: LiveRun, index: BlockIndex, path: string): number | ForkProblem {
	const name = outermostJob(path);
	const at = index.position.get(name);
	const plan = at === undefined ? undefined : index.nodes[at];
	if (at === undefined || plan === undefined || plan.kind === "let") {
		const names = index.nodes.flatMap(({ kind, name: known }) => (kind === "let" ? [] : known));
		const near = nearestName(name, names);
		const hint = near === undefined ? `it has: ${names.slice(0, 12).join(", ")}` : `did you mean ${near}?`;
		return { code: "unknown_job", message: `The workflow has no job ${name}; ${hint}` };
	}
	const why = whyNeverRan(stateAt(parent.root ?? fail(), at));
	return why === undefined ? at : { code: "never_ran", message: `${name} never ran in run ${parent.run}: ${why}.` };
}

function whyNeverRan(state: NodeState): string | undefined {
	switch (state.status) {
		case "waiting":
			return "what it waits for had not ended";
		case "skipped":
			return {
				condition: "it was skipped, as its condition was false",
				upstream: "it was skipped, as what it waits for did not end as it asks",
				not_reached: "the run ended before it",
				not_selected: "--only left it out",
			}[state.cause];
		case "cancelled":
			return state.attempt === 0 ? "it was cancelled before it started" : undefined;
		case "active":
		case "succeeded":
		case "failed":
			return undefined;
		default:
			return assertNever(state);
	}
}

/** 1 by position for what can't be reused, and for all that depends on such. */
function nodesThatRunAgain(
	parent: LiveRun,
	index: BlockIndex,
	from: number,
	changed: ReadonlySet<string>,
	undone: ReadonlySet<string>,
	replaced: ReadonlySet<string>,
): Uint8Array {
	const again = new Uint8Array(index.nodes.length);
	const frame = parent.root ?? fail();
	for (const at of index.order) {
		const plan = index.nodes[at];
		if (plan === undefined) continue;
		const own =
			at === from ||
			mentions(plan, changed) ||
			undone.has(plan.name) ||
			(plan.kind !== "let" && !isReusable(plan, stateAt(frame, at)));
		let inherited = false;
		for (let edge = index.sourceStart[at] ?? 0; edge < (index.sourceStart[at + 1] ?? 0); edge++) {
			const source = index.sources[edge] ?? -1;
			inherited ||= again[source] === 1 || replaced.has(index.nodes[source]?.name ?? "");
		}
		if (own || inherited) again[at] = 1;
	}
	return again;
}

function isReusable(plan: NodePlan, state: NodeState): boolean {
	switch (state.status) {
		case "succeeded":
			return true;
		case "failed":
			return plan.kind !== "let" && plan.policies.allow_failure === true;
		case "skipped":
			return state.cause === "condition" || state.cause === "upstream";
		case "waiting":
		case "active":
		case "cancelled":
			return false;
		default:
			return assertNever(state);
	}
}

function reuseOf(parent: LiveRun, at: number, job: string): Reused {
	const frame = parent.root ?? fail();
	const state = stateAt(frame, at);
	const fan = nodeAt(frame, at)?.fan;
	const end = endOf(state);
	const warned = end.status === "succeeded" && hasWarnings(parent, frame, at) && { warnings: true as const };
	if (fan === undefined) return { type: "job.reused", job, end, ...warned };
	const instances = fan.instances.map(({ bindings, index, state: inner }) => {
		const unfit = fan.unfit?.get(index);
		return { bindings, end: endOf(inner), ...(unfit !== undefined && { unfit }) };
	});
	return {
		type: "job.reused",
		job,
		end: end.status === "succeeded" ? { status: "succeeded" } : end,
		instances,
		...warned,
	};
}

function endOf(state: NodeState | Instance["state"]): ReusedEnd {
	switch (state.status) {
		case "succeeded":
			return { status: "succeeded", value: state.value };
		case "failed":
			return { status: "failed", error: state.error };
		case "skipped":
			return { status: "skipped", cause: state.cause };
		case "cancelled":
			return { status: "cancelled" };
		default:
			throw new Error(`what is ${state.status} has not ended`);
	}
}

/** A reused job with another value of one of its outputs. */
function withOutput(reused: Reused | undefined, slot: OutputSlot, parent: string): Result<Reused, ForkProblem> {
	const { job, index } = slot;
	if (reused === undefined) {
		return no("bad_output", `${job} runs again in the fork, so there is no output of run ${parent} to replace.`);
	}
	if (index === undefined) {
		const end = replacedEnd(reused.end, slot, parent);
		return end.ok ? ok({ ...reused, end: end.value }) : end;
	}
	const instances = [...(reused.instances ?? [])];
	const instance = instances[index];
	if (instance === undefined)
		return no("bad_output", `${job} has ${instances.length} instances in run ${parent}, counted from 0.`);
	const end = replacedEnd(instance.end, slot, parent);
	if (!end.ok) return end;
	instances[index] = { ...instance, end: end.value };
	return ok({ ...reused, instances });
}

function replacedEnd(end: ReusedEnd, slot: OutputSlot, parent: string): Result<ReusedEnd, ForkProblem> {
	const { job, index, path, value = null } = slot;
	const where = index === undefined ? job : `${job}[${index}]`;
	if (end.status !== "succeeded")
		return no("bad_output", `${where} did not succeed in run ${parent}: it has no outputs.`);
	const replaced = replacedIn(end.value ?? null, path, value);
	if (replaced === undefined)
		return no(
			"bad_output",
			`${[where, ...path].join(".")} is no output of run ${parent}: what it would be part of has no fields.`,
		);
	return ok({ ...end, value: replaced });
}

/** Undefined where something on the way has no fields: a list, a number, a text. What is null gets some. */
function replacedIn(whole: Json, [step, ...rest]: readonly string[], value: Json): Json | undefined {
	if (step === undefined) return value;
	if (whole !== null && (typeof whole !== "object" || Array.isArray(whole))) return undefined;
	const fields = (whole ?? {}) as JsonObject;
	const inner = replacedIn((Object.hasOwn(fields, step) ? fields[step] : undefined) ?? null, rest, value);
	return inner === undefined ? undefined : { ...fields, [step]: inner };
}

function fail(): never {
	throw new Error("the run has not been created");
}

function no(code: ForkProblem["code"], message: string): Result<never, ForkProblem> {
	return refused({ code, message });
}
