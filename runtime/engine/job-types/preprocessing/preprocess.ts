import { statSync } from "node:fs";
import { progress } from "../program.ts";
import type { Row } from "../table/cell.ts";
import { findTarget, requireColumn } from "../table/columns.ts";
import { openTable, type Table } from "../table/read-table.ts";
import { formatOf, type TableFormat } from "../table/table-format.ts";
import { writeTable } from "../table/write-table.ts";
import { learnedOperations } from "./learned-operations.ts";
import { rowOperations } from "./row-operations.ts";
import type { RowStep } from "./row-step.ts";
import { makeShuffle, makeSpool, shuffleParts } from "./spool.ts";

/** An operation, by its name in the config. */
export type Operation = keyof typeof rowOperations | keyof typeof learnedOperations | "shuffle";

/** What is done with which file. */
export interface Preprocessing {
	readonly input: string;
	readonly ops: readonly Operation[];
	readonly format?: TableFormat | "auto" | null;
	/** Only these columns, and the target; none means all. */
	readonly columns?: readonly string[] | null;
	readonly target?: string | null;
	readonly seed?: number | null;
	/** A folder for what lies between two passes. */
	readonly work: string;
	/** The file to write, in the input's format, given the ending of that. */
	readonly output: (format: TableFormat) => string;
}

/** What came out. */
export interface Preprocessed {
	readonly path: string;
	readonly rows: number;
	readonly columns: readonly string[];
	readonly target: string | undefined;
	readonly read: number;
}

/**
 * Runs the operations in their order. An operation that has to know all rows takes a pass of its own, with the rows in
 * a file between; so a table of any size is worked on in little memory. (`dedupe` keeps 32 bytes a row.)
 * @throws Problem that names file, row and column
 */
export async function preprocess(job: Preprocessing): Promise<Preprocessed> {
	const format = formatOf(job.input, job.format);
	const table = await openTable(job.input, format);
	const { size } = statSync(job.input);
	const target = findTarget(table.columns, job.target);
	const choice = chooseColumns(table.columns, job.columns ?? [], target);
	const passes = new Passes(1 + job.ops.filter((name) => name === "shuffle" || isLearned(name)).length);
	let source: Table = table;
	let steps: RowStep[] = choice === undefined ? [] : [choice];
	for (const [index, name] of job.ops.entries()) {
		const names = steps.at(-1)?.columns ?? source.columns;
		if (name === "shuffle") {
			const spool = makeShuffle(job.work, String(index), shuffleParts(size), job.seed ?? 0);
			await passes.run(source, steps, (rows) => spool.write(rows));
			source = await spool.end(names);
			steps = [];
		} else if (isLearned(name)) {
			const spool = makeSpool(job.work, String(index));
			const learner = learnedOperations[name]({ names, target });
			await passes.run(source, steps, (rows) => {
				for (const { cells, number } of rows) learner.learn(cells, number);
				return spool.write(rows);
			});
			source = await spool.end(names);
			steps = [learner.finish()];
		} else steps.push(rowOperations[name]({ names, target }));
	}
	const columns = steps.at(-1)?.columns ?? source.columns;
	const path = job.output(format);
	const writer = writeTable(path, format, columns);
	let rows = 0;
	await passes.run(source, steps, (batch) => {
		rows += batch.length;
		return writer.write(batch);
	});
	await writer.end();
	return { path, rows, columns, target, read: passes.read };
}

function isLearned(name: Operation): name is keyof typeof learnedOperations {
	return Object.hasOwn(learnedOperations, name);
}

/** The step that leaves only the wanted columns, in their order; the target comes last where it is not among them. */
function chooseColumns(
	names: readonly string[],
	wanted: readonly string[],
	target: string | undefined,
): RowStep | undefined {
	if (wanted.length === 0) return undefined;
	const chosen = [...new Set(wanted.map((name) => requireColumn(names, name, "columns")))];
	const columns = target === undefined || chosen.includes(target) ? chosen : [...chosen, target];
	const places = columns.map((name) => names.indexOf(name));
	return { columns, apply: (cells) => places.map((place) => cells[place] ?? null) };
}

/** The passes over the table, which are the job's progress. */
class Passes {
	readonly #count: number;
	#done = 0;
	/** Rows of the input. */
	read = 0;

	constructor(count: number) {
		this.#count = count;
	}

	async run(source: Table, steps: readonly RowStep[], take: (rows: readonly Row[]) => Promise<void>): Promise<void> {
		const seen = (part: number) => progress((this.#done + Math.min(part, 1)) / this.#count);
		for await (const batch of source.batches(seen)) {
			if (this.#done === 0) this.read += batch.length;
			await take(steps.length === 0 ? batch : batch.flatMap((row) => applyAll(steps, row)));
		}
		this.#done++;
	}
}

function applyAll(steps: readonly RowStep[], { number, cells }: Row): readonly Row[] {
	let now = cells;
	for (const step of steps) {
		const next = step.apply(now);
		if (next === undefined) return [];
		now = next;
	}
	return [{ number, cells: now }];
}
