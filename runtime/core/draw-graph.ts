import { actualCriticalPath, criticalPath } from "./critical-path.ts";
import { describeNode } from "./describe-node.ts";
import type { HookEvent, SkipCause } from "./event.ts";
import { printShort } from "./expression/print.ts";
import type { Frame, NodeRun } from "./frame.ts";
import type { GraphEdge, GraphNode, GraphView, InstanceView } from "./graph-view.ts";
import { type LiveRun, live } from "./live-run.ts";
import { nodeAt } from "./node-at.ts";
import type { Dependency, JobPlan, OutputPlan, Plan } from "./plan.ts";
import { type BlockIndex, indexHook, indexPlan, type WorkflowIndex } from "./plan-index.ts";
import type { RunState } from "./run-state.ts";
import { instancesOf, mostTellingOf, spanOf, viewCopies, viewNode } from "./view-node.ts";

/** The nodes and edges of a plan, with the state of a run if there is one. Only lets that are read are drawn. */
export function graphView(plan: Plan, state?: RunState): GraphView {
	const index = indexPlan(plan);
	const run = state === undefined ? undefined : live(state);
	const finished = run?.mode === "finished" && run.result !== "cancelled";
	const critical =
		finished && state !== undefined ? actualCriticalPath(plan, state).map(({ job }) => job) : criticalPath(plan);
	const drawing = new Drawing(critical, run);
	const frames = run?.root === undefined ? [] : [run.root];
	drawing.block(index.body, "", undefined, frames);
	drawing.outputs(index, run);
	drawing.hooks(index, "", undefined, frames);
	drawing.criticalThroughLets(critical);
	return {
		workflow: index.workflow.name,
		...(index.workflow.title !== undefined && { title: index.workflow.title }),
		...(run !== undefined && run.mode !== "created" && { run: viewRun(run) }),
		nodes: run?.reused === undefined ? drawing.nodes : withReused(drawing.nodes, run.reused),
		edges: [...drawing.edges.values()],
		critical,
	};
}

class Drawing {
	readonly nodes: GraphNode[] = [];
	readonly edges = new Map<string, GraphEdge>();
	/** Positions on the critical path. */
	readonly #critical: ReadonlyMap<string, number>;

	/** By the ids of their nodes. */
	readonly #rollbacks: ReadonlyMap<string, readonly InstanceView[]>;
	/** Of what follows the jobs and has not been begun: in a run that has finished it never will be. */
	readonly #notBegun: "pending" | "skipped";

	constructor(critical: readonly string[], run: LiveRun | undefined) {
		this.#critical = new Map(critical.map((id, position) => [id, position]));
		this.#rollbacks = run === undefined ? new Map() : viewRollbacks(run);
		this.#notBegun = run?.mode === "finished" ? "skipped" : "pending";
	}

	/**
	 * A block with all its instantiations: one frame, or one for each instance of a `for` job and each round of a loop.
	 * In the block of a `hook` all nodes are drawn as its jobs.
	 */
	block(
		index: BlockIndex,
		prefix: string,
		parent: string | undefined,
		frames: readonly Frame[],
		hook?: HookEvent,
	): void {
		const drawn = drawnNodes(index);
		const unreached = frames.length === 0 ? this.#whyUnreached(parent) : "not_reached";
		for (let at = 0; at < index.nodes.length; at++) {
			const plan = index.nodes[at];
			if (plan === undefined || drawn[at] === 0) continue;
			const id = prefix + plan.name;
			const runs = frames.map((frame) => nodeAt(frame, at));
			this.nodes.push({
				...describeNode(plan, id),
				...(parent !== undefined && { parent }),
				...viewNode(runs, id),
				...(this.#critical.has(id) && { critical: true }),
				...(hook !== undefined && { kind: "hook", detail: `on ${hook}` }),
				...(frames.length === 0 && this.#notBegun === "skipped" && { status: "skipped", skip: unreached }),
			});
			for (const dependency of plan.dependencies) {
				const source = index.position.get(dependency.on) ?? -1;
				if (drawn[source] === 1) this.#edge(prefix + dependency.on, id, dependency);
			}
			const body = index.bodies[at];
			const called = index.calls.get(at);
			if (body !== undefined && this.nodes.length < MOST_NODES) {
				const inside = `${id}${called === undefined ? "." : "/"}`;
				const inner = runs.flatMap(framesOf);
				this.block(body, inside, id, inner, hook);
				if (called !== undefined) this.hooks(called, inside, id, inner);
			}
			if (plan.kind !== "let") this.#rollback(plan, id, parent);
		}
	}

	outputs({ workflow, body }: WorkflowIndex, run: LiveRun | undefined): void {
		for (const output of workflow.outputs) {
			const id = `output.${output.name}`;
			this.nodes.push({ id, name: output.name, kind: "output", ...viewOutput(output, run) });
			for (const dependency of output.dependencies) {
				if (body.position.has(dependency.on)) this.#edge(dependency.on, id, dependency);
			}
		}
	}

	/** The hooks of the run's workflow, or of a called one. */
	hooks(index: WorkflowIndex, prefix: string, parent: string | undefined, frames: readonly Frame[]): void {
		for (const event of ["failure", "success", "done"] as const) {
			const block = indexHook(index, event);
			const opened = frames.flatMap(({ workflow }) => workflow.recovery?.hooks.get(event) ?? []);
			if (block !== undefined) this.block(block, `${prefix}on_${event}.`, parent, opened, event);
		}
	}

	/** Where the critical path leads through lets, their edges belong to it. */
	criticalThroughLets(critical: readonly string[]): void {
		const lets = new Set(this.nodes.filter((node) => node.kind === "let").map((node) => node.id));
		if (lets.size === 0) return;
		const outgoing = Map.groupBy(this.edges.values(), (edge) => edge.from);
		const pathTo = (to: string, from: string, seen: Set<string>): readonly GraphEdge[] | undefined => {
			for (const edge of outgoing.get(from) ?? []) {
				if (edge.to === to) return [edge];
				if (!lets.has(edge.to) || seen.has(edge.to)) continue;
				const rest = pathTo(to, edge.to, seen.add(edge.to));
				if (rest !== undefined) return [edge, ...rest];
			}
			return undefined;
		};
		for (const [index, from] of critical.slice(0, -1).entries()) {
			for (const edge of pathTo(critical[index + 1] ?? "", from, new Set()) ?? []) {
				this.edges.set(edge.id, { ...edge, critical: true });
			}
		}
	}

	#rollback(plan: JobPlan, of: string, parent: string | undefined): void {
		if (plan.rollback === undefined) return;
		const id = `${of}.rollback`;
		this.nodes.push({
			id,
			name: `roll back ${plan.name}`,
			kind: "rollback",
			type: plan.rollback.type,
			...this.#viewRollback(id),
			...(parent !== undefined && { parent }),
		});
		this.edges.set(`${of}->${id}`, { id: `${of}->${id}`, from: of, to: id, kind: "rollback", labels: [] });
	}

	#viewRollback(id: string): Pick<GraphNode, "status" | "started" | "ended" | "instances" | "value"> {
		const instances = this.#rollbacks.get(id) ?? [];
		const [only] = instances;
		if (only === undefined) return { status: this.#notBegun };
		if (instances.length > 1 || only.path !== id) {
			return { status: mostTellingOf(instances), ...spanOf(instances), instances };
		}
		const { path: _path, bindings: _bindings, outputs, ...view } = only;
		return { ...view, ...(outputs !== undefined && { value: outputs }) };
	}

	/** What is in a job that `--only` left out is left out with it. */
	#whyUnreached(parent: string | undefined): SkipCause {
		const around = parent === undefined ? undefined : this.nodes.findLast(({ id }) => id === parent);
		return around?.skip === "not_selected" ? "not_selected" : "not_reached";
	}

	#edge(from: string, to: string, dependency: Dependency): void {
		const kind = dependency.kind === "data" ? "data" : dependency.accepts === "failed" ? "on_failure" : "after";
		const id = `${from}->${to}:${kind}`;
		const labels = new Set([...(this.edges.get(id)?.labels ?? []), ...labelsOf(dependency)]);
		const critical = this.#critical.get(to) === (this.#critical.get(from) ?? Number.NaN) + 1;
		this.edges.set(id, { id, from, to, kind, labels: [...labels], ...(critical && { critical: true }) });
	}
}

/** What is undone, by the ids of the nodes, in the order of doing. */
function viewRollbacks({ undoing, rollbacks }: LiveRun): ReadonlyMap<string, readonly InstanceView[]> {
	const views = new Map<string, InstanceView>();
	for (const { path: of, bindings } of undoing.flatMap((recovery) => recovery.rollbacks ?? [])) {
		const path = `${of}.rollback`;
		const begun = rollbacks?.get(path);
		const [view = { path, status: "pending" as const }] = viewCopies([begun && nodeAt(begun.frame, 0)]);
		views.set(path, { ...view, bindings });
	}
	return Map.groupBy(views.values(), ({ path }) => path.replaceAll(/\[\d+\]/g, ""));
}

/** What was taken over from another run says so, and what lies in it ended as it did. */
function withReused(nodes: readonly GraphNode[], reused: ReadonlySet<string>): readonly GraphNode[] {
	const statuses = new Map(nodes.map(({ id, status }) => [id, status]));
	return nodes.map((node) => {
		const [outermost = node.id] = /^[^./]*/.exec(node.id) ?? [];
		if (!reused.has(outermost)) return node;
		return { ...node, status: statuses.get(outermost) ?? node.status, reused: true };
	});
}

/** What takes part in a run, and, as the text may be broken, what stands on or behind a cycle. */
function drawnNodes({ nodes, order, takesPart }: BlockIndex): Uint8Array {
	if (order.length === nodes.length) return takesPart;
	const drawn = new Uint8Array(nodes.length).fill(1);
	for (const at of order) drawn[at] = takesPart[at] ?? 0;
	return drawn;
}

function labelsOf({ kind, accepts, reads }: Dependency): readonly string[] {
	if (kind === "data") return reads.filter((read) => read !== "");
	return accepts === "skipped" || accepts === "done" ? [accepts] : [];
}

/** The blocks inside a node: of each of its instances the one that is or was open, of a loop those of the last rounds. */
function framesOf(node: NodeRun | undefined): readonly Frame[] {
	return instancesOf(node).flatMap(({ frame, rounds }) => rounds?.slice(-MOST_ROUNDS) ?? frame ?? []);
}

/** Calls are drawn with what they call, which may be more than anybody can look at. */
const MOST_NODES = 20_000;
/** Of more rounds the first are no longer drawn from the inside. */
const MOST_ROUNDS = 200;

function viewOutput(output: OutputPlan, run: LiveRun | undefined): Pick<GraphNode, "status" | "detail" | "value"> {
	const detail = printShort(output.value);
	if (run?.mode !== "finished") return { status: "pending", detail };
	const value = Object.hasOwn(run.outputs, output.name) ? run.outputs[output.name] : undefined;
	return value === undefined ? { status: "skipped", detail } : { status: "succeeded", detail, value };
}

function viewRun(run: LiveRun): NonNullable<GraphView["run"]> {
	const { status } = run;
	return {
		id: run.run,
		status: status === "created" ? "running" : status,
		...(run.result !== undefined && { result: run.result }),
		started: run.started,
		...(run.ended !== undefined && { ended: run.ended }),
		seq: run.seq,
		...(run.forkedFrom !== undefined && { forked_from: run.forkedFrom }),
	};
}
