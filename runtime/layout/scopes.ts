import type { LayoutNode, LayoutRequest } from "./layout-request.ts";

/** The scope that is no container: the workflow itself. */
export const ROOT = "";

/** Who lies in which container. Edges between scopes are drawn between the ancestors that are siblings. */
export class Scopes {
	readonly #nodes: ReadonlyMap<string, LayoutNode>;
	readonly #children = new Map<string, LayoutNode[]>();
	readonly #beside = new Map<string, LayoutNode>();
	readonly #edges = new Map<string, { id: string; from: string; to: string; labelled: boolean }[]>();

	constructor(request: LayoutRequest) {
		this.#nodes = new Map(request.nodes.map((node) => [node.id, node]));
		for (const node of request.nodes) {
			if (node.beside !== undefined && this.#nodes.has(node.beside)) this.#beside.set(node.beside, node);
			else push(this.#children, this.#scopeOf(node), node);
		}
		for (const edge of request.edges) {
			const ends = this.#siblings(edge.from, edge.to);
			if (ends !== undefined) {
				push(this.#edges, ends.scope, { id: edge.id, ...ends, labelled: edge.labelled === true });
			}
		}
	}

	node(id: string): LayoutNode | undefined {
		return this.#nodes.get(id);
	}

	children(scope: string): readonly LayoutNode[] {
		return this.#children.get(scope) ?? [];
	}

	beside(id: string): LayoutNode | undefined {
		return this.#beside.get(id);
	}

	edges(scope: string): readonly { id: string; from: string; to: string; labelled: boolean }[] {
		return this.#edges.get(scope) ?? [];
	}

	/** `undefined` is the root, which comes last. */
	containersInnermostFirst(): (LayoutNode | undefined)[] {
		const containers = [...this.#nodes.values()].filter((node) => node.insets !== undefined);
		return [...containers.sort((a, b) => this.#path(b.id).length - this.#path(a.id).length), undefined];
	}

	#scopeOf(node: LayoutNode): string {
		const parent = node.parent === undefined ? undefined : this.#nodes.get(node.parent);
		return parent?.insets === undefined ? ROOT : parent.id;
	}

	/** From the outermost ancestor to the node itself; a broken parent chain ends at its first repetition. */
	#path(id: string): string[] {
		const path: string[] = [];
		let node = this.#nodes.get(id);
		while (node !== undefined && !path.includes(node.id)) {
			path.unshift(node.id);
			const scope = this.#scopeOf(node);
			node = scope === ROOT ? undefined : this.#nodes.get(scope);
		}
		return path;
	}

	#siblings(from: string, to: string): { scope: string; from: string; to: string } | undefined {
		const [one, other] = [this.#nodes.get(from), this.#nodes.get(to)];
		if (one === undefined || other === undefined) return undefined;
		const scope = this.#scopeOf(one);
		// Most edges lead to a sibling, and need no look at their ancestors.
		if (from !== to && scope === this.#scopeOf(other)) {
			return this.#hangs(from) || this.#hangs(to) ? undefined : { scope, from, to };
		}
		const a = this.#path(from);
		const b = this.#path(to);
		let depth = 0;
		while (depth < a.length && a[depth] === b[depth]) depth++;
		const [start, end] = [a[depth], b[depth]];
		if (start === undefined || end === undefined) return undefined;
		if (this.#hangs(start) || this.#hangs(end)) return undefined;
		return { scope: depth === 0 ? ROOT : (a[depth - 1] ?? ROOT), from: start, to: end };
	}

	#hangs(id: string): boolean {
		const host = this.#nodes.get(id)?.beside;
		return host !== undefined && this.#nodes.has(host);
	}
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [value]);
	else list.push(value);
}
