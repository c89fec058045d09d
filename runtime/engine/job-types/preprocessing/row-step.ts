import type { Cell } from "../table/cell.ts";

/** What an operation does with one row at a time. */
export interface RowStep {
	/** The columns of what it gives. */
	readonly columns: readonly string[];
	/** The row's new cells, or undefined for a row that is dropped. */
	apply(cells: readonly Cell[]): readonly Cell[] | undefined;
}

/** What an operation has to learn from all rows before it can change the first. */
export interface Learner {
	learn(cells: readonly Cell[], row: number): void;
	/** @throws Problem where what it saw does not allow the operation */
	finish(): RowStep;
}

/** The columns of a table, and which of them is to be predicted. */
export interface Columns {
	readonly names: readonly string[];
	readonly target: string | undefined;
}
