import { acceptMutants } from "./accept-mutants.ts";
import { decideMutants } from "./decide-mutants.ts";
import { engineMutants } from "./engine-mutants.ts";
import { flowMutants } from "./flow-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { stateMutants } from "./state-mutants.ts";

/** Every mutant that the suites are held against. */
export const allMutants: readonly Mutant[] = [
	...acceptMutants,
	...decideMutants,
	...stateMutants,
	...flowMutants,
	...engineMutants,
];
