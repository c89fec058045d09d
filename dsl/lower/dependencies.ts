import type { Dependency } from "@dagwright/core";
import { isNode } from "../check/dependencies.ts";
import type { Block, Edge, NodeSymbol, Site } from "../check/model.ts";

/** What a node waits for, one entry for each sibling and way of waiting, in the order of the text. */
export function dependenciesOf(
	edges: readonly Edge[],
	isPlanned: (node: NodeSymbol) => boolean,
): readonly Dependency[] {
	const byTarget = new Map<NodeSymbol, Edge[]>();
	for (const edge of edges) {
		if (!isPlanned(edge.on)) continue;
		const list = byTarget.get(edge.on);
		if (list === undefined) byTarget.set(edge.on, [edge]);
		else list.push(edge);
	}
	return [...byTarget].flatMap(([on, all]) => merged(on, all));
}

/** What a value reads of the nodes of a block, such as an output of the workflow. */
export function readsOf(site: Site, block: Block, isPlanned: (node: NodeSymbol) => boolean): readonly Dependency[] {
	const edges = site.uses.flatMap((use): Edge[] => {
		const on = block.workflow.names.get(use.name);
		if (!isNode(on) || on.block !== block) return [];
		const accepts = use.guarded || on.nullReason !== undefined ? "done" : "succeeded";
		const reads = use.path.length === 0 ? undefined : use.path.join(".");
		return [{ from: on, on, kind: "data", accepts, reads, origin: on, at: use.at }];
	});
	const byTarget = Map.groupBy(edges, (edge) => edge.on);
	return [...byTarget].flatMap(([on, all]) => (isPlanned(on) ? merged(on, all, false) : []));
}

function merged(on: NodeSymbol, edges: readonly Edge[], judged = true): readonly Dependency[] {
	const data = edges.filter((edge) => edge.kind === "data");
	const outcomes = new Set(edges.filter((edge) => edge.kind === "order").map((edge) => edge.accepts));
	const result: Dependency[] = [];
	if (data.length > 0) {
		const demands = data.some((edge) => (judged ? acceptsOf(edge) : edge.accepts) === "succeeded");
		const reads = [...new Set(data.flatMap((edge) => edge.reads ?? []))];
		result.push({ on: on.name, kind: "data", accepts: demands ? "succeeded" : "done", reads });
		// `after` beside an optional reference stays: an allowed failure meets it, and gives no value.
		if (demands) outcomes.delete("succeeded");
		outcomes.delete("done");
	}
	for (const accepts of outcomes) {
		// `after x cancelled` was reported; there is nothing to wait for.
		if (accepts !== "cancelled") result.push({ on: on.name, kind: "order", accepts, reads: [] });
	}
	return result;
}

/** A plain reference demands success; one to what may have no value there only that it has ended. */
function acceptsOf({ on, origin, accepts }: Edge): Edge["accepts"] {
	if (accepts !== "succeeded" || origin.nullable?.has(on.name)) return "done";
	return on.nullReason === undefined || origin.required?.has(on.name) ? "succeeded" : "done";
}
