import { allMutants } from "./all-mutants.ts";
import type { Mutant } from "./mutant.ts";

/** The mutant that the environment's `MUTANT` names, if any. */
export function chosenMutant(): Mutant | undefined {
	const id = process.env["MUTANT"] ?? "";
	if (id === "") return undefined;
	const found = allMutants.find((mutant) => mutant.id === id);
	if (found === undefined) throw new Error(`there is no mutant ${id}`);
	return found;
}
