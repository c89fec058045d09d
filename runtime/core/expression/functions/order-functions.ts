import type { Json } from "../../json.ts";
import type { FunctionDefinition } from "./definition.ts";
import { spent } from "./list-functions.ts";
import { type Argument, asLambda, asNumber, type Work } from "./work.ts";

/** Functions that compare or add up. */
export const orderFunctions: Readonly<Record<string, FunctionDefinition>> = {
	max: {
		signatures: ["(items: list<C>): C", "(a: C, b: C): C"],
		documentation: "The greatest value of a list, or of two values. An empty list is an error.",
		example: ["max([3, 1, 2])", "3"],
		code: (work, first, second) => extreme(work, second === undefined ? spent(work, first) : pair(first, second), 1),
	},
	min: {
		signatures: ["(items: list<C>): C", "(a: C, b: C): C"],
		documentation: "The least value of a list, or of two values. An empty list is an error.",
		example: ["min([3, 1, 2])", "1"],
		code: (work, first, second) => extreme(work, second === undefined ? spent(work, first) : pair(first, second), -1),
	},
	max_by: {
		signatures: ["(items: list<T>, by: (T) => C): T"],
		documentation:
			"The element for which the function gives the greatest value, the first of equals. An empty list is an error.",
		example: ['["a", "ccc", "bb"].max_by(s => s.len())', '"ccc"'],
		code: (work, items, by) => extremeBy(work, items, by, 1),
	},
	min_by: {
		signatures: ["(items: list<T>, by: (T) => C): T"],
		documentation:
			"The element for which the function gives the least value, the first of equals. An empty list is an error.",
		example: ['["bb", "a", "ccc"].min_by(s => s.len())', '"a"'],
		code: (work, items, by) => extremeBy(work, items, by, -1),
	},
	sum: {
		computes: true,
		signatures: ["(items: list<N>): N"],
		documentation: "All values added up; zero for an empty list.",
		example: ["sum([1, 2, 3])", "6"],
		code: (work, items) => total(work, spent(work, items)),
	},
	mean: {
		computes: true,
		signatures: ["(items: list<float>): float", "(items: list<duration>): duration", "(items: list<size>): size"],
		documentation: "The arithmetic mean. An empty list is an error.",
		example: ["mean([1, 2, 6])", "3"],
		code: (work, items) => {
			const values = spent(work, items);
			return values.length === 0
				? work.fail("empty-list", "has no value for an empty list")
				: total(work, values) / values.length;
		},
	},
	sort: {
		signatures: ["(items: list<C>): list<C>"],
		documentation: "The values in rising order; text by its code units.",
		example: ["[3, 1, 2].sort()", "[1, 2, 3]"],
		code: (work, items) => spent(work, items).toSorted((a, b) => work.compare(a, b)),
	},
	sort_by: {
		signatures: ["(items: list<T>, by: (T) => C): list<T>"],
		documentation: "The elements in rising order of what the function gives for each; equals keep their order.",
		example: ['["bb", "a"].sort_by(s => s.len())', '["a", "bb"]'],
		code: (work, items, by) => {
			const key = asLambda(work, by);
			return spent(work, items)
				.map((item) => ({ item, key: key(item) }))
				.sort((a, b) => work.compare(a.key, b.key))
				.map(({ item }) => item);
		},
	},
};

function pair(first: Argument, second: Argument): readonly Json[] {
	return [first, second].filter((value) => value !== undefined && typeof value !== "function");
}

function extreme(work: Work, values: readonly Json[], sign: number): Json {
	let best = values[0];
	if (best === undefined) return work.fail("empty-list", "has no value for an empty list");
	for (const value of values) if (work.compare(value, best) * sign > 0) best = value;
	return best;
}

function extremeBy(work: Work, items: Argument, by: Argument, sign: number): Json {
	const key = asLambda(work, by);
	const values = spent(work, items);
	let best = values[0];
	if (best === undefined) return work.fail("empty-list", "has no value for an empty list");
	let bestKey = key(best);
	for (let index = 1; index < values.length; index++) {
		const item = values[index] ?? null;
		const itemKey = key(item);
		if (work.compare(itemKey, bestKey) * sign > 0) {
			best = item;
			bestKey = itemKey;
		}
	}
	return best;
}

function total(work: Work, values: readonly Json[]): number {
	let sum = 0;
	for (const value of values) sum += asNumber(work, value);
	return sum;
}
