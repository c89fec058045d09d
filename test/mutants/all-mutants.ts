import { acceptMutants } from "./accept-mutants.ts";
import { checkpointMutants } from "./checkpoint-mutants.ts";
import { decideMutants } from "./decide-mutants.ts";
import { engineMutants } from "./engine-mutants.ts";
import { flowMutants } from "./flow-mutants.ts";
import { forkMutants } from "./fork-mutants.ts";
import { gateMutants } from "./gate-mutants.ts";
import { journalMutants } from "./journal-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { peopleMutants } from "./people-mutants.ts";
import { recoveryMutants } from "./recovery-mutants.ts";
import { reopenMutants } from "./reopen-mutants.ts";
import { retryMutants } from "./retry-mutants.ts";
import { stateMutants } from "./state-mutants.ts";
import { turnMutants } from "./turn-mutants.ts";
import { unbegunMutants } from "./unbegun-mutants.ts";

/** Every mutant that the suites are held against. */
export const allMutants: readonly Mutant[] = [
	...acceptMutants,
	...decideMutants,
	...retryMutants,
	...stateMutants,
	...flowMutants,
	...gateMutants,
	...recoveryMutants,
	...peopleMutants,
	...checkpointMutants,
	...forkMutants,
	...reopenMutants,
	...journalMutants,
	...engineMutants,
	...turnMutants,
	...unbegunMutants,
];
