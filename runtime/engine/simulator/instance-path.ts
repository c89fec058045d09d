/** One name of the path of a job or instance: `tune[1][2]` of `ship/tune[1][2].fit`. */
export interface PathStep {
	readonly name: string;
	/** Of an instance, and of a round of a loop; those of a `for` loop in this order. */
	readonly indices: readonly number[];
	/** What stands before it: `.`, `/` after the call of a workflow, nothing at the start. */
	readonly separator: "" | "." | "/";
}

/** The steps of a path of the core. */
export function stepsOf(path: string): readonly PathStep[] {
	return [...path.matchAll(/([./]?)([^./[]+)((?:\[\d+\])*)/g)].map(([, separator, name = "", indices = ""]) => ({
		name,
		indices: [...indices.matchAll(/\d+/g)].map(([index]) => Number(index)),
		separator: separator === "." || separator === "/" ? separator : "",
	}));
}

/** The path without instances and rounds: `ship/tune.fit`. */
export function jobOf(path: string): string {
	return path.replaceAll(/\[\d+\]/g, "");
}

/**
 * Whether a path belongs to what a pattern names: the same names, and the indices that the pattern gives (`tune.fit` is
 * any round, `tune[2].fit` that one).
 */
export function belongsTo(path: string, pattern: string): boolean {
	const steps = stepsOf(path);
	const wanted = stepsOf(pattern);
	return (
		steps.length === wanted.length &&
		wanted.every(({ name, indices, separator }, at) => {
			const step = steps[at];
			if (step === undefined || step.name !== name || step.separator !== separator) return false;
			return indices.every((index, place) => step.indices[place] === index);
		})
	);
}
