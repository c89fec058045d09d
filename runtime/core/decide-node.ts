import { giveUp } from "./decide-instance.ts";
import type { RunFact } from "./event.ts";
import { fanIn } from "./fan-in.ts";
import type { FanOut, Frame, NodeRun } from "./frame.ts";
import type { JobError } from "./job-error.ts";
import type { Json } from "./json.ts";
import { type LiveRun, startsNothing } from "./live-run.ts";
import { isPlainTask } from "./plain-task.ts";
import type { ForPlan, JobPlan, TaskPlan } from "./plan.ts";
import { prepareTask } from "./prepare-task.ts";
import { assertNever, ok, type Result, refused } from "./result.ts";
import { BlockScope, evaluateForJob, evaluateValue } from "./scope.ts";

/** The most instances that one `for` may have. */
const MAX_INSTANCES = 100_000;

type Bindings = Readonly<Record<string, Json>>;

/** What follows for a node of which all dependencies have ended, or that was not selected. */
export function decideNode(run: LiveRun, frame: Frame, at: number): RunFact {
	const { index } = frame;
	if (index.isPlain[at] === 1 && frame.unmet?.[at] !== 1 && frame === run.root && run.selected === undefined) {
		return { type: "job.ready", job: index.names[at] ?? "" };
	}
	const plan = index.nodes[at];
	if (plan === undefined) throw new Error(`no node at ${at}`);
	const path = frame.role === "root" ? plan.name : (frame.nodes[at]?.path ?? frame.prefix + plan.name);
	if (frame.role === "root" && run.selected?.[at] === 0) {
		return { type: "job.skipped", job: path, cause: "not_selected" };
	}
	if (frame.unmet?.[at] === 1) return { type: "job.skipped", job: path, cause: "upstream" };
	if (plan.kind === "let") {
		return valueFact(path, evaluateValue(plan.value, new BlockScope(frame)));
	}
	if (plan.when !== undefined) {
		const condition = evaluateForJob(plan.when, new BlockScope(frame));
		if (!condition.ok) return { type: "job.failed", job: path, error: condition.problem };
		if (condition.value !== true) return { type: "job.skipped", job: path, cause: "condition" };
	}
	if (plan.for === undefined) return decideSingle(frame, path, plan);
	const sized = sizeFanOut(frame, plan.for);
	if (!sized.ok) return { type: "job.failed", job: path, error: sized.problem };
	const instances = sized.value;
	const errors = plan.kind === "task" ? configErrors(frame, plan, instances) : [];
	return { type: "job.ready", job: path, instances, ...(errors.length > 0 && { errors }) };
}

/** What follows for a `for` job: its end, or that the rest need not start. */
export function decideFanOut(run: LiveRun, node: NodeRun, fan: FanOut, facts: RunFact[]): void {
	const job = node.path;
	const count = fan.instances.length;
	if (fan.ended < count) {
		if (!startsNothing(run, node.frame)) for (const instance of fan.instances) giveUp(instance, false, facts);
	} else if (fan.succeeded >= fan.needed) {
		facts.push({ type: "job.succeeded", job, ...(fan.succeeded < count && { warnings: true }) });
	} else if (fan.failed > count - fan.needed) {
		facts.push({ type: "job.failed", job, error: instancesError(fan) });
	} else facts.push({ type: "job.cancelled", job });
}

function decideSingle(frame: Frame, path: string, plan: JobPlan): RunFact {
	switch (plan.kind) {
		case "fan_in": {
			const value = fanIn(plan, new BlockScope(frame));
			return value.ok || plan.fallback === undefined ? valueFact(path, value) : { type: "job.ready", job: path };
		}
		case "task": {
			if (isPlainTask(plan)) return { type: "job.ready", job: path };
			const prepared = prepareTask(plan, new BlockScope(frame), frame.workflow.index.folder);
			if (prepared.ok) return { type: "job.ready", job: path };
			const error = prepared.problem;
			if (plan.fallback === undefined) return { type: "job.failed", job: path, error };
			return { type: "job.ready", job: path, errors: [{ index: 0, error }] };
		}
		case "group":
		case "loop":
		case "call":
			return { type: "job.ready", job: path };
		default:
			return assertNever(plan);
	}
}

/** One set of bindings per instance, the leftmost variable slowest. */
function sizeFanOut(frame: Frame, plan: ForPlan): Result<readonly Bindings[], JobError> {
	const scope = new BlockScope(frame);
	let sets: readonly Bindings[] = [{}];
	for (const { name, list } of plan.variables) {
		const values = evaluateForJob(list, scope);
		if (!values.ok) return values;
		if (!isList(values.value)) return tooMuch(`\`for ${name} in …\` needs a list.`);
		const { length } = values.value;
		if (sets.length * length > MAX_INSTANCES) {
			return tooMuch(
				`The \`for\` makes ${(sets.length * length).toLocaleString("en")} instances; at most ${MAX_INSTANCES.toLocaleString("en")} are allowed.`,
			);
		}
		const items = values.value;
		sets = sets.flatMap((set) => items.map((value) => ({ ...set, [name]: value })));
	}
	if (plan.where === undefined) return ok(sets);
	const kept: Bindings[] = [];
	for (const set of sets) {
		const keep = evaluateForJob(plan.where, new BlockScope(frame, set));
		if (!keep.ok) return keep;
		if (keep.value === true) kept.push(set);
	}
	return ok(kept);
}

function configErrors(
	frame: Frame,
	task: TaskPlan,
	instances: readonly Bindings[],
): { readonly index: number; readonly error: JobError }[] {
	if (isPlainTask(task)) return [];
	return instances.flatMap((bindings, index) => {
		const prepared = prepareTask(task, new BlockScope(frame, bindings), frame.workflow.index.folder);
		return prepared.ok ? [] : [{ index, error: prepared.problem }];
	});
}

function valueFact(job: string, value: Result<Json, JobError>): RunFact {
	return value.ok
		? { type: "job.succeeded", job, value: value.value }
		: { type: "job.failed", job, error: value.problem };
}

function instancesError(fan: FanOut): JobError {
	const count = fan.instances.length;
	const needed = fan.needed === count ? "all" : `${fan.needed}`;
	const first = fan.instances.find(({ state }) => state.status === "failed");
	const why = first?.state.status === "failed" ? ` ${first.path}: ${first.state.error.message}` : "";
	return {
		kind: "instances",
		message: `${fan.failed} of ${count} instances failed, ${needed} had to succeed.${why}`,
	};
}

function isList(value: Json): value is readonly Json[] {
	return Array.isArray(value);
}

function tooMuch(message: string): Result<never, JobError> {
	return refused({ kind: "expression", message });
}
