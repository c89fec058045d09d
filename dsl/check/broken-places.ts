import type { Origin } from "@dagwright/core";
import type { Diagnostic } from "../diagnostic.ts";
import type { SourceFile } from "./model.ts";

/**
 * Where the text could not be read. The mistake there is told; what follows from it is not: what the checker makes of the
 * same line, what is missing from a construct that holds such a line, and what is unknown elsewhere because it was to be
 * declared there.
 */
export class BrokenPlaces {
	readonly #files: ReadonlyMap<string, SourceFile>;
	readonly #lines = new Map<string, readonly string[]>();
	/** Broken lines in order, by file. */
	readonly #broken = new Map<string, readonly number[]>();
	/** Every word that stands on a broken line. */
	readonly #words = new Set<string>();

	constructor(files: readonly SourceFile[]) {
		this.#files = new Map(files.map((file) => [file.path, file]));
		for (const { path, brokenLines } of files) {
			if (brokenLines.size === 0) continue;
			const broken = [...brokenLines].sort((a, b) => a - b);
			this.#broken.set(path, broken);
			const lines = this.#linesOf(path);
			for (const line of broken) for (const word of lines[line]?.match(/[A-Za-z_]\w*/g) ?? []) this.#words.add(word);
		}
	}

	/** Whether the finding only follows from a broken place; `whole` is the construct from which something is missing. */
	explains({ code, at }: Diagnostic, whole: Origin | undefined): boolean {
		if (this.#broken.size === 0) return false;
		const broken = this.#broken.get(at.file);
		if (this.#files.get(at.file)?.brokenLines.has(at.start.line)) return true;
		if (broken !== undefined && code === "dag/unused") return true;
		if (broken !== undefined && whole !== undefined && hasWithin(broken, whole)) return true;
		return code.startsWith("dag/unknown-") && this.#words.has(this.#textAt(at));
	}

	#textAt({ file, start, end }: Origin): string {
		return start.line === end.line
			? (this.#linesOf(file)[start.line]?.slice(start.character, end.character) ?? "")
			: "";
	}

	#linesOf(path: string): readonly string[] {
		const lines = this.#lines.get(path) ?? this.#files.get(path)?.text.split("\n") ?? [];
		this.#lines.set(path, lines);
		return lines;
	}
}

/** Whether one of the numbers, which are in order, is a line of the range. */
function hasWithin(sorted: readonly number[], { start, end }: Origin): boolean {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? 0) < start.line) low = middle + 1;
		else high = middle;
	}
	return (sorted[low] ?? Number.POSITIVE_INFINITY) <= end.line;
}
