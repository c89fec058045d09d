import type { Json } from "@dagwright/core";
import { Dice } from "../support/dice.ts";

/** How the attempts of an instance go. */
export interface Fate {
	/** ms. */
	readonly takes: number;
	/** How many of its attempts fail before one succeeds. */
	readonly failures: number;
	/** The exit code of those. */
	readonly code: number;
	readonly outputs: Json;
	/** Where outputs are declared, they are not as declared. */
	readonly garbles: boolean;
}

/** Depends on nothing but the seed and the instance's path, so that trouble does not change it. */
export function fateOf(seed: number, instance: string): Fate {
	let mixed = seed;
	for (const letter of instance) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193);
	const dice = new Dice(mixed);
	const takes = dice.below(400);
	const failures = dice.chance(0.8) ? 0 : dice.pick([1, 1, 2, 3, 1000]);
	return { takes, failures, code: dice.pick([1, 75]), outputs: { n: dice.below(10) }, garbles: dice.chance(0.1) };
}
