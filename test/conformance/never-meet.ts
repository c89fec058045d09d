import type { Pair } from "./constructs.ts";

/** The pairs that no run can show, each with the reason. */
export const neverMeet: ReadonlyMap<Pair, string> = new Map<Pair, string>([]);
