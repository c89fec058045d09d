import type { EnvironmentEntry } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { isNode } from "./dependencies.ts";
import { type Findings, originOf } from "./findings.ts";
import type { Runnable } from "./model.ts";

/** What is known in a block and everything in it. */
export interface Surroundings {
	readonly nonNull: ReadonlySet<string>;
	/** Nodes that some `after` demands to have succeeded. */
	readonly required: ReadonlySet<string>;
	readonly nullable: ReadonlyMap<string, string>;
	readonly extra: ReadonlyMap<string, EnvironmentEntry>;
}

/** What `after` proves: `after x` that x has a value, `after x failed` that it may have none. */
export function afterSurroundings(node: Runnable, outside: Surroundings, findings: Findings): Surroundings {
	const { workflow } = node.block;
	const { path } = workflow.file;
	if (node.header.after.length === 0) return outside;
	const nonNull = new Set(outside.nonNull);
	const required = new Set(outside.required);
	const nullable = new Map(outside.nullable);
	const outcomes = new Map<string, Map<string, ast.AfterItem>>();
	for (const { item, name, outcome } of node.header.after) {
		const symbol = workflow.names.get(name);
		const known = outcomes.get(name) ?? new Map<string, ast.AfterItem>();
		outcomes.set(name, known);
		if (outcome === "cancelled") {
			const message = "`after` takes `failed`, `skipped` and `done`; without a word it waits for success.";
			findings.report("dag/invalid-policy", originOf(path, item), { message });
		} else if (outcome !== "done") {
			const [contrary] = [...known].filter(([other]) => other !== outcome);
			if (contrary !== undefined) {
				const related = [{ at: originOf(path, contrary[1]), message: `here it is ${contrary[0]}` }];
				const outcomesNamed = { name, outcomes: [contrary[0], outcome] };
				findings.report("dag/contradictory-after", originOf(path, item), outcomesNamed, { related });
			}
			known.set(outcome, item);
		}
		const absolved = isNode(symbol) && symbol.kind !== "let" && allowsFailure(symbol);
		if (outcome === "succeeded" && !absolved) {
			nonNull.add(name);
			required.add(name);
		} else if (outcome !== "succeeded") {
			nullable.set(name, `${name} may not have succeeded`);
			nonNull.delete(name);
		}
	}
	return { ...outside, nonNull, required, nullable };
}

/** Why the value of a node may be null, as a clause; undefined where it cannot be. */
export function nullReasonOf(node: Runnable): string | undefined {
	const { header } = node;
	const onlyAfter = header.after.find(({ outcome }) => outcome === "failed" || outcome === "skipped");
	if (header.when) return `${node.name} may be skipped`;
	if (onlyAfter) return `${node.name} only runs when ${onlyAfter.name} is ${onlyAfter.outcome}`;
	return allowsFailure(node) ? `${node.name} may fail` : undefined;
}

function allowsFailure(node: Runnable): boolean {
	return node.policies.policies.some((policy) => policy.$type === "AllowFailure");
}
