import type { Cell, Line } from "./lay-out.ts";

/** Prints the lines; `source` is the text they came from, for the indentation that `"""` texts had. */
export function print(lines: readonly Line[], source: string): string {
	const printed: string[] = [];
	for (const line of lines) {
		if (line.blankBefore) printed.push("");
		printed.push(" ".repeat(line.indent) + line.cells.map((cell, index) => image(line, index, cell, source)).join(""));
	}
	return printed.length === 0 ? "" : `${printed.join("\n")}\n`;
}

function image(line: Line, index: number, { piece, blanks }: Cell, source: string): string {
	const before = " ".repeat(blanks);
	if (piece.name === "DOC_COMMENT" || piece.name === "LINE_COMMENT") return before + piece.image.trimEnd();
	if (!piece.image.includes("\n") || piece.name === "BLOCK_COMMENT") return before + piece.image;
	return before + shifted(piece.image, line, index, source);
}

/**
 * A `"""` text moves with the line on which it begins, which does not change what it says, since the indentation that
 * its lines share is no part of it. Where a line is too short to move, or tabs are in play, it stays.
 */
function shifted(text: string, line: Line, index: number, source: string): string {
	const first = textStart(line, index);
	const last = textEnd(line, index);
	const whole = line.cells
		.slice(first, last + 1)
		.map((cell) => cell.piece.image)
		.join("");
	const offset = line.cells[0]?.piece.offset ?? 0;
	const sourceLine = source.slice(source.lastIndexOf("\n", offset) + 1, offset);
	const distance = line.indent - sourceLine.length;
	const lines = whole.split("\n").slice(1);
	const movable =
		/^ *$/.test(sourceLine) &&
		lines.every((one) => one.trim() === "" || /^ +/.test(one) || distance >= 0) &&
		lines.every((one, at) => (one.trim() === "" && at < lines.length - 1) || leading(one) + distance >= 0) &&
		!lines.some((one) => one.startsWith("\t"));
	if (distance === 0 || !movable) return text;
	const [head, ...rest] = text.split("\n");
	return [head, ...rest.map((one, at) => moved(one, distance, at === rest.length - 1))].join("\n");
}

/** A blank line says nothing, unless it is the one before the closing quotes. */
function moved(line: string, distance: number, isLast: boolean): string {
	if (line.trim() === "" && !isLast) return line;
	return " ".repeat(leading(line) + distance) + line.trimStart();
}

function leading(line: string): number {
	return line.length - line.trimStart().length;
}

/** The first and the last cell of the text that a cell is a part of; all of them stand on one printed line. */
function textStart(line: Line, index: number): number {
	let depth = 0;
	for (let at = index; at >= 0; at--) {
		const name = line.cells[at]?.piece.name;
		if (name === "TEMPLATE_TAIL" && at !== index) depth++;
		if (name === "TEXT" && at === index) return at;
		if (name === "TEMPLATE_HEAD" && depth-- === 0) return at;
	}
	return index;
}

function textEnd(line: Line, index: number): number {
	if (line.cells[index]?.piece.name === "TEXT") return index;
	let depth = 0;
	for (let at = index + (line.cells[index]?.piece.name === "TEMPLATE_HEAD" ? 1 : 0); at < line.cells.length; at++) {
		const name = line.cells[at]?.piece.name;
		if (name === "TEMPLATE_HEAD") depth++;
		if (name === "TEMPLATE_TAIL" && depth-- === 0) return at;
	}
	return line.cells.length - 1;
}
