import type { Origin, Origins } from "@dagwright/core";
import type { GraphAnswer } from "@dagwright/protocol";

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

/** The workflow of a file whose text holds the position; undefined between them. */
export function workflowAt(workflows: GraphAnswer["workflows"], position: Position): string | undefined {
	return workflows.find(({ at }) => !isBefore(position, at.start) && !isBefore(at.end, position))?.name;
}

function isBefore(a: Position, b: Position): boolean {
	return a.line < b.line || (a.line === b.line && a.character < b.character);
}
