import type { GraphNode } from "@dagwright/core";
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

/** Rounds that began, of the most there may be; undefined for what is no loop. */
export function countRounds({
	max_rounds: most,
	instances = [],
}: Pick<GraphNode, "max_rounds" | "instances">): { readonly begun: number; readonly most: number } | undefined {
	return most === undefined ? undefined : { begun: instances.length, most };
}

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
