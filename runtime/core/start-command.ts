import type { Frame, Instance } from "./frame.ts";
import type { Json } from "./json.ts";
import type { LiveRun, Straight } from "./live-run.ts";
import { noBindings } from "./make-node.ts";
import { workOf } from "./open-node.ts";
import { isPlainTask } from "./plain-task.ts";
import type { TaskPlan } from "./plan.ts";
import { prepareTask } from "./prepare-task.ts";
import type { Command } from "./report.ts";
import { BlockScope } from "./scope.ts";
import { rootOf, straightPlan } from "./straight-way.ts";

type StartCommand = Extract<Command, { readonly type: "start" }>;

/** No task of any plan, and of another make than those: it is frozen. */
const noTask = Object.freeze<TaskPlan>({
	kind: "task",
	name: "",
	dependencies: [],
	policies: {},
	outputs: { kind: "json" },
	type: "",
	config: {},
	declared: false,
	reads_stdout: false,
});

/**
 * What the start of a plain task is filled in from. That there is one command with a task like no other, as long as the
 * program runs, is worth a tenth of the core's time for 100,000 jobs: where a field has only held objects of one make,
 * V8 goes and looks at each that is put there, and a task lies far off in the plan.
 */
const plainStart: StartCommand = {
	type: "start",
	id: "",
	instance: "",
	attempt: 1,
	task: noTask,
	config: {},
	scripts: {},
	environment: {},
	bindings: noBindings,
	folder: "",
	idempotency_key: "",
};

/** The command that starts what is ready, or is to be tried again. */
export function startCommand(run: LiveRun, item: Instance | Straight): StartCommand {
	if (typeof item === "number") {
		const { names, isPlain } = run.index.body;
		return start(run, straightPlan(run, item), isPlain[item] === 1, names[item] ?? "", 1, noBindings, rootOf(run));
	}
	const { path, bindings, node, state } = item;
	const task = workOf(item);
	if (task.kind !== "task") throw new Error(`${path} is no task`);
	const attempt = state.status === "retrying" ? state.attempt : item.first;
	return start(run, task, isPlainTask(task), path, attempt, bindings, node.frame);
}

function start(
	run: LiveRun,
	task: TaskPlan,
	plain: boolean,
	path: string,
	attempt: number,
	bindings: Readonly<Record<string, Json>>,
	frame: Frame,
): StartCommand {
	const { folder } = frame.workflow.index;
	const { config, scripts, environment } = plain ? plainStart : prepared(task, path, bindings, frame);
	const key = run.keyPrefix + path;
	return {
		type: "start",
		id: (run.idPrefix === run.keyPrefix ? key : run.idPrefix + path) + (attempt === 1 ? "/1" : `/${attempt}`),
		instance: path,
		attempt,
		task,
		config,
		scripts,
		environment,
		bindings,
		folder,
		idempotency_key: key,
	};
}

function prepared(task: TaskPlan, path: string, bindings: Readonly<Record<string, Json>>, frame: Frame) {
	const made = prepareTask(task, new BlockScope(frame, bindings), frame.workflow.index.folder);
	// `decide` saw that it can be prepared before it said that it is ready.
	if (!made.ok) throw new Error(`${path} was ready and yet: ${made.problem.message}`);
	return made.value;
}
