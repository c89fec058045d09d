import type { GraphEdge, GraphNode, GraphView } from "@dagwright/core";
import type { Inside } from "./levels.ts";
import { sameValue } from "./same.ts";
import { Topics } from "./signal.ts";

/** The latest of the stream of samples, of one instance. */
export interface Sample {
	readonly attempt: number;
	readonly progress?: number;
	readonly metrics: Readonly<Record<string, number>>;
}

const NO_VIEW: GraphView = { workflow: "", nodes: [], edges: [], critical: [] };
const NOTHING_INSIDE: ReadonlyMap<string, Inside> = new Map();
const NO_NEIGHBOURS: readonly GraphEdge[] = [];

/**
 * The drawn graph outside React: every node and edge subscribes to itself alone, so that a status change draws one
 * node and not the graph. `structure` changes only when nodes or edges come, go or change their kind.
 */
export class GraphStore {
	#view: GraphView = NO_VIEW;
	/** The last view as it was given. */
	#shown: GraphView | undefined;
	#nodes: ReadonlyMap<string, GraphNode> = new Map();
	#edges: ReadonlyMap<string, GraphEdge> = new Map();
	#outgoing = new Map<string, GraphEdge[]>();
	#incoming = new Map<string, GraphEdge[]>();
	#children = new Map<string, string[]>();
	#inside: ReadonlyMap<string, Inside> = new Map();
	#structure = 0;
	readonly #samples = new Map<string, Sample>();
	readonly #sampled = new Set<string>();
	readonly #versions = new Map<string, number>();
	readonly #nodeTopics = new Topics<string>();
	readonly #edgeTopics = new Topics<string>();
	readonly #topics = new Topics<"view" | "structure">();

	get view(): GraphView {
		return this.#view;
	}

	/** Grows whenever a new layout may be needed. */
	get structure(): number {
		return this.#structure;
	}

	node(id: string): GraphNode | undefined {
		return this.#nodes.get(id);
	}

	edge(id: string): GraphEdge | undefined {
		return this.#edges.get(id);
	}

	outgoing(id: string): readonly GraphEdge[] {
		return this.#outgoing.get(id) ?? NO_NEIGHBOURS;
	}

	incoming(id: string): readonly GraphEdge[] {
		return this.#incoming.get(id) ?? NO_NEIGHBOURS;
	}

	/** The nodes right inside a container, as they are now. */
	children(id: string): readonly GraphNode[] {
		return (this.#children.get(id) ?? []).flatMap((child) => this.#nodes.get(child) ?? []);
	}

	hasChildren(id: string): boolean {
		return this.#children.has(id);
	}

	/** What a call holds. */
	inside(id: string): Inside | undefined {
		return this.#inside.get(id);
	}

	sample(instance: string): Sample | undefined {
		return this.#samples.get(instance);
	}

	/** Called after the node, its samples or its marks changed. */
	subscribeNode(id: string, listener: () => void): () => void {
		return this.#nodeTopics.subscribe(id, listener);
	}

	/** Called after the edge or one of its ends changed. */
	subscribeEdge(id: string, listener: () => void): () => void {
		return this.#edgeTopics.subscribe(id, listener);
	}

	subscribe(topic: "view" | "structure", listener: () => void): () => void {
		return this.#topics.subscribe(topic, listener);
	}

	/** Takes a new view and tells only those whose part of it changed. Returns the ids of the nodes that did. */
	show(view: GraphView, inside: ReadonlyMap<string, Inside> = NOTHING_INSIDE): readonly string[] {
		const before = this.#nodes;
		const beforeEdges = this.#edges;
		const changed: string[] = [];
		const nodes = new Map<string, GraphNode>();
		for (const node of view.nodes) {
			const old = before.get(node.id);
			const same = old !== undefined && sameValue(old, node);
			nodes.set(node.id, same ? old : node);
			if (!same) changed.push(node.id);
		}
		const edges = view.edges === this.#shown?.edges ? this.#edges : this.#keepEdges(view.edges);
		this.#shown = view;
		const otherRun = this.#view.run?.id !== view.run?.id;
		const restructured = !sameShape(this.#view, view);
		this.#view = { ...view, nodes: [...nodes.values()], edges: [...edges.values()] };
		this.#nodes = nodes;
		this.#edges = edges;
		const changedEdges =
			edges === beforeEdges ? [] : [...edges.keys()].filter((id) => beforeEdges.get(id) !== edges.get(id));
		if (restructured || changedEdges.length > 0) this.#reindex();
		const gone = [...before.keys()].filter((id) => !nodes.has(id));
		for (const id of [...changed, ...gone]) this.#tellNode(id);
		const counted = this.#inside;
		this.#inside = inside;
		for (const [id, counts] of inside) if (!sameValue(counted.get(id), counts)) this.#touchAlone(id);
		// A pending node says what it waits for, and nothing while there is no run.
		for (const id of this.#waiting(otherRun ? nodes.keys() : this.#behind(changed, before))) this.#touchAlone(id);
		for (const id of changedEdges) this.#edgeTopics.tell(id);
		if (restructured) {
			this.#structure++;
			this.#topics.tell("structure");
		}
		this.#topics.tell("view");
		return changed;
	}

	/** Takes samples: progress and metrics of running instances. */
	addSample(instance: string, attempt: number, progress: number | undefined, metric?: { name: string; value: number }) {
		const old = this.#samples.get(instance);
		const kept = old?.attempt === attempt ? old : undefined;
		const reached = progress ?? kept?.progress;
		this.#samples.set(instance, {
			attempt,
			...(reached !== undefined && { progress: reached }),
			metrics: metric === undefined ? (kept?.metrics ?? {}) : { ...kept?.metrics, [metric.name]: metric.value },
		});
		this.#sampled.add(jobOf(instance));
	}

	/** Whether there are samples that no node was told of. */
	get hasSamples(): boolean {
		return this.#sampled.size > 0;
	}

	/** Tells the nodes that got samples since the last time; false where none did. */
	flushSamples(): boolean {
		const some = this.hasSamples;
		for (const id of this.#sampled) this.#tellNode(id);
		this.#sampled.clear();
		return some;
	}

	/** Forgets the samples, when another run is shown. */
	clearSamples(): void {
		this.#samples.clear();
	}

	/** Grows whenever something that the node shows changed. */
	version(id: string): number {
		return this.#versions.get(id) ?? 0;
	}

	/** Draws a node again because a mark on it (selection, problem) changed. */
	touch(id: string): void {
		this.#touchAlone(id);
		for (const edge of this.outgoing(id)) this.#edgeTopics.tell(edge.id);
		for (const edge of this.incoming(id)) this.#edgeTopics.tell(edge.id);
	}

	/** The edges by id, the old object for each that is the same; the old map where all are. */
	#keepEdges(edges: readonly GraphEdge[]): ReadonlyMap<string, GraphEdge> {
		const before = this.#edges;
		let same = edges.length === before.size;
		const kept = new Map<string, GraphEdge>();
		for (const edge of edges) {
			const old = before.get(edge.id);
			const isSame = old !== undefined && sameValue(old, edge);
			if (!isSame) same = false;
			kept.set(edge.id, isSame ? old : edge);
		}
		return same ? before : kept;
	}

	/** Nodes after one whose status is another now. */
	#behind(changed: readonly string[], before: ReadonlyMap<string, GraphNode>): Iterable<string> {
		const moved = changed.filter((id) => before.get(id)?.status !== this.#nodes.get(id)?.status);
		return new Set(moved.flatMap((id) => this.outgoing(id).map((edge) => edge.to)));
	}

	#waiting(ids: Iterable<string>): readonly string[] {
		return [...ids].filter((id) => this.#nodes.get(id)?.status === "pending");
	}

	#tellNode(id: string): void {
		this.touch(id);
		const parent = this.#nodes.get(id)?.parent;
		if (parent !== undefined) this.#touchAlone(parent);
	}

	#touchAlone(id: string): void {
		this.#versions.set(id, this.version(id) + 1);
		this.#nodeTopics.tell(id);
	}

	#reindex(): void {
		this.#outgoing = new Map();
		this.#incoming = new Map();
		this.#children = new Map();
		for (const { id, parent } of this.#nodes.values()) {
			if (parent !== undefined) this.#children.set(parent, [...(this.#children.get(parent) ?? []), id]);
		}
		for (const edge of this.#edges.values()) {
			this.#outgoing.set(edge.from, [...(this.#outgoing.get(edge.from) ?? []), edge]);
			this.#incoming.set(edge.to, [...(this.#incoming.get(edge.to) ?? []), edge]);
		}
	}
}

/** The job of an instance path: `tune[2].fit` is an instance of `tune.fit`. */
export function jobOf(instance: string): string {
	return instance.replaceAll(/\[\d+\]/g, "");
}

/** Whether the layout stays the same; statuses and values do not matter to it. */
function sameShape(a: GraphView, b: GraphView): boolean {
	if (a.nodes.length !== b.nodes.length || a.edges.length !== b.edges.length) return false;
	const sameNodes = a.nodes.every((node, index) => {
		const other = b.nodes[index];
		return (
			node.id === other?.id && node.kind === other.kind && node.parent === other.parent && node.name === other.name
		);
	});
	return (
		sameNodes &&
		a.edges.every((edge, index) => {
			const other = b.edges[index];
			return edge.id === other?.id && edge.kind === other.kind && edge.from === other.from && edge.to === other.to;
		})
	);
}
