/**
 * What only the shell writes within `${…}`: `${#x}`, `${x:-y}`, `${x##y}`, `${x%%y}`, `${x^^}`, `${x[@]}`, `${@}`. What may
 * be an expression too (`${x%y}`, `${x-y}`) is not told by its form.
 */
const expansion =
	/\$\{(?:[#!]?[A-Za-z_]\w*(?::(?!:)|%%|##?|\^|,|\[[@*]\]|@)|[#!][A-Za-z_]\w*\}|[#@*?$-]\}|#?\d+[:#%/-])/y;
const negation = /\$\{![A-Za-z_]\w*\}/y;

/** Where the shell's expansion that begins at `start` ends; undefined if that is none, or does not end with its line. */
export function endOfShellExpansion(text: string, start: number): number | undefined {
	if (!matches(expansion, text, start) || matches(negation, text, start)) return undefined;
	let depth = 0;
	for (let at = start; at < text.length && text[at] !== "\n"; at++) {
		if (text[at] === "{") depth++;
		else if (text[at] === "}" && --depth === 0) return at + 1;
	}
	return undefined;
}

function matches(pattern: RegExp, text: string, at: number): boolean {
	pattern.lastIndex = at;
	return pattern.test(text);
}
