import { type Cell, isMissing } from "../table/cell.ts";
import { RowHashes } from "./row-hashes.ts";
import type { Columns, RowStep } from "./row-step.ts";

/** Operations that need to know nothing of the rows to come. */
export const rowOperations = {
	/** Keeps the first of rows that are the same. */
	dedupe({ names }) {
		const hashes = new RowHashes();
		return { columns: names, apply: (cells) => (hashes.add(JSON.stringify(cells)) ? cells : undefined) };
	},
	/** Drops rows that lack a value. */
	drop_missing({ names }) {
		return { columns: names, apply: (cells) => (cells.some(isMissing) ? undefined : cells) };
	},
	/** Turns all text to lower case. */
	lowercase({ names }) {
		return {
			columns: names,
			apply: (cells) => cells.map((cell: Cell) => (typeof cell === "string" ? cell.toLowerCase() : cell)),
		};
	},
} as const satisfies Record<string, (columns: Columns) => RowStep>;
