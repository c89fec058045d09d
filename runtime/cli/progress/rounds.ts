import { type JobPlan, roundName, unconvergedWords } from "@dagwright/core";
import { printShort } from "@dagwright/core/expression";

/** A round of a loop, as people count: from 1. */
export interface Round {
	/** The loop's own name. */
	readonly loop: string;
	readonly round: number;
	/** The most there may be. */
	readonly max: number;
}

/** The rounds that a path lies in, the outermost first: of `tune[2].fit` the third of `tune`. */
export function roundsOf(path: string, containers: ReadonlyMap<string, JobPlan>): readonly Round[] {
	const rounds: Round[] = [];
	let key = "";
	for (const [, separator = "", name = "", indices = ""] of path.matchAll(/([./]?)([^./[]+)((?:\[\d+\])*)/g)) {
		key += separator + name;
		const container = containers.get(key);
		const last = /\[(\d+)\]$/.exec(indices)?.[1];
		if (container?.kind !== "loop" || last === undefined) continue;
		rounds.push({ loop: name, round: Number(last) + 1, max: container.max });
	}
	return rounds;
}

/** `round 3 of 8`; of loops in loops by their names: `tune 3 of 8, refine 1 of 2`. Empty outside of loops. */
export function roundText(rounds: readonly Round[]): string {
	const [only] = rounds;
	if (only === undefined) return "";
	if (rounds.length === 1) return roundName(only.round, only.max);
	return rounds.map(({ loop, round, max }) => `${loop} ${round} of ${max}`).join(", ");
}

/** That a loop used up its rounds: ``did not converge in 8 rounds: `loss < 0.05` was never true``. */
export function unconvergedText({ max, until }: Extract<JobPlan, { kind: "loop" }>): string {
	return unconvergedWords(max, until && printShort(until));
}

/** The instances of a `for` job, by how they ended. */
export interface Fan {
	readonly total: number;
	readonly succeeded: number;
	readonly failed: number;
	/** Skipped or cancelled. */
	readonly left: number;
}

/** Counts the instances of each `for` job by its whole path, so that those of another round or call stay apart. */
export class Fans {
	readonly #fans = new Map<string, Counted>();

	/** By the path of the job: `sweep`, `ship[0]/push`. */
	get(path: string): Fan | undefined {
		const fan = this.#fans.get(path);
		return fan && { ...fan, failed: fan.failed.size, left: fan.left.size };
	}

	size(path: string, total: number): void {
		this.#fans.set(path, { total, succeeded: 0, failed: new Set(), left: new Set() });
	}

	/** Counts an instance that ended; whatever is none changes nothing. */
	end(instance: string, how: "succeeded" | "failed" | "left"): void {
		const fan = this.#fanOf(instance);
		if (fan === undefined) return;
		if (how === "succeeded") fan.succeeded++;
		else fan[how].add(instance);
	}

	/** A job, or an instance, is to run again. */
	reset(path: string): void {
		if (this.#fans.delete(path)) return;
		const fan = this.#fanOf(path);
		if (fan !== undefined && !fan.failed.delete(path) && !fan.left.delete(path)) fan.succeeded--;
	}

	#fanOf(instance: string): Counted | undefined {
		return instance.endsWith("]") ? this.#fans.get(instance.slice(0, instance.lastIndexOf("["))) : undefined;
	}
}

interface Counted {
	readonly total: number;
	succeeded: number;
	readonly failed: Set<string>;
	readonly left: Set<string>;
}
