import type { Instance, NodeRun } from "./frame.ts";
import type { GraphNode, InstanceView, NodeStatus } from "./graph-view.ts";
import type { Json } from "./json.ts";
import { instanceStatus, isUndone, jobStatus, startedAt } from "./node-status.ts";
import { viewQuestion } from "./question-view.ts";

type NodeView = Pick<
	GraphNode,
	| "status"
	| "started"
	| "ended"
	| "attempt"
	| "attempts"
	| "retry_at"
	| "fallback"
	| "skip"
	| "error"
	| "value"
	| "instances"
	| "approval"
	| "unconverged"
>;

/** The most telling status of several: what still goes on before what went wrong before what went well. */
const mostTelling: readonly NodeStatus[] = [
	"running",
	"waiting",
	"retrying",
	"ready",
	"failed",
	"cancelled",
	"pending",
	"succeeded",
	"rolled_back",
	"skipped",
];

/**
 * What the graph says of the node `id` of a run: of one, or of its copies in the instances of a `for` job and the rounds
 * of a loop, whose paths tell them apart.
 */
export function viewNode(runs: readonly (NodeRun | undefined)[], id: string): NodeView {
	const [only] = runs;
	if (runs.length < 2 && (only === undefined || only.path === id)) {
		return only === undefined ? { status: "pending" } : viewOne(only);
	}
	const instances = viewCopies(runs);
	return {
		status: mostTellingOf(runs.map((node) => ({ status: jobStatus(node) }))),
		...spanOf(instances),
		...viewUnconverged(runs),
		instances,
	};
}

/** The most telling of several statuses. */
export function mostTellingOf(several: readonly Pick<GraphNode, "status">[]): NodeStatus {
	const statuses = new Set(several.map(({ status }) => status));
	return mostTelling.find((status) => statuses.has(status)) ?? "pending";
}

/** Copies of a node, each as an instance; what has not been reached is left out. */
export function viewCopies(runs: readonly (NodeRun | undefined)[]): readonly InstanceView[] {
	return runs.flatMap((node) => (node === undefined ? [] : viewCopy(node)));
}

function viewOne(node: NodeRun): NodeView {
	const { state } = node;
	const instance = node.single?.state;
	const substituted = node.single?.standIn !== undefined;
	const maximum = node.plan.kind === "let" || substituted ? undefined : node.plan.policies.retry?.max;
	const started = startedAt(node);
	const approval = node.single === undefined ? undefined : viewQuestion(node.single);
	return {
		status: jobStatus(node),
		...(started !== undefined && { started }),
		...("started" in state && { started: state.started }),
		...("ended" in state && { ended: state.ended }),
		...(instance !== undefined && "attempt" in instance && { attempt: instance.attempt }),
		...("attempt" in state && state.attempt > 0 && { attempt: state.attempt }),
		...(maximum !== undefined && { attempts: maximum + (node.single?.first ?? 1) }),
		...(substituted && { fallback: true as const }),
		...(instance?.status === "retrying" && { retry_at: instance.due, error: instance.error }),
		...(state.status === "skipped" && { skip: state.cause }),
		...(state.status === "failed" && { error: state.error }),
		...(state.status === "succeeded" && { value: state.value }),
		...viewInstances(node),
		...viewUnconverged([node]),
		...(approval !== undefined && { approval }),
	};
}

/** The instances of a `for` job; of a loop its rounds, those of all its instances one after the other. */
function viewInstances(node: NodeRun): Pick<NodeView, "instances"> {
	if (node.plan.kind === "loop") {
		const rounds = instancesOf(node).flatMap(viewRounds);
		return rounds.length === 0 ? {} : { instances: rounds };
	}
	return node.fan === undefined ? {} : { instances: node.fan.instances.map(viewInstance) };
}

/** What each round of a loop handed to the next is what it came to. */
function viewRounds(instance: Instance): readonly InstanceView[] {
	const { path, bindings, state, rounds = [] } = instance;
	return rounds.map(({ openedAt }, round): InstanceView => {
		const next = rounds[round + 1];
		const ended = next === undefined ? ("ended" in state ? state.ended : undefined) : next.openedAt;
		const outputs = next === undefined ? (state.status === "succeeded" ? state.value : undefined) : next.locals;
		return {
			path: `${path}[${round}]`,
			bindings,
			status: next === undefined ? shownStatus(instance) : "succeeded",
			started: openedAt,
			...(ended !== undefined && { ended }),
			...(next === undefined && "error" in state && { error: state.error }),
			...(outputs !== undefined && { outputs }),
		};
	});
}

/** The loops among the copies of a node, and instances of them, that used up their rounds. */
function viewUnconverged(runs: readonly (NodeRun | undefined)[]): Pick<NodeView, "unconverged"> {
	const paths = runs.flatMap((node) => {
		if (node?.plan.kind !== "loop" || node.plan.until === undefined) return [];
		// One that was taken over from another run has nothing but its value.
		const ends = node.fan?.instances ?? [{ path: node.path, state: node.state, standIn: node.single?.standIn }];
		return ends.flatMap(({ path, state, standIn }) =>
			state.status === "succeeded" && standIn === undefined && hasNotConverged(state.value) ? [path] : [],
		);
	});
	return paths.length === 0 ? {} : { unconverged: paths };
}

function hasNotConverged(value: Json): boolean {
	return typeof value === "object" && value !== null && "converged" in value && value.converged === false;
}

/** The instances of a node that has any. */
export function instancesOf(node: NodeRun | undefined): readonly Instance[] {
	if (node?.fan !== undefined) return node.fan.instances;
	return node?.single === undefined ? [] : [node.single];
}

/** As the graph calls it; what succeeded and was undone is rolled back. */
function shownStatus(instance: Instance): NodeStatus {
	return isUndone(instance) ? "rolled_back" : instanceStatus(instance.state);
}

function viewInstance(instance: Instance): InstanceView {
	const { path, bindings, state, startedAt: started, standIn } = instance;
	const approval = viewQuestion(instance);
	return {
		path,
		bindings,
		status: shownStatus(instance),
		...(started !== undefined && { started }),
		...("ended" in state && { ended: state.ended }),
		...("attempt" in state && state.attempt > 0 && { attempt: state.attempt }),
		...(state.status === "retrying" && { retry_at: state.due }),
		...(standIn !== undefined && { fallback: true as const }),
		...("error" in state && { error: state.error }),
		...(state.status === "succeeded" && { outputs: state.value }),
		...(approval !== undefined && { approval }),
	};
}

/** A node in one instance of a `for` group, under the bindings of that group; a fan-out in it shows its own instances. */
function viewCopy(node: NodeRun): readonly InstanceView[] {
	const outer = node.frame.owner?.bindings ?? {};
	const own = viewInstances(node).instances;
	if (own !== undefined) return own.map((view) => ({ ...view, bindings: { ...outer, ...view.bindings } }));
	const { status, started, ended, attempt, fallback, error, value, approval } = viewOne(node);
	return [
		{
			path: node.path,
			bindings: outer,
			status,
			...(started !== undefined && { started }),
			...(ended !== undefined && { ended }),
			...(attempt !== undefined && { attempt }),
			...(fallback === true && { fallback }),
			...(error !== undefined && { error }),
			...(value !== undefined && { outputs: value }),
			...(approval !== undefined && { approval }),
		},
	];
}

/** From the first start to the last end, once all have ended. */
export function spanOf(instances: readonly InstanceView[]): Pick<GraphNode, "started" | "ended"> {
	const started = instances.flatMap((instance) => instance.started ?? []);
	const ended = instances.flatMap((instance) => instance.ended ?? []);
	return {
		...(started.length > 0 && { started: started.reduce((a, b) => Math.min(a, b)) }),
		...(ended.length === instances.length && ended.length > 0 && { ended: ended.reduce((a, b) => Math.max(a, b)) }),
	};
}
