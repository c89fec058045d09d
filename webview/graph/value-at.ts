import type { Json } from "@dagwright/core";
import { isList } from "../format.ts";

/** The member at a dotted path, own members only. A list (of a fan-out) stands for itself: the path is of its elements. */
export function valueAt(value: Json, path: string): Json | undefined {
	let at: Json | undefined = value;
	for (const name of path.split(".")) {
		if (name === "") continue;
		if (at === undefined || isList(at)) return at;
		if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
		at = at[name];
	}
	return at;
}
