import { Dice } from "../../support/dice.ts";

/** A job of a measured graph: its name and the names of those that it waits for. */
export interface BenchJob {
	readonly name: string;
	readonly needs: readonly string[];
}

/** Layers of 20 jobs; each job waits for about three of the layer before it. Depends only on its arguments. */
export function layeredGraph(jobs: number, edges: number, seed = 1): readonly BenchJob[] {
	const width = 20;
	const dice = new Dice(seed);
	const perJob = edges / (jobs - width);
	return Array.from({ length: jobs }, (_, index) => {
		const layer = Math.floor(index / width);
		if (layer === 0) return { name: nameOf(index), needs: [] };
		const count = Math.floor(perJob) + (dice.chance(perJob % 1) ? 1 : 0);
		const needs = new Set<string>();
		while (needs.size < Math.min(count, width)) needs.add(nameOf((layer - 1) * width + dice.below(width)));
		return { name: nameOf(index), needs: [...needs] };
	});
}

/** Jobs that wait for nothing. */
export function independentJobs(jobs: number): readonly BenchJob[] {
	return Array.from({ length: jobs }, (_, index) => ({ name: nameOf(index), needs: [] }));
}

/** Each job waits for the one before. */
export function chain(jobs: number): readonly BenchJob[] {
	return Array.from({ length: jobs }, (_, index) => ({
		name: nameOf(index),
		needs: index === 0 ? [] : [nameOf(index - 1)],
	}));
}

function nameOf(index: number): string {
	return `j${index}`;
}
