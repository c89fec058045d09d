import type { GraphNode, InstanceView, RoundCount } from "@dagwright/core";
import { roundsBeside, stemOf } from "../store/instances.ts";
import { valueAt } from "./value-at.ts";

/** The value that a loop's `until` reads, after each round, and what it is compared with. */
export interface Rounds {
	/** The last part of its path. */
	readonly name: string;
	readonly values: readonly number[];
	readonly limit?: number;
}

/** The `until` in a loop's second line, which begins with its `max`; without one the line itself. */
export function conditionOf(detail: string): string {
	return /(?:^|\s)until\s+(.*?)(?:\s+for \w+ in .*)?$/.exec(detail)?.[1] ?? "";
}

/**
 * How far a loop is; undefined for what is no loop. `shown` is one of its rounds: of a loop with several instances, those
 * beside it count.
 */
export function countRounds(
	node: Pick<GraphNode, "max_rounds" | "instances" | "status" | "unconverged">,
	shown?: InstanceView,
): RoundCount | undefined {
	if (node.max_rounds === undefined) return undefined;
	const rounds = shown === undefined ? (node.instances ?? []) : roundsBeside(node, shown);
	const [first] = rounds;
	const unconverged = first !== undefined && node.unconverged?.includes(stemOf(first.path)) === true;
	// One instance of a loop may be over while others go on.
	const over = unconverged || HAS_ENDED.has(node.status);
	return { begun: rounds.length, most: node.max_rounds, over, unconverged };
}

const HAS_ENDED: ReadonlySet<GraphNode["status"]> = new Set([
	"succeeded",
	"failed",
	"cancelled",
	"skipped",
	"rolled_back",
]);

/** Bars are drawn for this many rounds, the last ones. */
const MOST_ROUNDS = 12;

/** Reads the rounds of a loop: the first number of its carries that the `until` names. Undefined before there is one. */
export function roundsOf({ detail = "", instances = [] }: Pick<GraphNode, "detail" | "instances">): Rounds | undefined {
	const condition = conditionOf(detail);
	for (const [path] of condition.matchAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g)) {
		const values = instances.flatMap(({ outputs }) => {
			const value = outputs === undefined ? undefined : valueAt(outputs, path);
			return typeof value === "number" ? [value] : [];
		});
		if (values.length === 0) continue;
		const limit = /[<>]=?\s*(-?[\d.]+(?:e[+-]?\d+)?)/i.exec(condition)?.[1];
		return {
			name: path.split(".").at(-1) ?? path,
			values: values.slice(-MOST_ROUNDS),
			...(limit !== undefined && { limit: Number(limit) }),
		};
	}
	return undefined;
}
