import { Problem } from "../program.ts";
import { type Cell, isMissing, numberOf, textOf } from "../table/cell.ts";
import { ColumnStatistics } from "./column-statistics.ts";
import type { Columns, Learner, RowStep } from "./row-step.ts";

/** Different texts of a column that are told apart; more is an identifier, not a category. */
const MOST_TEXTS = 10_000;
/** Columns that `one_hot` makes of one. */
const MOST_CATEGORIES = 200;

/** Operations that have to see all rows before they can change the first. */
export const learnedOperations = {
	/** Scales numbers to 0..1; a constant becomes 0. */
	normalize: (columns) =>
		scaling(columns, ({ smallest, largest }) => ({ offset: smallest, divisor: largest - smallest })),
	/** Scales numbers to mean 0 and standard deviation 1; a constant becomes 0. */
	standardize: (columns) => scaling(columns, ({ mean, deviation }) => ({ offset: mean, divisor: deviation })),
	fill_missing: fillMissing,
	one_hot: oneHot,
} as const satisfies Record<string, (columns: Columns) => Learner>;

interface Scale {
	readonly offset: number;
	readonly divisor: number;
}

function scaling({ names, target }: Columns, scaleOf: (statistics: ColumnStatistics) => Scale): Learner {
	const statistics = names.map((name) => (name === target ? undefined : new ColumnStatistics(name)));
	return {
		learn(cells, row) {
			for (let index = 0; index < cells.length; index++) statistics[index]?.add(cells[index] ?? null, row);
		},
		finish() {
			const scales = statistics.map((column) => (column?.isNumeric() === true ? scaleOf(column) : undefined));
			return { columns: names, apply: (cells) => cells.map((cell, index) => scaled(cell, scales[index])) };
		},
	};
}

function scaled(cell: Cell, scale: Scale | undefined): Cell {
	if (scale === undefined || isMissing(cell)) return cell;
	const value = numberOf(cell);
	if (value === undefined) return cell;
	return scale.divisor > 0 ? (value - scale.offset) / scale.divisor : 0;
}

/** Numbers become the column's mean, texts its most frequent one (the first of equals); the target is left alone. */
function fillMissing({ names, target }: Columns): Learner {
	const columns = names.map((name) =>
		name === target ? undefined : { statistics: new ColumnStatistics(name), texts: new Texts(name) },
	);
	return {
		learn(cells, row) {
			for (const [index, column] of columns.entries()) {
				const cell = cells[index] ?? null;
				column?.statistics.add(cell, row);
				if (column !== undefined && !isMissing(cell) && numberOf(cell) === undefined) column.texts.add(cell);
			}
		},
		finish() {
			const fillings = columns.map((column): Cell => {
				if (column === undefined || column.statistics.missing === 0) return null;
				if (column.statistics.isNumeric()) return column.statistics.mean;
				const most = column.texts.mostFrequent();
				if (most !== undefined) return most;
				throw new Problem(
					`column ${column.statistics.name} has no value in any row, so \`fill_missing\` has nothing to fill it with; leave it out with \`columns\``,
				);
			});
			return {
				columns: names,
				apply: (cells) => cells.map((cell, index) => (isMissing(cell) ? (fillings[index] ?? cell) : cell)),
			};
		},
	};
}

/** A column of texts becomes one of 0 and 1 for each of its texts, in alphabetical order; a missing value is 0 in all. */
function oneHot({ names, target }: Columns): Learner {
	const columns = names.map((name) =>
		name === target ? undefined : { statistics: new ColumnStatistics(name), texts: new Texts(name) },
	);
	return {
		learn(cells, row) {
			for (const [index, column] of columns.entries()) {
				const cell = cells[index] ?? null;
				column?.statistics.add(cell, row);
				if (column !== undefined && !isMissing(cell)) column.texts.add(cell);
			}
		},
		finish() {
			const categories = columns.map((column) => {
				if (column === undefined || column.statistics.texts === 0 || column.statistics.isNumeric()) return undefined;
				return column.texts.all(MOST_CATEGORIES, "one_hot");
			});
			return spread(names, categories);
		},
	};
}

function spread(names: readonly string[], categories: readonly (readonly string[] | undefined)[]): RowStep {
	const columns = names.flatMap((name, index) => categories[index]?.map((text) => `${name}_${text}`) ?? [name]);
	const double = columns.find((name, index) => columns.indexOf(name) !== index);
	if (double !== undefined) throw new Problem(`\`one_hot\` would make two columns named ${double}; rename one before`);
	return {
		columns,
		apply: (cells) =>
			cells.flatMap(
				(cell, index): readonly Cell[] =>
					categories[index]?.map((text) => (textOf(cell).trim() === text ? 1 : 0)) ?? [cell],
			),
	};
}

/** The different texts of a column, and how often each is there. */
class Texts {
	readonly #name: string;
	readonly #counts = new Map<string, number>();
	#tooMany = false;

	constructor(name: string) {
		this.#name = name;
	}

	add(cell: Cell): void {
		const text = textOf(cell).trim();
		const count = this.#counts.get(text);
		if (count !== undefined) this.#counts.set(text, count + 1);
		else if (this.#counts.size < MOST_TEXTS) this.#counts.set(text, 1);
		else this.#tooMany = true;
	}

	mostFrequent(): string | undefined {
		if (this.#tooMany) throw this.#problem(MOST_TEXTS, "fill_missing");
		let most: string | undefined;
		let highest = 0;
		for (const [text, count] of this.#counts) {
			if (count <= highest) continue;
			most = text;
			highest = count;
		}
		return most;
	}

	all(limit: number, operation: string): readonly string[] {
		if (this.#counts.size > limit) throw this.#problem(limit, operation);
		return [...this.#counts.keys()].sort();
	}

	#problem(limit: number, operation: string): Problem {
		return new Problem(
			`column ${this.#name} has more than ${limit} different texts, too many for \`${operation}\`; leave it out with \`columns\``,
		);
	}
}
