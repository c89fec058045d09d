import type { Mutant, Suite } from "./mutant.ts";
import { runSuite } from "./run-suite.ts";
import type { SourceTree } from "./source-tree.ts";

/** How the suites took a mutant. */
export interface Trial {
	/** The suite that failed; undefined: all passed. */
	readonly suite: Suite | undefined;
	/** The first test that failed, with its file; undefined: all passed. */
	readonly caughtBy: string | undefined;
	/** The last suite's output. */
	readonly output: string;
	readonly ms: number;
}

interface TrialOptions {
	/** ms that each suite may take; it counts as failed then, as a mutant may turn a loop endless. */
	readonly patience?: number;
	/** Random plans that the simulation takes; those of `npm test` if absent. */
	readonly seeds?: number;
}

/** Asks the suites in turn until one fails. Without a mutant they run on the sources as they are, and all must pass. */
export async function tryMutant(
	tree: SourceTree,
	mutant: Mutant | undefined,
	asked: readonly Suite[],
	{ patience = 300_000, seeds }: TrialOptions = {},
): Promise<Trial> {
	const began = performance.now();
	return tree.with(mutant, async () => {
		let output = "";
		for (const suite of asked) {
			const run = await runSuite(tree.root, suite, {
				patience,
				...(seeds !== undefined && { seeds }),
			});
			({ output } = run);
			if (run.failure !== undefined) return { suite, caughtBy: run.failure, output, ms: performance.now() - began };
		}
		return { suite: undefined, caughtBy: undefined, output, ms: performance.now() - began };
	});
}
