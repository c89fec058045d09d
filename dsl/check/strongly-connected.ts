/** Edges of a graph over nodes `0..count-1`, in compressed rows: the targets of `n` are `targets[starts[n]..starts[n+1]]`. */
export interface Adjacency {
	readonly starts: Int32Array;
	readonly targets: Int32Array;
}

/** Rows from a list of pairs; the order of each node's edges is kept. */
export function adjacency(count: number, from: readonly number[], to: readonly number[]): Adjacency {
	const starts = new Int32Array(count + 1);
	for (const node of from) starts[node + 1] = (starts[node + 1] ?? 0) + 1;
	for (let node = 0; node < count; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
	const next = starts.slice(0, count);
	const targets = new Int32Array(from.length);
	for (let edge = 0; edge < from.length; edge++) {
		const node = from[edge] ?? 0;
		const place = next[node] ?? 0;
		targets[place] = to[edge] ?? 0;
		next[node] = place + 1;
	}
	return { starts, targets };
}

/**
 * The strongly connected components, each after those it points to (Tarjan 1972, without recursion, so that a chain of
 * any length is fine). With edges from a job to what it waits for, this is an order to check or run them in.
 */
export function stronglyConnected(count: number, { starts, targets }: Adjacency): readonly (readonly number[])[] {
	const components: number[][] = [];
	const index = new Int32Array(count).fill(-1);
	const low = new Int32Array(count);
	const onStack = new Uint8Array(count);
	const edge = new Int32Array(count);
	const stack: number[] = [];
	const path: number[] = [];
	let counter = 0;

	for (let root = 0; root < count; root++) {
		if (index[root] !== -1) continue;
		path.push(root);
		while (path.length > 0) {
			const node = path.at(-1) ?? 0;
			if (index[node] === -1) {
				index[node] = low[node] = counter++;
				edge[node] = starts[node] ?? 0;
				stack.push(node);
				onStack[node] = 1;
			}
			const at = edge[node] ?? 0;
			if (at < (starts[node + 1] ?? 0)) {
				const target = targets[at] ?? 0;
				edge[node] = at + 1;
				if (index[target] === -1) path.push(target);
				else if (onStack[target] === 1) low[node] = Math.min(low[node] ?? 0, index[target] ?? 0);
				continue;
			}
			path.pop();
			const parent = path.at(-1);
			if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
			if (low[node] !== index[node]) continue;
			const component: number[] = [];
			for (;;) {
				const member = stack.pop() ?? node;
				onStack[member] = 0;
				component.push(member);
				if (member === node) break;
			}
			components.push(component.sort((a, b) => a - b));
		}
	}
	return components;
}

/** A shortest cycle through `start` within `members`: the nodes in order, each pointing to the next and the last to the first. */
export function shortestCycle(
	start: number,
	members: ReadonlySet<number>,
	{ starts, targets }: Adjacency,
): readonly number[] {
	const previous = new Map<number, number>();
	const queue = [start];
	for (let at = 0; at < queue.length; at++) {
		const node = queue[at] ?? start;
		for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge++) {
			const target = targets[edge] ?? 0;
			if (target === start) {
				const cycle = [node];
				for (let back = previous.get(node); back !== undefined; back = previous.get(back)) cycle.push(back);
				return cycle.reverse();
			}
			if (!members.has(target) || previous.has(target)) continue;
			previous.set(target, node);
			queue.push(target);
		}
	}
	return [start];
}
