import type {
	Block,
	ForPlan,
	Json,
	NodePlan,
	ParamValues,
	Plan,
	TaskPlan,
	TypedExpression,
	WorkflowPlan,
} from "@dagwright/core";

/** What of a plan will run. */
export interface PlannedRequest {
	readonly plan: Plan;
	/** The values given; defaults are the plan's. */
	readonly params: ParamValues;
	/** As `--only`; everything if absent. */
	readonly only?: readonly string[];
	/** Jobs that have ended and ask for nothing any more, by path. */
	readonly ended?: ReadonlySet<string>;
}

/** A process job that is to run. */
export interface PlannedTask {
	readonly task: TaskPlan;
	/** Without instances. */
	readonly path: string;
	/** Whether it runs if all before it succeeds; else it hangs on a condition, an outcome or data, may fail, or follows another's end. */
	readonly certain: () => boolean;
	/** The `.dag` file that it is in, in whose folder it works; relative to the project root. */
	readonly file: string;
}

/** A workflow that is called from many places is looked at so often at most: calls can double each other without end. */
const MOST_CALLS = 100;

/** The process jobs that a run will or may come to, those of called workflows included, in the order of the source. */
export function plannedTasks(request: PlannedRequest): readonly PlannedTask[] {
	const workflow = request.plan.workflows[request.plan.main];
	if (workflow === undefined) return [];
	const defaults = workflow.params.map(({ name, default: value }) => [name, literal(value)] as const);
	const params = { ...Object.fromEntries(defaults), ...request.params };
	const tasks: PlannedTask[] = [];
	addWorkflow(tasks, workflow, { ...request, params, certain: always, prefix: "", workflow, seen: new Map() });
	return tasks;
}

function addWorkflow(tasks: PlannedTask[], workflow: WorkflowPlan, place: Place): void {
	addBlock(tasks, workflow.body, place);
	const { only: _only, ended: _ended, ...around } = place;
	for (const [event, block] of Object.entries(workflow.hooks)) {
		if (block !== undefined)
			addBlock(tasks, block, { ...around, certain: never, prefix: `${place.prefix}on_${event}.` });
	}
}

const always = () => true;
const never = () => false;

interface Place {
	readonly plan: Plan;
	readonly workflow: WorkflowPlan;
	/** How often each workflow was called so far, by its key. */
	readonly seen: Map<string, number>;
	readonly params: Readonly<Record<string, Json | undefined>>;
	readonly only?: readonly string[];
	readonly ended?: ReadonlySet<string>;
	/** Whether the block around it runs for sure. */
	readonly certain: () => boolean;
	readonly prefix: string;
}

function addBlock(tasks: PlannedTask[], block: Block, place: Place): void {
	const { file } = place.workflow;
	const { only, ...around } = place;
	const selected = only === undefined ? undefined : closure(only, byName(block));
	// Hardly anybody asks, and it takes a walk along all edges.
	let unsure: ReadonlySet<string> | undefined;
	const isSure = (name: string) => {
		unsure ??= unsureNodes(byName(block), place.params);
		return !unsure.has(name);
	};
	for (const node of block.nodes) {
		if (node.kind === "let" || (selected !== undefined && !selected.has(node.name))) continue;
		const path = place.prefix + node.name;
		if (node.rollback !== undefined)
			tasks.push({ task: node.rollback, path: `${path}.rollback`, certain: never, file });
		if (place.ended?.has(path) === true) continue;
		const certain = () => node.policies.allow_failure !== true && place.certain() && isSure(node.name);
		if (node.kind === "group" || node.kind === "loop") {
			addBlock(tasks, node.body, { ...around, certain, prefix: `${path}.` });
		}
		if (node.kind === "call") {
			const called = place.plan.workflows[node.workflow];
			const times = place.seen.get(node.workflow) ?? 0;
			if (called === undefined || times >= MOST_CALLS) continue;
			place.seen.set(node.workflow, times + 1);
			const params = Object.fromEntries(
				called.params.map(({ name, default: value }) => [name, literal(node.params[name] ?? value)]),
			);
			addWorkflow(tasks, called, { ...around, params, certain, prefix: `${path}/`, workflow: called });
		}
		if (node.kind === "task") tasks.push({ task: node, path, certain, file });
		if (node.fallback !== undefined) tasks.push({ task: node.fallback, path, certain: never, file });
	}
}

function byName(block: Block): ReadonlyMap<string, NodePlan> {
	return new Map(block.nodes.map((node) => [node.name, node]));
}

/** The named nodes and all that they wait for. */
function closure(names: readonly string[], nodes: ReadonlyMap<string, NodePlan>): ReadonlySet<string> {
	const reached = new Set<string>();
	const open = [...names];
	for (let name = open.pop(); name !== undefined; name = open.pop()) {
		if (reached.has(name)) continue;
		reached.add(name);
		for (const { on } of nodes.get(name)?.dependencies ?? []) open.push(on);
	}
	return reached;
}

/** The nodes that hang on a condition, on the outcome of another, or on one that does. */
function unsureNodes(nodes: ReadonlyMap<string, NodePlan>, params: Place["params"]): ReadonlySet<string> {
	const demanding = new Map<string, string[]>();
	const unsure = new Set<string>();
	for (const [name, node] of nodes) {
		if (!isUnconditional(node, params)) unsure.add(name);
		for (const { on, accepts } of node.dependencies) {
			if (accepts === "failed" || accepts === "skipped") unsure.add(name);
			if (accepts === "succeeded")
				demanding
					.set(on, demanding.get(on) ?? [])
					.get(on)
					?.push(name);
		}
	}
	// A set goes on over what is added to it meanwhile.
	for (const name of unsure) for (const next of demanding.get(name) ?? []) unsure.add(next);
	return unsure;
}

function isUnconditional(node: NodePlan, params: Place["params"]): boolean {
	return node.kind === "let" || (node.when === undefined && (node.for === undefined || hasItems(node.for, params)));
}

function hasItems({ variables, where }: ForPlan, params: Place["params"]): boolean {
	if (where !== undefined) return false;
	return variables.every(({ list }) => {
		const value = list.op === "name" ? params[list.name] : literal(list);
		return Array.isArray(value) && value.length > 0;
	});
}

function literal(expression: TypedExpression | undefined): Json | undefined {
	if (expression?.op === "literal") return expression.value;
	return expression?.op === "list" ? expression.items.map(() => null) : undefined;
}
