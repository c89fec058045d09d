import { canonicalJson } from "../../hash/canonical-json.ts";
import type { Json } from "../../json.ts";
import { meet } from "../placeholder.ts";
import type { FunctionDefinition } from "./definition.ts";
import { type Argument, asLambda, asList, asNumber, asObject, asText, isObject, type Work } from "./work.ts";

/** Functions that go through lists. */
export const listFunctions: Readonly<Record<string, FunctionDefinition>> = {
	map: {
		signatures: ["(items: list<T>, to: (T) => U): list<U>"],
		documentation: "What the function makes of each element.",
		example: ["[1, 2, 3].map(x => x * 2)", "[2, 4, 6]"],
		code: (work, items, to) => each(work, items, to),
	},
	filter: {
		signatures: ["(items: list<T>, keep: (T) => bool): list<T>"],
		documentation: "The elements for which the condition holds, in their order.",
		example: ["[1, 2, 3].filter(x => x > 1)", "[2, 3]"],
		code: (work, items, keep) => {
			const holds = asLambda(work, keep);
			return spent(work, items).filter((item) => holds(item) === true);
		},
	},
	find: {
		signatures: ["(items: list<T>, wanted: (T) => bool): T?"],
		documentation: "The first element for which the condition holds, or null.",
		example: ["[1, 2, 3].find(x => x > 1)", "2"],
		code: (work, items, wanted) => {
			const holds = asLambda(work, wanted);
			return spent(work, items).find((item) => holds(item) === true) ?? null;
		},
	},
	any: {
		signatures: ["(items: list<T>, holds: (T) => bool): bool"],
		documentation: "Whether the condition holds for at least one element.",
		example: ["[1, 2, 3].any(x => x > 2)", "true"],
		code: (work, items, holds) => {
			const test = asLambda(work, holds);
			return spent(work, items).some((item) => test(item) === true);
		},
	},
	all: {
		signatures: ["(items: list<T>, holds: (T) => bool): bool"],
		documentation: "Whether the condition holds for every element; true for an empty list.",
		example: ["[1, 2, 3].all(x => x > 2)", "false"],
		code: (work, items, holds) => {
			const test = asLambda(work, holds);
			return spent(work, items).every((item) => test(item) === true);
		},
	},
	count: {
		signatures: ["(items: list<T>, holds: (T) => bool): int"],
		documentation: "For how many elements the condition holds.",
		example: ["[1, 2, 3].count(x => x > 1)", "2"],
		code: (work, items, holds) => {
			const test = asLambda(work, holds);
			return spent(work, items).filter((item) => test(item) === true).length;
		},
	},
	group_by: {
		signatures: ["(items: list<T>, key: (T) => string): map<list<T>>"],
		documentation: "The elements by the text that the function gives for each.",
		example: ['["ab", "a", "b"].group_by(s => s.slice(0, 1))', '{ a: ["ab", "a"], b: ["b"] }'],
		code: (work, items, key) => {
			const keyOf = asLambda(work, key);
			const groups = new Map<string, Json[]>();
			for (const item of spent(work, items)) {
				const name = asText(work, keyOf(item));
				const group = groups.get(name);
				if (group) group.push(item);
				else groups.set(name, [item]);
			}
			return Object.fromEntries(groups);
		},
	},
	len: {
		signatures: ["(items: list<T>): int", "(text: string): int", "(map: map<T>): int"],
		documentation: "How many elements a list, characters a string, or keys a map has.",
		example: ["[1, 2, 3].len()", "3"],
		code: (work, value) => {
			if (typeof value === "string") return characters(work, value).length;
			return Array.isArray(value) ? value.length : Object.keys(asObject(work, value)).length;
		},
	},
	first: {
		signatures: ["(items: list<T>): T?"],
		documentation: "The first element, or null if there is none.",
		example: ["[1, 2, 3].first() ?? 0", "1"],
		code: (work, items) => asList(work, items)[0] ?? null,
	},
	last: {
		signatures: ["(items: list<T>): T?"],
		documentation: "The last element, or null if there is none.",
		example: ["[1, 2, 3].last() ?? 0", "3"],
		code: (work, items) => asList(work, items).at(-1) ?? null,
	},
	slice: {
		signatures: [
			"(items: list<T>, from: int): list<T>",
			"(items: list<T>, from: int, to: int): list<T>",
			"(text: string, from: int): string",
			"(text: string, from: int, to: int): string",
		],
		documentation: "The part from one position up to, not including, another; negative positions count from the end.",
		example: ["[1, 2, 3, 4].slice(1, 3)", "[2, 3]"],
		code: (work, value, from, to) => {
			const start = asNumber(work, from);
			const end = to === undefined ? undefined : asNumber(work, to);
			if (typeof value === "string") return work.text(characters(work, value).slice(start, end).join(""));
			return spent(work, value).slice(start, end);
		},
	},
	range: {
		signatures: [
			"(end: int): list<int>",
			"(start: int, end: int): list<int>",
			"(start: int, end: int, step: int): list<int>",
		],
		documentation: "The whole numbers from start (or 0) up to, not including, end.",
		example: ["range(1, 10, 4)", "[1, 5, 9]"],
		code: (work, first, second, third) => {
			const [start, end] =
				second === undefined ? [0, asNumber(work, first)] : [asNumber(work, first), asNumber(work, second)];
			const step = third === undefined ? 1 : asNumber(work, third);
			if (step === 0) return work.fail("bad-argument", "has a step of 0");
			const count = Math.max(0, Math.ceil((end - start) / step));
			work.spend(count);
			return Array.from({ length: count }, (_, index) => start + index * step);
		},
	},
	zip: {
		signatures: ["(a: list<T>, b: list<U>): list<{ first: T, second: U }>"],
		documentation: "Pairs of the elements at the same position, as many as the shorter list has.",
		example: ["zip([1, 2], [3, 4]).map(p => p.first * p.second)", "[3, 8]"],
		code: (work, a, b) => {
			const other = asList(work, b);
			return spent(work, a)
				.slice(0, other.length)
				.map((first, index) => ({ first, second: other[index] ?? null }));
		},
	},
	compact: {
		signatures: ["(items: list<T?>): list<T>"],
		documentation: "The elements that are not null.",
		example: ["[1, null, 3].compact()", "[1, 3]"],
		code: (work, items) =>
			spent(work, items).filter((item) => {
				meet(item);
				return item !== null;
			}),
	},
	flatten: {
		signatures: ["(lists: list<list<T>>): list<T>"],
		documentation: "The elements of all the lists, one after the other.",
		example: ["[[1, 2], [3]].flatten()", "[1, 2, 3]"],
		code: (work, lists) => {
			const all: Json[] = [];
			for (const list of spent(work, lists)) for (const item of spent(work, list)) all.push(item);
			return all;
		},
	},
	unique: {
		signatures: ["(items: list<T>): list<T>"],
		documentation: "The elements without those that equal an earlier one.",
		example: ["[1, 2, 1].unique()", "[1, 2]"],
		code: (work, items) => {
			const seen = new Set<Json>();
			return spent(work, items).filter((item) => {
				const key = typeof item === "object" && item !== null ? `\u0000${canonical(work, item)}` : item;
				return seen.size < seen.add(key).size;
			});
		},
	},
	reverse: {
		signatures: ["(items: list<T>): list<T>"],
		documentation: "The elements from the last to the first.",
		example: ["[1, 2, 3].reverse()", "[3, 2, 1]"],
		code: (work, items) => spent(work, items).toReversed(),
	},
};

/** The list, after paying a step for each of its elements. */
export function spent(work: Work, items: Argument): readonly Json[] {
	const list = asList(work, items);
	work.spend(list.length);
	return list;
}

/** Characters as people count them in most scripts: code points, not UTF-16 halves. */
function characters(work: Work, text: string): readonly string[] {
	work.spend(text.length);
	return [...text];
}

function each(work: Work, items: Argument, to: Argument): Json {
	const apply = asLambda(work, to);
	return spent(work, items).map((item) => apply(item));
}

/** Pays for the whole value before it is written out, for a value may share parts and be huge as text. */
function canonical(work: Work, value: Json): string {
	pay(work, value, 0);
	return canonicalJson(value);
}

function pay(work: Work, value: Json, depth: number): void {
	work.spend(1);
	if (depth > 200) work.fail("too-deep", "meets a value nested too deeply");
	meet(value);
	if (Array.isArray(value)) for (const item of value) pay(work, item, depth + 1);
	else if (isObject(value)) for (const item of Object.values(value)) pay(work, item, depth + 1);
}
