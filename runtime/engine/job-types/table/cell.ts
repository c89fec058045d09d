/** A value in a table: text as CSV has it, or what JSON has beside it. */
export type Cell = string | number | boolean | null;

/** A row with its number in the input, from 1, which messages name. */
export interface Row {
	readonly number: number;
	readonly cells: readonly Cell[];
}

/** What a table holds where there is nothing; the texts are those that pandas reads as missing. */
const missingTexts = new Set([
	"",
	"#N/A",
	"#NA",
	"<NA>",
	"N/A",
	"n/a",
	"NA",
	"NULL",
	"null",
	"NaN",
	"nan",
	"None",
	"-NaN",
	"-nan",
]);

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a cell is empty, or says that it is. */
export function isMissing(cell: Cell): boolean {
	return cell === null || (typeof cell === "string" && missingTexts.has(cell.trim()));
}

/** The number that a cell is, or that its text writes in decimal; undefined for anything else, also beyond a double. */
export function numberOf(cell: Cell): number | undefined {
	if (typeof cell === "boolean") return Number(cell);
	if (typeof cell === "number") return Number.isFinite(cell) ? cell : undefined;
	if (cell === null) return undefined;
	const text = cell.trim();
	if (!decimal.test(text)) return undefined;
	const value = Number(text);
	return Number.isFinite(value) ? value : undefined;
}

/** A cell as text: what CSV shows, and by what classes and categories are told apart. */
export function textOf(cell: Cell): string {
	return cell === null ? "" : String(cell);
}

/** A cell for a message: quoted where it is text, and never long. */
export function quote(cell: Cell): string {
	const text = typeof cell === "string" ? JSON.stringify(cell) : String(cell);
	return text.length <= 40 ? text : `${text.slice(0, 37)}…"`;
}
