import { isNode } from "../check/dependencies.ts";
import type { Block, NodeSymbol, Site, WorkflowModel } from "../check/model.ts";

/**
 * The nodes that a plan has: every job, group and loop, and the lets that one of them, an output or a hook needs,
 * directly or through other lets. A second node of the same name is left out.
 */
export function usedNodes(workflow: WorkflowModel): ReadonlySet<NodeSymbol> {
	const used = new Set<NodeSymbol>();
	const lets: NodeSymbol[] = [];
	const reach = (node: NodeSymbol) => {
		if (used.has(node) || workflow.names.get(node.name) !== node) return;
		used.add(node);
		if (node.kind === "let") lets.push(node);
	};
	const read = (site: Site) => {
		for (const use of site.uses) {
			const symbol = workflow.names.get(use.name);
			if (isNode(symbol) && symbol.kind === "let") reach(symbol);
		}
	};
	const block = ({ nodes, edges }: Block) => {
		for (const node of nodes) {
			if (node.kind === "let") continue;
			reach(node);
			if (node.kind === "group" || node.kind === "loop") block(node.body);
			if (node.kind === "group") for (const output of node.outputs) read(output.value);
			if (node.kind === "loop") {
				for (const next of node.next) read(next.value);
				if (node.until) read(node.until);
			}
		}
		for (const edge of edges) if (edge.origin.kind !== "let" && edge.on.kind === "let") reach(edge.on);
	};
	block(workflow.body);
	for (const hook of workflow.hooks) {
		block(hook.body);
		// A hook's references to the workflow's own lets are no edges.
		for (const node of allNodes(hook.body)) for (const site of node.sites) read(site);
	}
	for (const output of workflow.outputs) read(output.value);
	for (let at = 0; at < lets.length; at++) {
		const node = lets[at];
		if (node?.kind === "let") read(node.value);
	}
	return used;
}

interface SitesOfNode {
	readonly sites: readonly Site[];
}

function* allNodes(block: Block): Iterable<SitesOfNode> {
	for (const node of block.nodes) {
		if (node.kind === "let") yield { sites: [node.value] };
		else {
			const { header } = node;
			const sites = [...header.variables.map((variable) => variable.list)];
			if (header.when) sites.push(header.when);
			if (header.where) sites.push(header.where);
			for (const { value } of node.policies.environment) sites.push(value);
			if (node.kind === "job") for (const setting of node.body.settings) sites.push(setting.value);
			yield { sites };
			if (node.kind !== "job") yield* allNodes(node.body);
		}
	}
}
