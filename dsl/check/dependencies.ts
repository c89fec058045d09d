import type { JobTypeCatalog } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import { type Findings, originOf, originOfCst } from "./findings.ts";
import { comparable } from "./known-names.ts";
import type { Block, Edge, LocalSymbol, NameUse, NodeSymbol, Site, WorkflowModel, WorkflowSymbol } from "./model.ts";
import { forEachSite } from "./sites.ts";
import { adjacency, shortestCycle, stronglyConnected } from "./strongly-connected.ts";

/**
 * Finds what every node waits for: references and `after`, each as an edge between nodes of one block (a reference to
 * a node further out is an edge of the group or loop around it). Reports cycles with each edge of them, drops the edges
 * that close one, and puts the nodes of each block in an order to check them in.
 */
export function findDependencies(workflow: WorkflowModel, catalog: JobTypeCatalog, findings: Findings): void {
	const finder = new DependencyFinder(workflow, catalog, findings);
	finder.block(workflow.body);
	for (const output of workflow.outputs) finder.reads(output.value);
	for (const param of workflow.params) if (param.default) finder.reads(param.default);
	for (const { value } of workflow.defaults.environment) finder.reads(value);
	for (const hook of workflow.hooks) finder.block(hook.body);
}

class DependencyFinder {
	private readonly workflow: WorkflowModel;
	private readonly catalog: JobTypeCatalog;
	private readonly findings: Findings;

	constructor(workflow: WorkflowModel, catalog: JobTypeCatalog, findings: Findings) {
		this.workflow = workflow;
		this.catalog = catalog;
		this.findings = findings;
	}

	block(block: Block): void {
		for (const node of block.nodes) this.node(node);
		orderBlock(block, this.findings);
	}

	/** Notes the names that an expression outside the graph uses: a param's default, an output. */
	reads(site: Site): void {
		for (const use of site.uses) {
			this.workflow.used.add(use.name);
			this.noteStdout(use, this.workflow.names.get(use.name));
		}
		this.noteReads(site);
	}

	private noteReads(site: Site): void {
		if (site.readsStdout) this.workflow.stdoutReaders.add("all");
		if (site.readsMetrics) this.workflow.readsMetrics = true;
	}

	private node(node: NodeSymbol): void {
		const { block } = node;
		if (node.kind === "job" && node.body.typeName === "fan_in") this.workflow.readsMetrics = true;
		if (node.kind !== "let") {
			for (const { item, name, outcome } of node.header.after) {
				if (name === "") continue;
				this.workflow.used.add(name);
				const symbol = this.workflow.names.get(name);
				if (isNode(symbol) && this.isVisible(symbol, block)) {
					this.addEdge(node, symbol, { kind: "order", accepts: outcome, reads: undefined, at: item });
				} else this.unknownJob(node, item, name, symbol);
			}
		}
		forEachSite(node, this.catalog, (site, scope, enumValues) => {
			this.noteReads(site);
			const locals = localsOf(node, scope);
			for (const use of site.uses) {
				if (use.path.length === 0 && enumValues.has(use.name)) continue;
				if (locals?.has(use.name)) {
					this.workflow.used.add(use.name);
					continue;
				}
				this.use(node, scope, use);
			}
		});
		if (node.kind === "group" || node.kind === "loop") this.block(node.body);
	}

	private use(node: NodeSymbol, scope: "block" | "instance" | "rollback" | "body", use: NameUse): void {
		this.workflow.used.add(use.name);
		const symbol = this.workflow.names.get(use.name);
		this.noteStdout(use, symbol);
		if (!isNode(symbol)) return;
		if (scope === "rollback" && symbol === node) return;
		const inside = scope === "body" && "body" in node && node.kind !== "job" ? node.body : node.block;
		if (symbol.block === inside && scope === "body") return;
		if (!this.isVisible(symbol, inside)) return;
		const reads = use.path.length === 0 ? undefined : use.path.join(".");
		this.addEdge(node, symbol, { kind: "data", accepts: use.guarded ? "done" : "succeeded", reads, at: use.at });
	}

	private noteStdout(use: NameUse, symbol: WorkflowSymbol | undefined): void {
		if (!use.path.includes("stdout")) return;
		const isOwn = use.path[0] === "stdout" && symbol?.kind === "job";
		this.workflow.stdoutReaders.add(isOwn ? symbol : "all");
	}

	/** Adds the edge in the block of `on`, from the node there that holds `from`. */
	private addEdge(from: NodeSymbol, on: NodeSymbol, edge: Omit<Edge, "from" | "on" | "origin">): void {
		let holder: NodeSymbol | undefined = from;
		while (holder !== undefined && holder.block !== on.block) holder = holder.block.owner;
		// A hook sees the workflow's nodes, which have all ended by then.
		if (holder === undefined) return;
		if (holder === on) {
			this.findings.report("dag/self-dependency", originOf(this.workflow.file.path, edge.at), { name: on.name });
			return;
		}
		on.block.edges.push({ from: holder, on, origin: from, ...edge });
	}

	private isVisible(symbol: NodeSymbol, from: Block): boolean {
		for (let block: Block | undefined = from; block !== undefined; block = block.parent) {
			if (block === symbol.block) return true;
		}
		return false;
	}

	private *visibleNodes(block: Block): Iterable<string> {
		for (const each of this.workflow.names.values()) if (isNode(each) && this.isVisible(each, block)) yield each.name;
	}

	private unknownJob(node: NodeSymbol, item: AstNode, name: string, symbol: WorkflowSymbol | undefined): void {
		const at = originOf(this.workflow.file.path, item, "node");
		if (isNode(symbol)) {
			this.findings.report("dag/inside-block", at, insideBlock(symbol));
			return;
		}
		const suggestion = nearestName(name, comparable(this.workflow, this.visibleNodes(node.block)));
		this.findings.report("dag/unknown-job", at, { name }, { suggestion });
	}
}

/** What to say of a node that lies in a block which the place of use is not in. */
export function insideBlock(symbol: NodeSymbol) {
	const { block } = symbol;
	const owner = block.owner;
	if (block.kind === "workflow") {
		return { name: symbol.name, block: "the run", fix: "what all jobs have in common knows only params" };
	}
	const fix =
		owner?.kind === "loop"
			? `carry its value out with \`next\``
			: owner?.kind === "group"
				? `give the group an \`output\` and read that`
				: "hooks run after the workflow has ended";
	return { name: symbol.name, block: owner ? `the ${owner.kind} \`${owner.name}\`` : "a hook", fix };
}

/** The `for` variables and carries that an expression of a node sees. */
export function localsOf(
	node: NodeSymbol,
	scope: "block" | "instance" | "rollback" | "body",
): ReadonlyMap<string, LocalSymbol> | undefined {
	if (scope === "body" && (node.kind === "group" || node.kind === "loop")) return node.body.locals;
	const outer = node.block.locals;
	if (scope === "block" || node.kind === "let" || node.header.variables.length === 0) return outer;
	const all = new Map(outer);
	for (const variable of node.header.variables) all.set(variable.name, variable);
	return all;
}

export function isNode(symbol: WorkflowSymbol | undefined): symbol is NodeSymbol {
	return symbol !== undefined && symbol.kind !== "param" && symbol.kind !== "secret";
}

/** Orders the nodes of a block so that each comes after what it waits for; reports and breaks cycles. */
function orderBlock(block: Block, findings: Findings): void {
	const { nodes } = block;
	const from = block.edges.map((edge) => edge.from.index);
	const to = block.edges.map((edge) => edge.on.index);
	const graph = adjacency(nodes.length, from, to);
	const components = stronglyConnected(nodes.length, graph);
	const tangled = components.filter((component) => component.length > 1);
	if (tangled.length === 0) {
		block.order = components.flatMap(([index]) => (index === undefined ? [] : (nodes[index] ?? [])));
		return;
	}
	const outgoing = Map.groupBy(block.edges, (edge) => edge.from.index);
	const closing = new Set<Edge>();
	for (const component of tangled) {
		const members = new Set(component);
		reportCycle(block, shortestCycle(component[0] ?? 0, members, graph), outgoing, findings);
		findClosingEdges(component, members, outgoing, closing);
	}
	block.edges = block.edges.filter((edge) => !closing.has(edge));
	const open = adjacency(
		nodes.length,
		block.edges.map((edge) => edge.from.index),
		block.edges.map((edge) => edge.on.index),
	);
	const order = stronglyConnected(nodes.length, open).flat();
	block.order = order.flatMap((index) => nodes[index] ?? []);
}

function reportCycle(
	block: Block,
	cycle: readonly number[],
	outgoing: ReadonlyMap<number, readonly Edge[]>,
	findings: Findings,
): void {
	const { path } = block.workflow.file;
	const edges = cycle.flatMap((index, place) => {
		const next = cycle[(place + 1) % cycle.length];
		return outgoing.get(index)?.find((edge) => edge.on.index === next) ?? [];
	});
	const [first] = edges;
	if (first === undefined) return;
	const related = edges.map(({ from, on, kind, at }) => ({
		at: originOfCst(path, at.$cstNode),
		message: kind === "order" ? `\`${from.name}\` comes after \`${on.name}\`` : `\`${from.name}\` reads \`${on.name}\``,
	}));
	const names = [...edges.map((edge) => edge.from.name), first.from.name];
	findings.report("dag/cycle", originOfCst(path, first.at.$cstNode), { names }, { related });
}

/** Adds the edges on which a depth-first walk in source order comes back to a node that it is still in. */
function findClosingEdges(
	component: readonly number[],
	members: ReadonlySet<number>,
	outgoing: ReadonlyMap<number, readonly Edge[]>,
	closing: Set<Edge>,
): void {
	const state = new Map<number, "open" | "done">();
	for (const root of component) {
		if (state.has(root)) continue;
		const path = [{ node: root, next: 0 }];
		state.set(root, "open");
		while (path.length > 0) {
			const top = path.at(-1);
			if (top === undefined) break;
			const edge = outgoing.get(top.node)?.[top.next++];
			if (edge === undefined) {
				state.set(top.node, "done");
				path.pop();
				continue;
			}
			const target = edge.on.index;
			if (!members.has(target)) continue;
			if (state.get(target) === "open") closing.add(edge);
			else if (!state.has(target)) {
				state.set(target, "open");
				path.push({ node: target, next: 0 });
			}
		}
	}
}
