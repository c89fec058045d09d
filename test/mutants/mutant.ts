import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A small change of the engine's source that breaks one of its promises. */
export interface Mutant {
	/** For people and for `node test/mutants/main.ts ID`. */
	readonly id: string;
	/** From the project's root. */
	readonly file: string;
	/** Stands exactly once in the file. */
	readonly from: string;
	readonly to: string;
	/** What is wrong then, in one sentence. */
	readonly breaks: string;
	/** The suites that look at this part, in the order in which they are asked. */
	readonly suites: readonly Suite[];
	/** A second effect of one attempt, or a claim that is not true, gets through: none of these may survive. */
	readonly fencing?: true;
}

/**
 * `simulation`, `memory` and `core` know the core alone; the others see the local engine, its disk and its processes. A
 * file of tests, from the project's root, is a suite of its own.
 */
export type Suite =
	| "simulation"
	| "memory"
	| "core"
	| "local"
	| "journal"
	| "deaths"
	| "strict"
	| "processes"
	| "engine"
	| `${string}.test.ts`;

const root = new URL("../../", import.meta.url);

/**
 * The source with the change made.
 * @throws Error if the text to change is gone or stands more than once, so that a mutant cannot wither unseen
 */
export function mutate(source: string, { id, file, from, to }: Mutant): string {
	const places = source.split(from).length - 1;
	if (places !== 1) {
		throw new Error(
			`mutant ${id}: the text that it changes stands ${places} times in ${file}, not once. ` +
				`Change its \`from\` to what does the same now: ${JSON.stringify(from)}`,
		);
	}
	return source.replace(from, () => to);
}

/** The mutated source of a mutant's file as it is now. */
export function mutatedSource(mutant: Mutant): string {
	return mutate(readFileSync(fileURLToPath(new URL(mutant.file, root)), "utf8"), mutant);
}
