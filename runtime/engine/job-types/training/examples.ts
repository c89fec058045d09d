import { Problem, warn } from "../program.ts";
import { type Cell, isMissing, numberOf, quote, textOf } from "../table/cell.ts";
import { findTarget } from "../table/columns.ts";
import type { Table } from "../table/read-table.ts";
import type { ModelFile } from "./model-file.ts";

/** A table as a learner sees it: numbers and classes. */
export interface Examples {
	readonly features: readonly string[];
	readonly target: string;
	/** Row after row, as read. */
	readonly values: Float64Array;
	/** The class of each row, as its place in `classes`. */
	readonly labels: Int32Array;
	/** Alphabetical, or as the model has them. */
	readonly classes: readonly string[];
}

/** Different values of a target that can be classes. */
const MOST_CLASSES = 1000;

/**
 * Reads the examples. Without `model` every column of numbers but the target is a feature; with it, the model's own.
 * @throws Problem that names row and column
 */
export async function readExamples(
	table: Table,
	named: string | null | undefined,
	model?: Pick<ModelFile, "features" | "target" | "classes">,
): Promise<Examples> {
	const target = targetOf(table.columns, named ?? model?.target);
	const features = model?.features.map(({ name }) => name) ?? (await numericColumns(table, target));
	const missing = features.filter((name) => !table.columns.includes(name));
	if (missing.length > 0) {
		throw new Problem(`the model needs the columns ${features.join(", ")}; the data lacks ${missing.join(", ")}`);
	}
	const places = features.map((name) => table.columns.indexOf(name));
	const targetPlace = table.columns.indexOf(target);
	const values = new GrowingList((length) => new Float64Array(length));
	const labels = new GrowingList((length) => new Int32Array(length));
	const found = new Map<string, number>(model?.classes.map((name, index) => [name, index]));
	for await (const batch of table.batches()) {
		for (const { cells, number } of batch) {
			labels.push(labelOf(cells[targetPlace] ?? null, found, { row: number, target, fixed: model !== undefined }));
			for (const [index, place] of places.entries()) {
				values.push(featureOf(cells[place] ?? null, number, features[index] ?? ""));
			}
		}
	}
	if (labels.length === 0) throw new Problem("the data has no rows to learn from");
	if (model !== undefined) {
		return { features, target, values: values.taken(), labels: labels.taken(), classes: model.classes };
	}
	requireClasses([...found.keys()], target, labels.length);
	return { features, target, values: values.taken(), ...inOrder(labels.taken(), [...found.keys()]) };
}

/** As named, else by its usual names, else the last column. */
function targetOf(columns: readonly string[], named: string | null | undefined): string {
	const target = findTarget(columns, named) ?? columns.at(-1);
	if (target === undefined || columns.length < 2) {
		throw new Problem("the data needs two columns at least: one to learn from, and the target");
	}
	return target;
}

/** The columns of numbers besides the target; a column is one of numbers if its first value is. */
async function numericColumns(table: Table, target: string): Promise<readonly string[]> {
	const open = new Set(table.columns.filter((name) => name !== target));
	const numeric = new Set<string>();
	const texts: string[] = [];
	let rows = 0;
	for await (const batch of table.batches()) {
		rows += batch.length;
		for (const { cells } of batch) {
			for (const name of open) {
				const cell = cells[table.columns.indexOf(name)] ?? null;
				if (isMissing(cell)) continue;
				open.delete(name);
				if (numberOf(cell) === undefined) texts.push(name);
				else numeric.add(name);
			}
		}
		if (open.size === 0) break;
	}
	if (rows === 0) throw new Problem("the data has no rows to learn from");
	if (numeric.size === 0) {
		throw new Problem(
			`no column besides the target ${target} holds numbers; turn texts into numbers with the operation one_hot of a preprocessing job`,
		);
	}
	if (texts.length > 0) {
		warn(`left out, because they hold text: ${texts.join(", ")} (one_hot of preprocessing turns text into numbers)`);
	}
	return table.columns.filter((name) => numeric.has(name));
}

function featureOf(cell: Cell, row: number, name: string): number {
	const value = numberOf(cell);
	if (value !== undefined) return value;
	throw new Problem(
		isMissing(cell)
			? `row ${row}, column ${name}: no value; fill_missing or drop_missing of a preprocessing job takes care of it`
			: `row ${row}, column ${name}: ${quote(cell)} is not a number`,
	);
}

function labelOf(
	cell: Cell,
	found: Map<string, number>,
	{ row, target, fixed }: { readonly row: number; readonly target: string; readonly fixed: boolean },
): number {
	if (isMissing(cell)) throw new Problem(`row ${row}, column ${target}: no value, but this is the column to predict`);
	const text = textOf(cell).trim();
	const known = found.get(text);
	if (known !== undefined) return known;
	if (fixed) {
		const classes = [...found.keys()].join(", ");
		throw new Problem(`row ${row}, column ${target}: the model knows the classes ${classes}, not ${quote(text)}`);
	}
	if (found.size === MOST_CLASSES) {
		throw new Problem(
			`column ${target} has more than ${MOST_CLASSES} different values; training learns classes, so name a column of few values as \`target\``,
		);
	}
	found.set(text, found.size);
	return found.size - 1;
}

function requireClasses(classes: readonly string[], target: string, rows: number): void {
	if (classes.length === 1) {
		throw new Problem(
			`all ${rows} rows have the same ${target} (${quote(classes[0] ?? "")}): there is nothing to learn`,
		);
	}
	if (classes.length > 2 && classes.length * 2 > rows) {
		throw new Problem(
			`column ${target} has ${classes.length} different values in ${rows} rows; training learns classes, so name a column of few values as \`target\``,
		);
	}
}

/** Alphabetical, so that the order of the rows does not matter. */
function inOrder(labels: Int32Array, found: readonly string[]): Pick<Examples, "labels" | "classes"> {
	const classes = found.toSorted();
	const places = found.map((name) => classes.indexOf(name));
	return { classes, labels: labels.map((label) => places[label] ?? 0) };
}

/** Numbers without a box each. */
class GrowingList<List extends Float64Array | Int32Array> {
	readonly #make: (length: number) => List;
	#items: List;
	length = 0;

	constructor(make: (length: number) => List) {
		this.#make = make;
		this.#items = make(1024);
	}

	push(value: number): void {
		if (this.length === this.#items.length) {
			const larger = this.#make(this.length * 2);
			larger.set(this.#items);
			this.#items = larger;
		}
		this.#items[this.length++] = value;
	}

	taken(): List {
		return this.#items.subarray(0, this.length) as List;
	}
}
