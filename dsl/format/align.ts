import type { Cell, Line } from "./lay-out.ts";
import { type Column, columnOrder, isLineComment, type Member } from "./piece.ts";

/** Lines up the columns of neighbours of one kind, and the comments behind neighbouring lines. */
export function align(lines: readonly Line[]): void {
	for (const group of groupsOf(lines)) {
		for (const column of columnOrder) alignColumn(group, column);
	}
	alignComments(lines);
}

interface Entry {
	readonly line: Line;
	/** Index in the line's cells of the piece that begins each column. */
	readonly columns: ReadonlyMap<Column, number>;
}

/** Kinds of member that line up with one another. */
const families: Readonly<Record<string, string>> = {
	Param: "inputs",
	Secret: "inputs",
	Let: "let",
	Output: "output",
	Next: "next",
	Setting: "setting",
	EnvironmentEntry: "environment",
	Field: "field",
	Mock: "mock",
	Schedule: "times",
	Checkpoint: "times",
	Defaults: "times",
	Needs: "claim",
	Uses: "claim",
};

/** Members of one line each, in one block, with nothing but comments between them. */
function* groupsOf(lines: readonly Line[]): Iterable<readonly Entry[]> {
	let group: Entry[] = [];
	let family: string | undefined;
	for (const [index, line] of lines.entries()) {
		const first = line.cells[0]?.piece;
		if (first !== undefined && isLineComment(first) && !line.blankBefore) continue;
		const here = familyOf(line);
		if (here !== family || line.blankBefore || group.at(-1)?.line.indent !== line.indent) {
			yield group;
			group = [];
		}
		// A member that goes on below is the last of its group.
		family = first?.member !== undefined && goesOn(first.member, lines[index + 1]) ? undefined : here;
		if (here !== undefined) group.push({ line, columns: columnsOf(line) });
	}
	yield group;
}

function goesOn(member: Member, next: Line | undefined): boolean {
	return member.end > (next?.cells[0]?.piece.offset ?? Number.POSITIVE_INFINITY);
}

function familyOf(line: Line): string | undefined {
	const first = line.cells[0]?.piece;
	const member = first?.member;
	if (member === undefined) return undefined;
	const family = families[member.type];
	// Where several share a line, nothing lines up.
	const several = line.cells.some((cell) => cell.piece.offset >= member.end && cell.piece.member !== undefined);
	return several ? undefined : family;
}

function columnsOf(line: Line): ReadonlyMap<Column, number> {
	const columns = new Map<Column, number>();
	for (const [column, offset] of line.cells[0]?.piece.member?.columns ?? []) {
		const index = line.cells.findIndex((cell) => cell.piece.offset === offset);
		if (index > 0) columns.set(column, index);
	}
	return columns;
}

function alignColumn(group: readonly Entry[], column: Column): void {
	const members = group.filter((entry) => entry.columns.has(column));
	if (members.length < 2) return;
	const starts = members.map(({ line, columns }) => widthBefore(line, columns.get(column) ?? 0));
	const target = Math.max(...starts);
	for (const [index, { line, columns }] of members.entries()) {
		const cell = line.cells[columns.get(column) ?? 0];
		if (cell !== undefined) cell.blanks += target - (starts[index] ?? 0);
	}
}

/** Columns from the indentation to where a cell begins, its own blanks included. */
function widthBefore(line: Line, index: number): number {
	let width = line.cells[index]?.blanks ?? 0;
	for (const cell of line.cells.slice(0, index)) width += cell.blanks + cell.piece.image.length;
	return width;
}

/** Comments behind neighbouring lines stand in one column; a lone one keeps its distance. */
function alignComments(lines: readonly Line[]): void {
	let run: { readonly line: Line; readonly cell: Cell; readonly width: number }[] = [];
	const settle = (): void => {
		if (run.length > 1) {
			const target = Math.max(...run.map(({ width }) => width)) + 2;
			for (const { cell, width } of run) cell.blanks = target - width;
		}
		run = [];
	};
	for (const line of lines) {
		const cell = line.cells.at(-1);
		// Behind a text of several lines, it is the end of another line that counts.
		const broken = line.cells.some(({ piece }) => piece.image.includes("\n"));
		const trails = cell !== undefined && line.cells.length > 1 && isLineComment(cell.piece) && !broken;
		if (!trails || line.blankBefore) settle();
		if (trails) run.push({ line, cell, width: codeWidth(line) });
	}
	settle();
}

/** Of what stands before the trailing comment. */
function codeWidth(line: Line): number {
	let width = line.indent;
	for (const { blanks, piece } of line.cells.slice(0, -1)) width += blanks + piece.image.length;
	return width;
}
