/** The kinds of number that a `.dag` text may hold, by the name of their token. */
export type NumberToken = "NUMBER" | "DURATION" | "SIZE" | "PERCENT" | "MALFORMED_NUMBER";

/** A number with whatever letters, digits and points stick to it; `1e-3` with its sign. */
const numberWord = /\d[\d_]*(?:\.\d[\d_]*)?[eE][+-]\d[\w.]*|\d(?:\w|\.\d)*/y;
const plain = /^\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;
const size = /^\d+(?:\.\d+)?(?:[KMGTP]i?)?B$/;

/** Reads the number that begins at `offset`. `75%` is a percent unless an operand follows at once (`7%n`). */
export function scanNumber(text: string, offset: number): { readonly token: NumberToken; readonly end: number } {
	numberWord.lastIndex = offset;
	const image = numberWord.exec(text)?.[0] ?? text.charAt(offset);
	const end = offset + image.length;
	if (plain.test(image)) {
		if (text.charAt(end) === "%" && !/[\w(]/.test(text.charAt(end + 1))) return { token: "PERCENT", end: end + 1 };
		return { token: "NUMBER", end };
	}
	if (duration.test(image)) return { token: "DURATION", end };
	if (size.test(image)) return { token: "SIZE", end };
	return { token: "MALFORMED_NUMBER", end };
}
