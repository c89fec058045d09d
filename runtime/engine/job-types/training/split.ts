import { randomNumbers, shuffle } from "../random.ts";

/** The places of the rows to learn from, and of those that are held out to measure on. */
export interface Split {
	readonly training: Int32Array;
	readonly validation: Int32Array;
}

/**
 * Holds out a share of each class, so that both parts have the classes in the proportions of the whole; at least one
 * row of each class stays to learn from.
 */
export function splitRows(labels: Int32Array, share: number, seed: number): Split {
	const byClass = new Map<number, number[]>();
	for (const [row, label] of labels.entries()) {
		const rows = byClass.get(label);
		if (rows === undefined) byClass.set(label, [row]);
		else rows.push(row);
	}
	const random = randomNumbers(seed);
	const training: number[] = [];
	const validation: number[] = [];
	for (const [, rows] of [...byClass].sort(([a], [b]) => a - b)) {
		shuffle(rows, random);
		const held = Math.min(Math.round(rows.length * share), rows.length - 1);
		for (const [index, row] of rows.entries()) (index < held ? validation : training).push(row);
	}
	return { training: Int32Array.from(training), validation: Int32Array.from(validation) };
}
