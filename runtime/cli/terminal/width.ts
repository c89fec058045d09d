import { escapeSequence } from "./escape-sequence.ts";

/** Blocks whose characters take two columns in a terminal (Unicode East Asian Wide and Fullwidth, and emoji). */
const wide: readonly (readonly [number, number])[] = [
	[0x1100, 0x115f],
	[0x231a, 0x231b],
	[0x2329, 0x232a],
	[0x23e9, 0x23ec],
	[0x2614, 0x2615],
	[0x26a1, 0x26a1],
	[0x2705, 0x2705],
	[0x2728, 0x2728],
	[0x274c, 0x274c],
	[0x2753, 0x2755],
	[0x2795, 0x2797],
	[0x2b1b, 0x2b1c],
	[0x2b50, 0x2b50],
	[0x2e80, 0x303e],
	[0x3041, 0x33ff],
	[0x3400, 0x4dbf],
	[0x4e00, 0x9fff],
	[0xa000, 0xa4cf],
	[0xa960, 0xa97f],
	[0xac00, 0xd7a3],
	[0xf900, 0xfaff],
	[0xfe10, 0xfe19],
	[0xfe30, 0xfe6f],
	[0xff00, 0xff60],
	[0xffe0, 0xffe6],
	[0x16fe0, 0x18cff],
	[0x1b000, 0x1b2ff],
	[0x1f004, 0x1f004],
	[0x1f0cf, 0x1f0cf],
	[0x1f18e, 0x1f19a],
	[0x1f200, 0x1f320],
	[0x1f32d, 0x1f64f],
	[0x1f680, 0x1f6ff],
	[0x1f7e0, 0x1f7eb],
	[0x1f900, 0x1f9ff],
	[0x1fa70, 0x1faff],
	[0x20000, 0x3fffd],
];

const plainAscii = /^[\x20-\x7e]*$/;
const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Columns that the text takes in a terminal: wide characters count two, combining ones and escape sequences none. */
export function displayWidth(text: string): number {
	if (plainAscii.test(text)) return text.length;
	let width = 0;
	for (const character of text.replace(escapeSequence, "")) width += characterWidth(character);
	return width;
}

/** Columns of one character (a code point). */
export function characterWidth(character: string): number {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
	if (code < 0x300) return 1;
	if (combining.test(character)) return 0;
	let low = 0;
	let high = wide.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const [from, to] = wide[middle] ?? [0, 0];
		if (code < from) high = middle - 1;
		else if (code > to) low = middle + 1;
		else return 2;
	}
	return 1;
}

/** Cuts unstyled text to at most `columns`, with an ellipsis where something is missing. */
export function truncate(text: string, columns: number, ellipsis = "…"): string {
	if (displayWidth(text) <= columns) return text;
	const room = columns - displayWidth(ellipsis);
	if (room < 0) return "";
	let cut = "";
	let width = 0;
	for (const character of text) {
		const next = characterWidth(character);
		if (width + next > room) break;
		cut += character;
		width += next;
	}
	return cut + ellipsis;
}

/** Cuts a path in its middle to at most `columns`: its end, which tells it from others, is kept longest. */
export function truncatePath(path: string, columns: number, ellipsis = "…"): string {
	if (displayWidth(path) <= columns) return path;
	const room = columns - displayWidth(ellipsis);
	const backwards = truncate([...path].toReversed().join(""), Math.ceil((room * 2) / 3), "");
	const head = truncate(path, room - displayWidth(backwards), "");
	return room < 2 ? truncate(path, columns, ellipsis) : head + ellipsis + [...backwards].toReversed().join("");
}

/** Pads with spaces on the right to `columns`; longer text stays as it is. */
export function padEnd(text: string, columns: number): string {
	return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

/** Pads with spaces on the left to `columns`; longer text stays as it is. */
export function padStart(text: string, columns: number): string {
	return " ".repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** Breaks unstyled text at spaces into lines of at most `columns`; a longer word is broken where it must be. */
export function wrap(text: string, columns: number): readonly string[] {
	const lines: string[] = [];
	for (const paragraph of text.split("\n")) {
		let line = "";
		for (const word of paragraph.split(" ")) {
			const joined = line === "" ? word : `${line} ${word}`;
			if (displayWidth(joined) <= columns) {
				line = joined;
				continue;
			}
			if (line !== "") lines.push(line);
			line = word;
			while (displayWidth(line) > columns) {
				const head = truncate(line, columns, "");
				if (head === "") break;
				lines.push(head);
				line = line.slice(head.length);
			}
		}
		lines.push(line);
	}
	return lines;
}

/**
 * Text that comes from a process or a file, made safe to print: escape sequences are gone, tabs are spaces, and other
 * control characters show as their Unicode pictures, so that nothing can move the cursor or recolour the screen.
 */
export function printable(text: string): string {
	if (plainAscii.test(text)) return text;
	return text
		.replace(escapeSequence, "")
		.replaceAll("\t", "    ")
		.replace(/(?!\n)\p{Cc}/gu, controlPicture)
		.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** Text that may be printed as part of one line: its line breaks are blanks. */
export function oneLine(text: string): string {
	return printable(text)
		.replace(/\s*\n\s*/g, " ")
		.trim();
}

/** A control character made visible: as its Unicode picture, where it has one. */
export function controlPicture(character: string): string {
	const code = character.charCodeAt(0);
	return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
}
