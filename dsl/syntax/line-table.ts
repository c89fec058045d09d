import type { Origin } from "@dagwright/core";

/** Turns offsets (UTF-16 units) into zero-based lines and columns, in logarithmic time. */
export class LineTable {
	readonly #starts: number[] = [0];
	readonly #length: number;

	constructor(text: string) {
		this.#length = text.length;
		for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
	}

	/** The position of an offset; one beyond the text counts as its end. */
	position(offset: number): Origin["start"] {
		const bounded = Math.max(0, Math.min(offset, this.#length));
		let low = 0;
		let high = this.#starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.#starts[middle] ?? 0) <= bounded) low = middle;
			else high = middle - 1;
		}
		return { line: low, character: bounded - (this.#starts[low] ?? 0) };
	}
}
