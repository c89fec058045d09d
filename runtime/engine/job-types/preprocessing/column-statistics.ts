import { Problem } from "../program.ts";
import { type Cell, isMissing, numberOf, quote } from "../table/cell.ts";

/** What is known of a column's values; the mean and the spread are those of its numbers. */
export class ColumnStatistics {
	readonly name: string;
	numbers = 0;
	texts = 0;
	missing = 0;
	smallest = Number.POSITIVE_INFINITY;
	largest = Number.NEGATIVE_INFINITY;
	mean = 0;
	#squares = 0;
	#firstText: { readonly row: number; readonly cell: Cell } | undefined;

	constructor(name: string) {
		this.name = name;
	}

	/** Takes one value; mean and squares by Welford 1962, which stays exact where sums of squares do not. */
	add(cell: Cell, row: number): void {
		if (isMissing(cell)) {
			this.missing++;
			return;
		}
		const value = numberOf(cell);
		if (value === undefined) {
			this.texts++;
			this.#firstText ??= { row, cell };
			return;
		}
		this.numbers++;
		this.smallest = Math.min(this.smallest, value);
		this.largest = Math.max(this.largest, value);
		const distance = value - this.mean;
		this.mean += distance / this.numbers;
		this.#squares += distance * (value - this.mean);
	}

	/** The standard deviation of all rows (not of a sample of more). */
	get deviation(): number {
		return this.numbers === 0 ? 0 : Math.sqrt(this.#squares / this.numbers);
	}

	/**
	 * Whether this is a column of numbers: more than half of its values are.
	 * @throws Problem that names row and column of the first value that is none
	 */
	isNumeric(): boolean {
		if (this.numbers === 0 || this.numbers <= this.texts) return false;
		if (this.#firstText === undefined) return true;
		const { row, cell } = this.#firstText;
		throw new Problem(
			`row ${row}, column ${this.name}: ${quote(cell)} is not a number, as most of the column is; correct it, leave it empty, or leave the column out with \`columns\``,
		);
	}
}
