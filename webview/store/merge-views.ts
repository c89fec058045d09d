import type { GraphNode, GraphView } from "@dagwright/core";

/**
 * The graph of the text as it stands now with the statuses of a run of an earlier text: a job that both know keeps
 * what the run says of it, a new one is pending, one that is gone from the text is gone from the graph.
 */
export function mergeViews(text: GraphView, run: GraphView): GraphView {
	const known = new Map(run.nodes.map((node) => [node.id, node]));
	return {
		...text,
		...(run.run !== undefined && { run: run.run }),
		nodes: text.nodes.map((node): GraphNode => {
			const ran = known.get(node.id);
			if (ran === undefined || ran.kind !== node.kind) return node;
			const { parent: _parent, ...rest } = ran;
			return { ...rest, ...(node.parent !== undefined && { parent: node.parent }) };
		}),
	};
}
