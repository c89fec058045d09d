import type { Pair } from "./constructs.ts";

/** The pairs that no run can show, each with the reason. */
export const neverMeet: ReadonlyMap<Pair, string> = new Map<Pair, string>([
	[
		"fan_in × let",
		"a fan_in has no block that a let could stand in; as values they read each other like any two nodes",
	],
]);
