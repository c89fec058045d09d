import type { GraphNode, GraphView } from "@dagwright/core";

/** What a called workflow holds, for its one node. */
export interface Inside {
	/** Its jobs, without those of the workflows that it calls in turn. */
	readonly jobs: number;
	readonly done: number;
}

/** One level of a view: of the workflow itself, or of a called one. */
export interface Level {
	readonly view: GraphView;
	/** By the id of each call on this level. */
	readonly inside: ReadonlyMap<string, Inside>;
	/** The calls around this level, the outermost first, with this one last. */
	readonly path: readonly GraphNode[];
}

const NOTHING: ReadonlyMap<string, Inside> = new Map();

/** The level inside a call (`within`: its node's id); of the workflow itself where there is no such call any more. */
export function levelOf(view: GraphView, within: string | undefined): Level {
	if (!view.nodes.some(({ kind }) => kind === "call")) return { view, inside: NOTHING, path: [] };
	const byId = new Map(view.nodes.map((node) => [node.id, node]));
	const opened = within === undefined || byId.get(within)?.kind !== "call" ? undefined : within;
	const calls = new Map<string, string | undefined>();
	const inside = new Map<string, { jobs: number; done: number }>();
	const nodes: GraphNode[] = [];
	for (const node of view.nodes) {
		const call = callAround(node, byId, calls);
		if (call === opened) {
			if (node.kind === "call") inside.set(node.id, { jobs: 0, done: 0 });
			const { parent, ...rest } = node;
			nodes.push(parent !== undefined && parent === opened ? rest : node);
		}
		const counts = call === undefined ? undefined : inside.get(call);
		if (counts === undefined || node.kind === "let" || node.kind === "output" || node.kind === "rollback") continue;
		counts.jobs++;
		if (node.status === "succeeded" || node.status === "cached") counts.done++;
	}
	const shown = new Set(nodes.map(({ id }) => id));
	const path: GraphNode[] = [];
	for (let at = opened; at !== undefined; ) {
		const node = byId.get(at);
		if (node !== undefined) path.unshift(node);
		at = node === undefined ? undefined : callAround(node, byId, calls);
	}
	return {
		view: {
			...view,
			nodes,
			edges: view.edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
			critical: view.critical.filter((id) => shown.has(id)),
		},
		inside,
		path,
	};
}

/** The innermost call that a node lies in. */
export function callOf(view: GraphView, id: string): string | undefined {
	const byId = new Map(view.nodes.map((node) => [node.id, node]));
	const node = byId.get(id);
	return node === undefined ? undefined : callAround(node, byId, new Map());
}

function callAround(
	node: GraphNode,
	byId: ReadonlyMap<string, GraphNode>,
	known: Map<string, string | undefined>,
): string | undefined {
	const { parent } = node;
	if (parent === undefined) return undefined;
	if (known.has(parent)) return known.get(parent);
	const around = byId.get(parent);
	const call = around === undefined || around.kind === "call" ? around?.id : callAround(around, byId, known);
	known.set(parent, call);
	return call;
}
