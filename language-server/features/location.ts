import type { Origin } from "@dagwright/core";
import type { Location, Position, Range } from "vscode-languageserver";
import type { Project } from "../project-files.ts";

/** The range of an origin; both count lines from zero and columns in UTF-16 units. */
export function rangeOf(origin: Origin): Range {
	return { start: { ...origin.start }, end: { ...origin.end } };
}

/** The place of an origin, with the file's address. */
export function locationOf(origin: Origin, project: Project): Location {
	return { uri: project.uriOf(origin.file), range: rangeOf(origin) };
}

/** Whether the position lies in the range, its end included. */
export function contains(range: Pick<Origin, "start" | "end">, position: Position): boolean {
	return !before(position, range.start) && !before(range.end, position);
}

/** Whether `a` comes before `b` in the text. */
export function before(a: Position, b: Position): boolean {
	return a.line < b.line || (a.line === b.line && a.character < b.character);
}
