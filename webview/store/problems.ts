import type { GraphView, Origin, Origins } from "@dagwright/core";
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

/** Ids of the edges that lie on a cycle: both ends in one strongly connected component (Tarjan 1972, iterative). */
export function cycleEdges(view: GraphView): ReadonlySet<string> {
	const ids = view.nodes.map((node) => node.id);
	const index = new Map(ids.map((id, position) => [id, position]));
	const next: number[][] = ids.map(() => []);
	const links = view.edges.flatMap((edge) => {
		const [from, to] = [index.get(edge.from), index.get(edge.to)];
		return from === undefined || to === undefined ? [] : [{ id: edge.id, from, to }];
	});
	for (const link of links) next[link.from]?.push(link.to);
	const component = components(next);
	const size = new Map<number, number>();
	for (const of of component) size.set(of, (size.get(of) ?? 0) + 1);
	const onCycle = links.filter(
		({ from, to }) => component[from] === component[to] && (from === to || (size.get(component[from] ?? -1) ?? 0) > 1),
	);
	return new Set(onCycle.map((link) => link.id));
}

function components(next: readonly (readonly number[])[]): Int32Array {
	const order = new Int32Array(next.length).fill(-1);
	const low = new Int32Array(next.length);
	const component = new Int32Array(next.length).fill(-1);
	const cursor = new Int32Array(next.length);
	const open: number[] = [];
	let count = 0;
	let found = 0;
	for (let root = 0; root < next.length; root++) {
		if (order[root] !== -1) continue;
		const path = [root];
		while (path.length > 0) {
			const node = path[path.length - 1] ?? 0;
			if (order[node] === -1) {
				order[node] = low[node] = count++;
				open.push(node);
			}
			const child = next[node]?.[cursor[node] ?? 0];
			if (child !== undefined) {
				cursor[node] = (cursor[node] ?? 0) + 1;
				if (order[child] === -1) path.push(child);
				else if (component[child] === -1) low[node] = Math.min(low[node] ?? 0, order[child] ?? 0);
				continue;
			}
			path.pop();
			const parent = path.at(-1);
			if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
			if (low[node] !== order[node]) continue;
			for (let member = open.pop(); member !== undefined; member = open.pop()) {
				component[member] = found;
				if (member === node) break;
			}
			found++;
		}
	}
	return component;
}
