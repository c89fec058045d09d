import type { Origin } from "@dagwright/core";
import { characterWidth } from "../terminal/width.ts";

/** One source line ready to print, and where its mark goes: `indent` and `width` are columns of the terminal. */
export interface Excerpt {
	readonly line: string;
	readonly indent: number;
	readonly width: number;
}

const tabWidth = 4;

interface Cell {
	readonly text: string;
	readonly width: number;
	/** UTF-16 offset in the line. */
	readonly offset: number;
}

/**
 * The line where `at` begins, tabs expanded, control characters made visible, cut to `columns` around the marked
 * part; undefined when the file has no such line any more. A range over several lines is marked to its line's end.
 */
export function excerpt(text: string, at: Origin, columns: number): Excerpt | undefined {
	const line = lineOf(text, at.start.line);
	if (line === undefined) return undefined;
	const end = at.end.line > at.start.line ? line.length : at.end.character;
	const { cells, from, to } = window(line, at.start.character, end, Math.max(16, columns));
	const indent = widthOf(cells.filter((cell) => cell.offset < from));
	const marked = widthOf(cells.filter((cell) => cell.offset >= from && cell.offset < to));
	const shown = cells
		.map((cell) => cell.text)
		.join("")
		.trimEnd();
	return { line: shown, indent, width: Math.max(1, Math.min(marked, Math.max(16, columns) - indent)) };
}

/** The zero-based line of a text, without its line end (`\n`, `\r\n` or `\r`). */
function lineOf(text: string, index: number): string | undefined {
	let start = 0;
	const ends = /\r\n|\n|\r/g;
	for (let line = 0; line < index; line++) {
		if (ends.exec(text) === null) return undefined;
		start = ends.lastIndex;
	}
	const end = ends.exec(text);
	return text.slice(start, end === null ? undefined : end.index);
}

/** Lays the line out in cells, and cuts a long one so that the marked part stays in sight. */
function window(
	line: string,
	from: number,
	to: number,
	columns: number,
): { cells: readonly Cell[]; from: number; to: number } {
	// A line may be a megabyte: only look at what could be shown.
	const first = Math.max(0, from - columns);
	const cells = layOut(line.slice(first, from + 2 * columns), first);
	if (first === 0 && widthOf(cells) <= columns) return { cells, from, to };
	const before = Math.floor(columns / 3);
	let start = cells.findIndex((cell) => cell.offset >= from);
	if (start < 0) start = cells.length;
	for (let width = 0; start > 0; start--) {
		width += cells[start - 1]?.width ?? 0;
		if (width > before) break;
	}
	const kept: Cell[] = [];
	let width = 0;
	if (start > 0 || first > 0) {
		kept.push({ text: "…", width: 1, offset: -1 });
		width = 1;
	}
	for (const cell of cells.slice(start)) {
		if (width + cell.width > columns - 1) {
			kept.push({ text: "…", width: 1, offset: Number.MAX_SAFE_INTEGER });
			break;
		}
		kept.push(cell);
		width += cell.width;
	}
	return { cells: kept, from, to };
}

function layOut(line: string, firstOffset: number): readonly Cell[] {
	const cells: Cell[] = [];
	let column = 0;
	let offset = firstOffset;
	for (const character of line) {
		const cell = layOutCharacter(character, column, offset);
		cells.push(cell);
		column += cell.width;
		offset += character.length;
	}
	return cells;
}

function layOutCharacter(character: string, column: number, offset: number): Cell {
	if (character === "\t") {
		const width = tabWidth - (column % tabWidth);
		return { text: " ".repeat(width), width, offset };
	}
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x20) return { text: String.fromCharCode(0x2400 + code), width: 1, offset };
	if ((code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
		return { text: "\ufffd", width: 1, offset };
	return { text: character, width: characterWidth(character), offset };
}

function widthOf(cells: readonly Cell[]): number {
	return cells.reduce((sum, cell) => sum + cell.width, 0);
}
