import type { NodePlan } from "./plan.ts";

/**
 * Whether an expression anywhere in a node reads one of the names. Names are unique in a workflow, so it need not be
 * known where an expression stands; a workflow that the node calls has names of its own and is not looked into.
 */
export function mentions(node: NodePlan, names: ReadonlySet<string>): boolean {
	return names.size > 0 && found(node, names);
}

function found(part: unknown, names: ReadonlySet<string>): boolean {
	if (part === null || typeof part !== "object") return false;
	if (Array.isArray(part)) return part.some((item) => found(item, names));
	// What a literal holds is data, whatever it looks like.
	if ("op" in part && part.op === "literal") return false;
	if ("op" in part && part.op === "name" && "name" in part && typeof part.name === "string" && names.has(part.name)) {
		return true;
	}
	return Object.values(part).some((inner) => found(inner, names));
}
