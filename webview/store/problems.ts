import type { GraphEdge, GraphView, Origin, Origins } from "@dagwright/core";
import type { ToWebview } from "@dagwright/protocol";

export type Problem = Extract<ToWebview, { type: "plan" }>["problems"][number];

/** The first error of each node, by node id: the job that the checker named, else the one whose text holds it. */
export function problemsByNode(problems: readonly Problem[], origins: Origins): ReadonlyMap<string, Problem> {
	const found = new Map<string, Problem>();
	for (const problem of problems) {
		if (problem.severity !== "error") continue;
		const id = problem.job ?? innermost(problem.at, origins);
		if (id !== undefined && !found.has(id)) found.set(id, problem);
	}
	return found;
}

function innermost(at: Origin, origins: Origins): string | undefined {
	let best: string | undefined;
	for (const [id, origin] of Object.entries(origins)) {
		if (origin.file !== at.file || !contains(origin, at)) continue;
		const known = best === undefined ? undefined : origins[best];
		if (known === undefined || contains(known, origin)) best = id;
	}
	return best;
}

function contains(outer: Origin, inner: Origin): boolean {
	return before(outer.start, inner.start) && before(inner.end, outer.end);
}

function before(a: Origin["start"], b: Origin["start"]): boolean {
	return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

/**
 * The view with the edges of all cycles that were reported, and the ids of these edges. A plan leaves out the edge that
 * closes a cycle; a report has, in order, each reference of the cycle, and the job of each waits for the job of the next.
 */
export function withCycles(
	view: GraphView,
	problems: readonly Problem[],
	origins: Origins,
): { readonly view: GraphView; readonly cycle: ReadonlySet<string> } {
	const known = new Set(view.nodes.map((node) => node.id));
	const cycle = new Set<string>();
	const added: GraphEdge[] = [];
	for (const problem of problems) {
		if (problem.code !== "dag/cycle") continue;
		const places = problem.related === undefined || problem.related.length === 0 ? [problem.at] : problem.related;
		const jobs = places.flatMap((place) => innermost(place, origins) ?? []).filter((job) => known.has(job));
		jobs.forEach((to, index) => {
			const from = jobs[(index + 1) % jobs.length] ?? to;
			const edges = view.edges.filter((edge) => edge.from === from && edge.to === to);
			const id = `${from}->${to}:cycle`;
			if (edges.length === 0 && !cycle.has(id)) added.push({ id, from, to, kind: "after", labels: [] });
			for (const edge of edges.length === 0 ? [{ id }] : edges) cycle.add(edge.id);
		});
	}
	return { view: added.length === 0 ? view : { ...view, edges: [...view.edges, ...added] }, cycle };
}
