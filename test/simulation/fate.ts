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
	/** What fails says that trying again can't help. */
	readonly refuses: boolean;
}

/** The fate of an instance, or of the fallback that stands in for it. */
export type Fates = (instance: string, standsIn: boolean) => Fate;

/** Depends on nothing but the seed and the instance's path, so that trouble does not change it. */
export function fateOf(seed: number, instance: string): Fate {
	let mixed = seed;
	for (const letter of instance) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193);
	const dice = new Dice(mixed);
	const takes = dice.below(400);
	const failures = dice.chance(0.8) ? 0 : dice.pick([1, 1, 2, 3, 1000]);
	const [code, outputs] = [dice.pick([1, 75]), { n: dice.below(10) }];
	return { takes, failures, code, outputs, garbles: dice.chance(0.1), refuses: dice.chance(0.2) };
}

/** The fates of a seed; those of stand-ins are their own. */
export function fatesOf(seed: number): Fates {
	return (instance, standsIn) => fateOf(seed, standsIn ? `${instance}~` : instance);
}

/** Fates with which nothing fails. */
export function healed(fates: Fates): Fates {
	return (...whose) => ({ ...fates(...whose), failures: 0, garbles: false });
}

/** Fates with other outputs of some instances. */
export function withOutputs(fates: Fates, outputs: ReadonlyMap<string, Json>): Fates {
	return (instance, standsIn) => {
		const fate = fates(instance, standsIn);
		const other = outputs.get(instance);
		return other === undefined ? fate : { ...fate, outputs: other };
	};
}
