import type { Origin, Origins } from "@dagwright/core";

type Position = Origin["start"];

/** The innermost node of a file whose text holds the position. */
export function nodeAt(origins: Origins, file: string, position: Position): string | undefined {
	let found: { readonly node: string; readonly origin: Origin } | undefined;
	for (const [node, origin] of Object.entries(origins)) {
		if (origin.file !== file || isBefore(position, origin.start) || isBefore(origin.end, position)) continue;
		if (!found || isBefore(found.origin.start, origin.start)) found = { node, origin };
	}
	return found?.node;
}

function isBefore(a: Position, b: Position): boolean {
	return a.line < b.line || (a.line === b.line && a.character < b.character);
}
